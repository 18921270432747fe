"""Places for the one search, and for the assistant: where is one near me, and what is open today?"""

from collections.abc import Sequence

from backend.core.i18n import N_
from backend.core.live_answers import MOST_THINGS, LiveFacts, LiveThing, LiveTopic, LiveWish
from backend.core.searching import Found, FoundGroup
from backend.places.folding import fold
from backend.places.records import PlaceRecord
from backend.places.search import Filters
from backend.places.service.public import PlacesService

_SCREEN = "/orte"
_LEAST_SCORE = 0.45
"""Below, only a part of what was typed fits."""


class PlaceFinder:
    """The places slice as a group of the search and as a source of live answers."""

    group = "places"
    label = N_("Orte")
    topics: tuple[LiveTopic, ...] = ("place", "opening")

    def __init__(self, service: PlacesService) -> None:
        self._service = service

    async def search(self, text: str, locale: str, limit: int) -> FoundGroup:
        """See `core.searching.Searchable`."""
        hits = [hit.place for hit in self._service.hits(text, Filters()) if hit.score >= _LEAST_SCORE]
        found = [Found(id=str(p.id), title=p.name, path=_path(p), text=p.street or "") for p in hits[:limit]]
        return FoundGroup(found, len(hits))

    async def tell(self, wish: LiveWish, locale: str) -> LiveFacts | None:
        """See `core.live_answers.LiveSource`. Hours are those of the source, in its words: nothing is worked out."""
        if wish.subject is None:
            return None
        places = self._service.places_of(wish.subject)
        if not places:
            return None
        fitting = self._named(wish, places)
        if wish.topic == "opening":
            fitting = sorted(fitting, key=lambda place: place.hours_text is None)
        return LiveFacts(
            topic=wish.topic,
            subject=wish.subject,
            things=[_thing(place, wish.topic) for place in fitting[:MOST_THINGS]],
            known=len(places),
            path=f"{_SCREEN}?category={wish.subject}",
            source=places[0].source,
            as_of=max(place.as_of for place in places),
        )

    def _named(self, wish: LiveWish, places: Sequence[PlaceRecord]) -> Sequence[PlaceRecord]:
        """Those that the question names, or that lie in the Stadtteil it names; all where it names none."""
        said = f" {fold(wish.text)} "
        inside = [place for place in places if self._lies_in(place, said)]
        if inside:
            return inside
        named = [place for place in places if len(fold(place.name)) > 3 and f" {fold(place.name)} " in said]
        return named or places

    def _lies_in(self, place: PlaceRecord, said: str) -> bool:
        return any(f" {fold(name)} " in said for name in self._service.district_names(place.district))


def _path(place: PlaceRecord) -> str:
    return f"{_SCREEN}/{place.id}"


def _thing(place: PlaceRecord, topic: LiveTopic) -> LiveThing:
    detail = place.hours_text if topic == "opening" else place.street
    return LiveThing(title=place.name, path=_path(place), detail=detail, lat=place.lat, lon=place.lon)
