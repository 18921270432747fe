"""From a ranking to what is said: an answer, pages to choose from with one question back, or nothing. Pure."""

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from math import log2

import msgspec

from backend.assistant.ranking.confidence import Confidence, Zone
from backend.assistant.ranking.ranker import Ranking

MOST_CHOICES = 3
MOST_QUESTIONS_BACK = 2
Asks = Callable[[str], Mapping[str, str]]
"""Facets of a page with its value."""


class Choice(msgspec.Struct, frozen=True):
    """The zone, the pages in order (the first one answers), and the facet to ask back."""

    zone: Zone
    pages: tuple[str, ...]
    facet: str | None
    sure: float


def choose(
    ranking: Ranking, language: str, confidence: Confidence, asks: Asks, given: Mapping[str, str], asked: int
) -> Choice:
    """What to do with a ranking. `given` are answers to questions back, `asked` how many were asked."""
    sure = confidence.probability(ranking.evidence, language)
    zone = confidence.zone(sure)
    found = [hit.document.id for hit in ranking.hits]
    pages = tuple(page for page in found if _fits(asks(page), given))[:MOST_CHOICES]
    if not pages:
        return Choice(Zone.HAND_OVER, (), None, sure)
    if zone is not Zone.HAND_OVER and _is_named(asks(pages[0]), given):
        zone = Zone.ANSWER  # the person has told this page from its neighbours
    if zone is Zone.ASK_BACK and asked >= MOST_QUESTIONS_BACK:
        zone = Zone.HAND_OVER
    facet = best_facet([asks(page) for page in pages], given) if zone is Zone.ASK_BACK else None
    return Choice(zone, pages, facet, sure)


def best_facet(pages: Sequence[Mapping[str, str]], given: Mapping[str, str]) -> str | None:
    """The facet that splits the pages most evenly; None where none tells them apart."""
    best, most = None, 0.0
    for facet in dict.fromkeys(facet for page in pages for facet in page):
        counts = Counter(page[facet] for page in pages if facet in page)
        if facet in given or len(counts) < 2:
            continue
        total = sum(counts.values())
        evenness = -sum(count / total * log2(count / total) for count in counts.values()) * total
        if evenness > most:
            best, most = facet, evenness
    return best


def _fits(page: Mapping[str, str], given: Mapping[str, str]) -> bool:
    return all(page.get(facet, value) == value for facet, value in given.items())


def _is_named(page: Mapping[str, str], given: Mapping[str, str]) -> bool:
    return any(page.get(facet) == value for facet, value in given.items())
