"""Places in the one search, and as the assistant's answers."""

import httpx
import pytest

pytestmark = pytest.mark.parametrize("dialect", ["sqlite"], indirect=True)


async def test_the_one_search_finds_places_beside_pages(client: httpx.AsyncClient) -> None:
    found = (await client.get("/api/v1/search", params={"q": "Mediotek"})).json()
    places = next(group for group in found["groups"] if group["group"] == "places")
    assert places["hits"][0]["title"] == "Mediothek"
    assert places["hits"][0]["path"].startswith("/orte/")
    assert places["total"] >= len(places["hits"])


async def test_the_assistant_names_places_with_position_source_and_age(client: httpx.AsyncClient) -> None:
    async def ask(text: str, locale: str) -> dict[str, object]:
        return (await client.post("/api/v1/assistant/questions", json={"text": text, "locale": locale})).json()

    near = await ask("де найближчий туалет", "uk")
    assert near["kind"] == "live"
    facts = near["facts"]
    assert isinstance(facts, dict)
    assert (facts["topic"], facts["subject"], len(facts["things"])) == ("place", "accessible-toilet", facts["known"])
    assert facts["source"]
    assert facts["asOf"]
    assert all(thing["lat"] and thing["lon"] for thing in facts["things"])
    hours = await ask("Hat das Badezentrum Bockum heute offen?", "de")
    facts = hours["facts"]
    assert isinstance(facts, dict)
    assert [thing["title"] for thing in facts["things"]] == ["Badezentrum Bockum"]
    assert facts["topic"] == "opening"
