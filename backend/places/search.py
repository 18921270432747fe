"""Search over the places in memory: by name, street, kind and district, in any spelling, with typos. Pure.

Every word of the index and of the query is folded (case, umlauts, accents, "Str."). A query word finds index words
that are equal, begin with it, contain it or differ by a typing mistake, in this order of worth. A place must match
every query word; when none does, the rarest word alone decides, with a low score.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from math import log
from typing import Any
from uuid import UUID

import msgspec
from rapidfuzz.distance import OSA
from rapidfuzz.process import extract

from backend.places.catalogue import Category
from backend.places.folding import fold, raw_words, spellings
from backend.places.records import PlaceRecord

_EXACT, _PREFIX, _INSIDE, _TYPO = 1.0, 0.9, 0.72, 0.68
_NAME, _ALIAS, _CATEGORY, _KEYWORD, _STREET, _DISTRICT, _TEXT = 1.0, 0.92, 0.9, 0.86, 0.8, 0.62, 0.4
_COVERAGE_BONUS, _BEGINS_BONUS = 0.04, 0.02
_MIN_INSIDE = 4
_MAX_WORDS = 8
_MAX_CANDIDATES = 40
MAX_QUERY_CHARS = 100

LabelVariants = Callable[[str], Iterable[str]]
"""A German label in all languages we have it in."""
DistrictNames = Callable[[str | None], Iterable[str]]
"""Names of a district and of what it belongs to."""


class Hit(msgspec.Struct, frozen=True):
    """A place with how well it fits, from 0 to 1. `name` is its folded name."""

    place: PlaceRecord
    score: float
    name: str

    @property
    def order(self) -> tuple[float, str, str]:
        """Best first, then by name; stable, so that it can serve as a cursor."""
        return (-self.score, self.name, self.place.id.hex)


class Filters(msgspec.Struct, frozen=True, kw_only=True):
    """What a search is narrowed to; None and False narrow nothing."""

    category: str | None = None
    district: str | None = None
    accessible: bool = False

    def allow(self, place: PlaceRecord) -> bool:
        """True if the place passes all filters."""
        return (
            (self.category is None or place.category == self.category)
            and (self.district is None or place.district == self.district)
            and (not self.accessible or place.accessible_toilet)
        )


class PlaceSearch:
    """An index over places. Build it anew when they change; about 50 ms for 1,100."""

    def __init__(
        self,
        places: Sequence[PlaceRecord],
        categories: Mapping[str, Category],
        district_names: DistrictNames = lambda _code: (),
        label_variants: LabelVariants = lambda _label: (),
    ) -> None:
        self._places = places
        self._postings: dict[str, dict[int, float]] = defaultdict(dict)
        self._names = [fold(place.name) for place in places]
        kinds = {key: _category_words(category, label_variants) for key, category in categories.items()}
        for number, place in enumerate(places):
            for text, weight in _texts(place, district_names):
                self._add(number, text, weight)
            for word, weight in kinds.get(place.category, {}).items():
                self._post(number, word, weight)
        self._vocabulary = sorted(self._postings)

    def search(self, query: str, filters: Filters | None = None) -> list[Hit]:
        """All fitting places, best first. An empty query gives every place that passes the filters, by name."""
        narrowed = filters or Filters()
        folded = fold(query[:MAX_QUERY_CHARS])
        words = raw_words(query[:MAX_QUERY_CHARS])[:_MAX_WORDS]
        everything = not query.strip()
        scores = dict.fromkeys(range(len(self._places)), 0.0) if everything else self._score(words)
        hits = [
            Hit(place, 0.0 if everything else self._final(score, number, folded), self._names[number])
            for number, score in scores.items()
            if narrowed.allow(place := self._places[number])
        ]
        return sorted(hits, key=lambda hit: hit.order)

    def _final(self, score: float, number: int, folded: str) -> float:
        """An equal name counts full; then come names that begin with the query and names that say little else."""
        name = self._names[number]
        if name == folded:
            return 1.0
        coverage = min(1.0, len(folded) / len(name)) if name else 0.0
        begins = _BEGINS_BONUS if name.startswith(folded) else 0.0
        return round(score * (1 - _COVERAGE_BONUS - _BEGINS_BONUS + _COVERAGE_BONUS * coverage + begins), 4)

    def _score(self, words: list[str]) -> dict[int, float]:
        """Mean of the word scores by place; rare words weigh more, so that "Straße" decides little."""
        found = [self._word_scores(word) for word in words]
        count = len(self._places)
        weights = [log(1 + count / (1 + len(scores))) if scores else 0.0 for scores in found]
        sought = [(scores, weight) for scores, weight in zip(found, weights, strict=True) if scores]
        missing = len(found) - len(sought)
        if not sought or missing > 1:
            return {}
        common = set(sought[0][0]).intersection(*(scores for scores, _ in sought[1:]))
        if not common:
            common = set(max(sought, key=lambda pair: pair[1])[0])
        total = sum(weight for _, weight in sought) + missing * log(1 + count)
        return {number: sum(scores.get(number, 0.0) * weight for scores, weight in sought) / total for number in common}

    def _word_scores(self, word: str) -> dict[int, float]:
        """Best score by place for one query word."""
        best: dict[int, float] = {}
        for spelling in spellings(word):
            for term, likeness in self._similar(spelling).items():
                for number, weight in self._postings[term].items():
                    score = likeness * weight
                    if score > best.get(number, 0.0):
                        best[number] = score
        return best

    def _similar(self, word: str) -> dict[str, float]:
        """Index words that the query word may mean, with how sure that is."""
        found: dict[str, float] = {}
        for term in self._vocabulary:
            if word in term:
                if term.startswith(word):
                    found[term] = _EXACT if term == word else _PREFIX
                elif len(word) >= _MIN_INSIDE:
                    found[term] = _INSIDE
        allowed = _allowed_mistakes(word)
        if allowed and _EXACT not in found.values():
            typos = extract(word, self._vocabulary, scorer=OSA.distance, score_cutoff=allowed, limit=_MAX_CANDIDATES)
            for term, mistakes, _ in typos:
                found.setdefault(term, _TYPO - 0.08 * (mistakes - 1))
            found |= self._mistyped_beginnings(word, allowed, found)
        return found

    def _mistyped_beginnings(self, word: str, allowed: int, found: Mapping[str, float]) -> dict[str, float]:
        """ "Mediotek" while typing on, "Brlinerstr": compare with the beginnings of longer words, too."""
        if len(word) < 6:
            return {}
        size = len(word)
        longer = {term: term[: size + 1] for term in self._vocabulary if len(term) > size + 1 and term[0] == word[0]}
        close: Any = extract(word, longer, scorer=OSA.distance, score_cutoff=allowed, limit=_MAX_CANDIDATES)
        return {term: _TYPO - 0.1 * mistakes for _, mistakes, term in close if term not in found}

    def _add(self, number: int, text: str, weight: float) -> None:
        for word in raw_words(text):
            for spelling in spellings(word):
                self._post(number, spelling, weight)

    def _post(self, number: int, word: str, weight: float) -> None:
        posting = self._postings[word]
        posting[number] = max(weight, posting.get(number, 0.0))


def _texts(place: PlaceRecord, district_names: DistrictNames) -> list[tuple[str, float]]:
    texts = [(place.name, _NAME), (place.street or "", _STREET), (place.zip or "", _STREET)]
    texts += [(alias, _ALIAS) for alias in place.aliases]
    texts += [(entrance.street or "", _STREET) for entrance in place.entrances]
    texts += [(name, _DISTRICT) for name in district_names(place.district)]
    return [*texts, (place.description or "", _TEXT)]


def _category_words(category: Category, label_variants: LabelVariants) -> dict[str, float]:
    texts = [(category.label, _CATEGORY), *((label, _CATEGORY) for label in label_variants(category.label))]
    found: dict[str, float] = {}
    for text, weight in [*texts, *((keyword, _KEYWORD) for keyword in category.keywords)]:
        for word in raw_words(text):
            for spelling in spellings(word):
                found[spelling] = max(weight, found.get(spelling, 0.0))
    return found


def _allowed_mistakes(word: str) -> int:
    """None in short words and numbers, one from four letters, two from eight."""
    if len(word) < 4 or word.isdigit():
        return 0
    return 1 if len(word) < 8 else 2


def after(hits: Sequence[Hit], position: tuple[float, str, UUID] | None) -> Sequence[Hit]:
    """The hits after a cursor position (score, folded name, id)."""
    if position is None:
        return hits
    score, name, identity = position
    border = (-score, name, identity.hex)
    return [hit for hit in hits if hit.order > border]
