"""The city's own facts reach the app."""

import tomllib
from pathlib import Path

import httpx
import pytest

from backend import __version__
from backend.city.slice import describe
from backend.core.city import load_city
from backend.settings import MapSettings, Settings

REPOSITORY = Path(__file__).resolve().parents[2]


@pytest.mark.parametrize("dialect", ["sqlite"], indirect=True)
async def test_the_city_says_its_name_place_and_languages(client: httpx.AsyncClient) -> None:
    body = (await client.get("/api/v1/city")).json()
    assert (body["ags"], body["authorityPhone"], body["timezone"]) == ("05114000", "115", "Europe/Berlin")
    assert body["locales"] == ["de", "de-simple", "en", "tr", "uk", "ru", "ar", "pl", "fr"]
    west, south, east, north = body["bbox"]
    assert west < body["center"]["lon"] < east
    assert south < body["center"]["lat"] < north
    assert body["map"] == {"styleUrl": None, "attribution": None}
    assert body["demo"] is False


def test_the_base_map_follows_the_settings() -> None:
    settings = Settings(map=MapSettings(style_url="https://example.org/style.json", attribution="© Example"), demo=True)
    city = describe(load_city(REPOSITORY / "content"), settings)
    assert (city.map.style_url, city.map.attribution, city.demo) == (
        "https://example.org/style.json",
        "© Example",
        True,
    )


def test_the_version_is_the_packages() -> None:
    project = tomllib.loads((REPOSITORY / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    assert project["version"] == __version__


@pytest.mark.parametrize(("wrong", "named"), [("name = 1\n", "name"), ("name = ", "city.toml"), ("", "name")])
def test_a_wrong_city_file_names_what_is_wrong(tmp_path: Path, wrong: str, named: str) -> None:
    (tmp_path / "city.toml").write_text(wrong, encoding="utf-8")
    with pytest.raises(ValueError, match=named):
        load_city(tmp_path)
