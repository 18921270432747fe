"""Warnings for the assistant: what concerns the city now. Where a phone is, it works out by itself."""

from backend.alerts.schemas import AlertSummary
from backend.alerts.service import AlertsService
from backend.core.live_answers import MOST_THINGS, LiveFacts, LiveThing, LiveTopic, LiveWish

_SCREEN = "/warnungen"
_GERMAN = "de"


class AlertAnswers:
    """The list of warnings as an answer."""

    topics: tuple[LiveTopic, ...] = ("alert",)

    def __init__(self, service: AlertsService) -> None:
        self._service = service

    async def tell(self, wish: LiveWish, locale: str) -> LiveFacts | None:
        """See `core.live_answers.LiveSource`. Stale where a source is silent or nobody looks."""
        now = self._service.list_alerts()
        looked = [source.checked_at for source in now.sources if source.checked_at is not None]
        return LiveFacts(
            topic=wish.topic,
            subject=None,
            things=[_thing(alert, locale) for alert in now.alerts[:MOST_THINGS]],
            known=len(now.alerts),
            path=_SCREEN,
            source=", ".join(dict.fromkeys(source.name for source in now.sources)),
            observed_at=min(looked, default=None),
            stale=not looked or any(source.stale for source in now.sources),
        )


def _thing(alert: AlertSummary, locale: str) -> LiveThing:
    headlines = alert.headlines
    wanted = (locale, locale.split("-", maxsplit=1)[0], _GERMAN)
    known = next((headlines[key] for key in wanted if key in headlines), None)
    return LiveThing(
        title=known or next(iter(headlines.values()), ""),
        path=f"{_SCREEN}/{alert.id}",
        detail=alert.sender,
        status=alert.severity,
        observed_at=alert.sent_at,
        districts=[] if alert.whole_city else alert.districts,
        demo=alert.demo,
    )
