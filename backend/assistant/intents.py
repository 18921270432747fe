"""Which questions are answered from what is true right now: phrases of `content/assistant/live.toml`. Pure."""

from collections.abc import Iterable

import msgspec

from backend.assistant.phrases import PhraseFinder, tokens
from backend.core.live_answers import LiveTopic, LiveWish

Phrases = dict[str, tuple[str, ...]]
_FEW_WORDS = 4
"""A kind of place said alone, with at most this many words, asks where one is: "toilette innenstadt"."""


class TopicPhrases(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What asks for a topic. `unless` shows that something else was meant."""

    topic: LiveTopic
    phrases: Phrases
    unless: Phrases = {}


class KindPhrases(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A kind of place. `alone`: its word says enough; else somebody must ask where it is or whether it is open."""

    id: str
    words: Phrases
    alone: bool = False


class LivePhrases(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """All of `live.toml`."""

    near: Phrases
    today: Phrases
    unless: Phrases
    topics: tuple[TopicPhrases, ...]
    kinds: tuple[KindPhrases, ...]


class LiveIntents:
    """Finds the wish in a question. Build it once; a question takes well under a millisecond."""

    def __init__(self, phrases: LivePhrases) -> None:
        self._topics = [(one.topic, _finder(one.phrases), _finder(one.unless)) for one in phrases.topics]
        self._near, self._today = _finder(phrases.near), _finder(phrases.today)
        self._unless = _finder(phrases.unless)
        self._kinds = PhraseFinder(_pairs((kind.id, kind.words) for kind in phrases.kinds))
        self._alone = {kind.id for kind in phrases.kinds if kind.alone}

    def find(self, text: str) -> LiveWish | None:
        """What somebody wants to know now; None for every other question."""
        for topic, phrases, unless in self._topics:
            if phrases.find(text) and not unless.find(text):
                return LiveWish(topic, None, text)
        kinds = self._kinds.find(text)
        if not kinds or self._unless.find(text):
            return None
        kind = max(kinds, key=lambda found: found.end - found.start).meaning
        if self._today.find(text):
            return LiveWish("opening", kind, text)
        is_short = len(tokens(text)) - 1 <= _FEW_WORDS
        return LiveWish("place", kind, text) if self._near.find(text) or (kind in self._alone and is_short) else None


def _pairs(phrases: Iterable[tuple[str, Phrases]]) -> list[tuple[str, str]]:
    return [(text, meaning) for meaning, by_language in phrases for texts in by_language.values() for text in texts]


def _finder(phrases: Phrases) -> PhraseFinder:
    return PhraseFinder(_pairs([("", phrases)]))
