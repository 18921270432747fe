"""The order of decisions before anything is searched. Pure.

1. Words of crisis, in all languages at once: a fixed card with numbers, nothing else decides. Weaker hints only add
   the card below whatever comes next.
2. A person is wanted. 3. Personal data is taken out and the person is told. 4. Small talk and what no town hall knows.
5. Everything else is searched for.
"""

from enum import StrEnum

import msgspec

from backend.assistant.personal_data import Kind, redact
from backend.assistant.phrases import Found, PhraseFinder, tokens

_FEW_WORDS = 3


class Next(StrEnum):
    """What happens with a question."""

    CARD = "card"
    PERSON = "person"
    SMALL_TALK = "small_talk"
    OFF_TOPIC = "off_topic"
    NOTHING = "nothing"
    SEARCH = "search"


class Card(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What a person in need sees first. `title` and `text` are by locale. `search_on`: pages may help as well."""

    id: str
    numbers: tuple[str, ...]
    title: dict[str, str]
    text: dict[str, str]
    phrases: dict[str, tuple[str, ...]]
    unless: dict[str, tuple[str, ...]] = {}
    hints: dict[str, tuple[str, ...]] = {}
    search_on: bool = False


class Talk(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Phrases by language for what is not a question to the town hall."""

    person: dict[str, tuple[str, ...]]
    small_talk: dict[str, tuple[str, ...]]
    off_topic: dict[str, tuple[str, ...]]


class FirstStep(msgspec.Struct, frozen=True):
    """The decision. `text` is the question without personal data; only this may be searched or kept.

    `cards` come first; `offered` only may fit and belong below the answer.
    """

    next: Next
    cards: tuple[Card, ...]
    offered: tuple[Card, ...]
    personal: tuple[Kind, ...]
    text: str


class Order:
    """The decisions with the city's phrases. Build it once; a question takes well under a millisecond."""

    def __init__(self, cards: tuple[Card, ...], talk: Talk) -> None:
        self.cards = cards
        self._crisis = PhraseFinder(
            (phrase, card.id) for card in cards for phrases in card.phrases.values() for phrase in phrases
        )
        self._hints = PhraseFinder(
            (phrase, card.id) for card in cards for phrases in card.hints.values() for phrase in phrases
        )
        self._harmless = PhraseFinder(
            (phrase, card.id) for card in cards for phrases in card.unless.values() for phrase in phrases
        )
        self._talk = PhraseFinder(
            (phrase, kind)
            for kind, texts in (
                (Next.PERSON, talk.person),
                (Next.SMALL_TALK, talk.small_talk),
                (Next.OFF_TOPIC, talk.off_topic),
            )
            for phrases in texts.values()
            for phrase in phrases
        )

    def decide(self, question: str) -> FirstStep:
        """The first step for a question, whatever it contains."""
        redacted = redact(question)
        cards = self.cards_for(question)
        urgent = any(not card.search_on for card in cards)
        following = Next.CARD if urgent else self._following(redacted.text)
        return FirstStep(following, cards, self._offered(question, cards), redacted.kinds, redacted.text)

    def cards_for(self, question: str) -> tuple[Card, ...]:
        """The cards that fit, in the order of the file."""
        found = {one.meaning for one in self._crisis.find(question)}
        if found:
            found -= {one.meaning for one in self._harmless.find(question)}
        return tuple(card for card in self.cards if card.id in found)

    def _offered(self, question: str, cards: tuple[Card, ...]) -> tuple[Card, ...]:
        hinted = {one.meaning for one in self._hints.find(question)}
        return tuple(card for card in self.cards if card.id in hinted and card not in cards)

    def _following(self, text: str) -> Next:
        words = [word for word in tokens(text) if word != "."]
        if not words:
            return Next.NOTHING
        found = self._talk.find(text)
        meanings = {one.meaning for one in found}
        if Next.PERSON in meanings:
            return Next.PERSON
        if Next.OFF_TOPIC in meanings:
            return Next.OFF_TOPIC
        chat = [one for one in found if one.meaning == Next.SMALL_TALK]
        return Next.SMALL_TALK if chat and _covers(chat, text) else Next.SEARCH


def says_little(text: str) -> bool:
    """True if besides what was taken out there are only a few words, as in "my number is ..."."""
    return sum(word != "." for word in tokens(text)) <= _FEW_WORDS


def _covers(found: list[Found], text: str) -> bool:
    """True if nothing but small talk is said."""
    said = {place for one in found for place in range(one.start, one.end)}
    return all(place in said or word == "." for place, word in enumerate(tokens(text)))
