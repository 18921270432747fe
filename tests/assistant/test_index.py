"""The index follows the texts, waits for nobody, and finds pages in languages in which they are not written."""

import asyncio
from pathlib import Path

import msgspec
import pytest

from backend.assistant.content import read_terms
from backend.assistant.index import PageIndex
from backend.content.html import Site
from backend.content.library import Library, Page, load_library
from backend.content.service import ContentService
from backend.core.city import load_city
from backend.core.clock import utc_now
from backend.core.i18n import Translations

ROOT = Path(__file__).resolve().parents[2]
CITY = load_city(ROOT / "content")


@pytest.fixture
def library() -> Library:
    return load_library(ROOT / "content", CITY.locales)


@pytest.fixture
def pages(library: Library) -> ContentService:
    site = Site(city=CITY.name, app_name=CITY.app_name, url="", phone="115")
    return ContentService(library, Translations(ROOT / "translations", CITY.locales), site, utc_now)


def _alone(page: Page) -> Page:
    return msgspec.structs.replace(page, source=msgspec.structs.replace(page.source, related=[]))


async def found(index: PageIndex, question: str, language: str) -> list[str]:
    ranker = (await index.language(language)).ranker
    return [hit.document.id for hit in ranker.search(question).hits]


async def test_a_question_that_comes_before_the_index_is_ready_is_answered(pages: ContentService) -> None:
    index = PageIndex(pages, {})
    await index.start()
    assert (await found(index, "прописка", "uk"))[0] == "anmeldung"
    await index.stop()


async def test_new_texts_are_found_and_old_ones_are_not(pages: ContentService, library: Library) -> None:
    index = PageIndex(pages, {})
    await index.start()
    await index.settled()
    assert "umzug" in await found(index, "umzug", "de")
    rest = {key: _alone(page) for key, page in library.pages.items() if key != "umzug"}
    pages.replace(Library(rest, library.groups, library.facets, library.glossary))
    await index.settled()
    assert "umzug" not in await found(index, "umzug", "de")


async def test_a_page_that_is_missing_in_a_language_is_found_by_what_people_say(pages: ContentService) -> None:
    index = PageIndex(pages, read_terms(ROOT / "content" / "assistant"))
    for language, question in (("tr", "kimliğimi kaybettim"), ("ru", "украли паспорт"), ("pl", "Personalausweis weg")):
        assert (await found(index, question, language))[0] == "ausweis-verloren"
        assert "ausweis-verloren" not in (await index.language(language)).written


async def test_building_leaves_the_loop_free(pages: ContentService) -> None:
    index = PageIndex(pages, {})
    await index.start()
    turns = 0
    building = asyncio.ensure_future(index.settled())
    while not building.done():
        await asyncio.sleep(0)
        turns += 1
    assert turns > 1


def test_terms_name_pages_and_languages_that_the_app_can_have() -> None:
    terms = read_terms(ROOT / "content" / "assistant")
    assert {language for words in terms.values() for language in words} <= {"tr", "uk", "ru", "ar", "pl", "fr", "en"}
    assert all(words for by_language in terms.values() for words in by_language.values())
