"""The questions that the screen offers to begin with are answered in every language of the app."""

import re
from pathlib import Path

import httpx
from babel.messages.pofile import read_po

from backend.assistant.content import read_intents
from tests.assistant.test_questions import ONE_DATABASE, ask

ROOT = Path(__file__).resolve().parents[2]
_SCREEN = ROOT / "pwa" / "src" / "features" / "assistant" / "AskPage.tsx"
_ANSWERED = {"answer", "choices", "live"}
LOCALES = ("de", "de-simple", "en", "tr", "uk", "ru", "ar", "pl", "fr")


def _examples() -> list[str]:
    listed = re.search(r"EXAMPLES = \[(.*?)\]", _SCREEN.read_text(encoding="utf-8"), re.DOTALL)
    assert listed
    return re.findall(r"N_\('(.+?)'\)", listed.group(1))


def _said_in(locale: str) -> list[str]:
    path = ROOT / "translations" / locale.replace("-", "@") / "LC_MESSAGES" / "pwa.po"
    with path.open("rb") as file:
        catalogue = read_po(file)
    return [str(message.string) for text in _examples() if (message := catalogue.get(text)) is not None]


@ONE_DATABASE
async def test_each_example_is_answered_in_each_language(client: httpx.AsyncClient) -> None:
    left: dict[str, str] = {}
    intents = read_intents(ROOT / "content" / "assistant")
    for locale in LOCALES:
        questions = _examples() if locale == "de" else _said_in(locale)
        assert len(questions) == len(_examples()) == 4, locale
        for question in questions:
            kind = (await ask(client, question, locale))["kind"]
            if kind not in _ANSWERED and intents.find(question) is None:  # a city without bays has nothing to tell
                left[question] = kind
    assert left == {}
