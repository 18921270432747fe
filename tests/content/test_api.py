"""Pages as the app, a browser without script and a search engine meet them."""

import json
import re
from html.parser import HTMLParser

import httpx
import pytest

from tests.conftest import FrozenClock

ONE_DATABASE = pytest.mark.parametrize("dialect", ["sqlite"], indirect=True)
LOCALES = ["de", "de-simple", "en", "tr", "uk", "ru", "ar", "pl", "fr"]


class Outline(HTMLParser):
    """Links, headings and text of a page."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.links: dict[str, str] = {}
        self.scripts: list[dict[str, str | None]] = []
        self.tags: list[str] = []
        self.text = ""
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        self.tags.append(tag)
        if tag == "link" and given.get("rel") == "alternate":
            self.links[str(given["hreflang"])] = str(given["href"])
        if tag == "script":
            self.scripts.append(given)

    def handle_data(self, data: str) -> None:
        self.text += data


async def test_the_list_is_a_snapshot_in_each_language(client: httpx.AsyncClient) -> None:
    for locale in LOCALES:
        answer = await client.get(f"/api/v1/content/{locale}")
        body = answer.json()
        assert answer.status_code == 200
        assert {page["group"] for page in body["pages"] if page["kind"] != "statement"} <= {
            group["id"] for group in body["groups"]
        }
        again = await client.get(f"/api/v1/content/{locale}", headers={"if-none-match": answer.headers["etag"]})
        assert again.status_code == 304


@ONE_DATABASE
async def test_a_page_tells_its_source_its_age_and_who_has_not_checked_it(client: httpx.AsyncClient) -> None:
    page = (await client.get("/api/v1/content/uk/anmeldung")).json()
    assert (page["language"], page["translation"], page["title"]) == ("uk", "machine", "Зареєструвати нове житло")
    assert (page["source"], page["checkedOn"], page["validUntil"]) == (
        "Bundesmeldegesetz (BMG)",
        "2026-11-25",
        "2027-11-30",
    )
    assert [notice["kind"] for notice in page["notices"]] == ["machine"]
    assert [section["id"] for section in page["sections"]][:5] == ["audience", "deadline", "fee", "steps", "documents"]
    assert page["laws"][0]["paragraph"] == "§ 17 BMG"


@ONE_DATABASE
async def test_a_missing_translation_is_german_and_says_so_in_the_readers_language(client: httpx.AsyncClient) -> None:
    page = (await client.get("/api/v1/content/pl/ausweis-verloren")).json()
    german = (await client.get("/api/v1/content/de/ausweis-verloren")).json()
    assert (page["locale"], page["language"], page["translation"]) == ("pl", "de", None)
    assert page["title"] == german["title"]
    assert page["sections"][0]["title"] == "Dla kogo?"
    (notice,) = page["notices"]
    assert (notice["kind"], "języku" in notice["text"]) == ("missing", True)
    entry = next(
        entry for entry in (await client.get("/api/v1/content/pl")).json()["pages"] if entry["id"] == "ausweis-verloren"
    )
    assert (entry["language"], entry["translation"]) == ("de", None)


@ONE_DATABASE
async def test_everything_for_reading_offline_is_one_answer(client: httpx.AsyncClient) -> None:
    index = (await client.get("/api/v1/content/ar")).json()
    everything = (await client.get("/api/v1/content/ar/all")).json()
    assert [page["id"] for page in everything["pages"]] == [page["id"] for page in index["pages"]]
    one = (await client.get("/api/v1/content/ar/umzug")).json()
    assert one in everything["pages"]


@ONE_DATABASE
@pytest.mark.parametrize(
    ("path", "code"),
    [("de/gibt-es-nicht", "page-not-found"), ("nl", "language-not-found"), ("nl/anmeldung", "language-not-found")],
)
async def test_what_is_not_there_is_explained(client: httpx.AsyncClient, path: str, code: str) -> None:
    answer = await client.get(f"/api/v1/content/{path}")
    assert (answer.status_code, answer.json()["code"]) == (404, code)


@ONE_DATABASE
@pytest.mark.parametrize(
    ("address", "accept", "language", "direction", "text"),
    [
        ("/rathaus/anmeldung", "", "de", "ltr", "Wohnung anmelden"),
        ("/rathaus/anmeldung", "uk-UA,uk;q=0.9", "uk", "ltr", "Зареєструвати нове житло"),
        ("/rathaus/anmeldung?sprache=ar", "uk", "ar", "rtl", "تسجيل المسكن الجديد"),
        ("/rathaus/anmeldung?sprache=xx", "", "de", "ltr", "Wohnung anmelden"),
        ("/rathaus/anmeldung/", "", "de", "ltr", "Wohnung anmelden"),
        ("/rathaus", "fr", "fr", "ltr", "Déclarer son nouveau logement"),
        ("/impressum", "", "de", "ltr", "[Name der Stelle, die das Angebot betreibt]"),
        ("/barrierefreiheit", "en", "en", "ltr", "Accessibility statement"),
    ],
)
async def test_the_shared_address_is_readable_without_script(
    client: httpx.AsyncClient, address: str, accept: str, language: str, direction: str, text: str
) -> None:
    answer = await client.get(address, headers={"accept-language": accept})
    assert answer.headers["content-type"] == "text/html; charset=utf-8"
    assert answer.headers["content-language"] == language
    assert "accept-language" in answer.headers["vary"]
    assert f'<html lang="{language}" dir="{direction}">' in answer.text
    assert text in Outline(answer.text).text
    assert "braucht JavaScript" not in answer.text
    again = await client.get(address, headers={"accept-language": accept, "if-none-match": answer.headers["etag"]})
    assert (again.status_code, again.content) == (304, b"")


@ONE_DATABASE
async def test_search_engines_learn_the_languages_and_what_it_is(client: httpx.AsyncClient) -> None:
    outline = Outline((await client.get("/rathaus/anmeldung?sprache=tr")).text)
    assert list(outline.links) == [*LOCALES, "x-default"]
    assert outline.links["ar"] == "http://localhost:8000/rathaus/anmeldung?sprache=ar"
    assert list(Outline((await client.get("/rathaus/ausweis-verloren")).text).links) == [
        "de",
        "de-simple",
        "en",
        "x-default",
    ]
    page = (await client.get("/rathaus/anmeldung?sprache=tr")).text
    (data,) = re.findall(r'<script type="application/ld\+json">(.*?)</script>', page)
    described = json.loads(data)
    assert (described["@type"], described["inLanguage"]) == ("GovernmentService", "tr")
    assert described["areaServed"] == {"@type": "City", "name": "Krefeld"}


@ONE_DATABASE
async def test_pages_keep_the_content_policy(client: httpx.AsyncClient) -> None:
    answer = await client.get("/rathaus/anmeldung")
    outline = Outline(answer.text)
    inline = [script for script in outline.scripts if "src" not in script]
    assert [script["type"] for script in inline] == ["application/ld+json"]
    assert "style" not in outline.tags
    assert " style=" not in answer.text
    assert "script-src 'self'" in answer.headers["content-security-policy"]


@ONE_DATABASE
async def test_other_addresses_still_open_the_app(client: httpx.AsyncClient) -> None:
    for address in ("/", "/parken", "/rathaus/gibt-es-nicht", "/rathausx"):
        answer = await client.get(address)
        assert '<div id="app"></div>' in answer.text, address
    assert (await client.post("/rathaus/anmeldung")).status_code in {404, 405}


@ONE_DATABASE
async def test_the_metrics_count_pages_as_one_kind(client: httpx.AsyncClient) -> None:
    for page_id in ("anmeldung", "umzug", "umzug"):
        await client.get(f"/api/v1/content/de/{page_id}")
    figures = [line for line in (await client.get("/metrics")).text.splitlines() if "/api/v1/content" in line]
    assert [line for line in figures if "{page_id}" in line and line.endswith(" 3.0")]
    assert not [line for line in figures if "umzug" in line]


@ONE_DATABASE
async def test_a_page_past_its_date_is_shown_with_a_warning(client: httpx.AsyncClient, clock: FrozenClock) -> None:
    warning = "Diese Seite ist älter als geplant."
    assert warning not in (await client.get("/rathaus/anmeldung")).text
    clock.advance(days=400)
    assert warning in (await client.get("/rathaus/anmeldung")).text
