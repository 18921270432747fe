"""Stories as the public sees them. Pure: from `rules` and `texts` to `schemas`."""

from collections.abc import Mapping, Sequence
from typing import Literal, cast

import msgspec

from backend.alerts.instructions import NONE, Instructions
from backend.alerts.rules import Story, chief, expires_at, onset_at
from backend.alerts.schemas import AlertDetail, AlertSummary, AlertVersion, AlertWords, Part, Severity
from backend.alerts.texts import area_names, sender_name, words

MAX_AREAS = 12


def summary(story: Story, locales: Sequence[str]) -> AlertSummary:
    """What lists and banners show."""
    alert = story.newest.alert
    info = chief(alert) or chief(story.versions[0].alert)
    return AlertSummary(
        id=story.id,
        revision=story.newest.id,
        state=story.state,
        status="actual" if alert.status == "Actual" else "exercise",
        demo=story.is_demo,
        severity=cast("Severity", info.severity.lower()) if info else "unknown",
        urgency=info.urgency.lower() if info else "unknown",
        certainty=info.certainty.lower() if info else "unknown",
        categories=list(info.categories) if info else [],
        headlines=headlines(story, locales),
        sender=sender_name(alert),
        source=story.newest.feed,
        first_sent_at=story.versions[0].issued_at,
        sent_at=story.newest.issued_at,
        onset=onset_at(alert),
        expires=expires_at(alert),
        ended_at=story.ended_at,
        on_top=story.on_top,
        whole_city=story.concern.whole_city,
        districts=list(story.concern.districts),
    )


def headlines(story: Story, locales: Sequence[str]) -> dict[str, str]:
    """By language. A headline that shrank to one word for all warnings ("Alert") says less than the German one."""
    found = words(story.newest.alert, locales) or words(story.versions[0].alert, locales)
    return {text.locale: text.headline for text in found if text.headline and "headline" not in text.untranslated}


def detail(
    story: Story,
    locales: Sequence[str],
    credits_of: Mapping[str, str],
    window: tuple[float, float, float, float],
    instructions: Instructions = NONE,
) -> AlertDetail:
    """All about one story."""
    alert = story.newest.alert
    info = chief(alert)
    drawn = story.concern.geometry
    return AlertDetail(
        **{name: getattr(seen, name) for seen in (summary(story, locales),) for name in AlertSummary.__struct_fields__},
        texts=[
            AlertWords(
                locale=text.locale,
                headline=text.headline,
                description=list(text.description),
                steps=list(text.steps),
                untranslated=cast("list[Part]", list(text.untranslated)),
                ours=cast("list[Part]", list(text.ours)),
            )
            for text in words(alert, locales, instructions)
        ],
        areas=area_names(alert)[:MAX_AREAS],
        geometry=None if drawn is None else {"type": "MultiPolygon", "coordinates": msgspec.to_builtins(drawn)},
        window=None if drawn is None else window,
        web=_link(info.web if info else None),
        contact=info.contact if info else None,
        credit=credits_of.get(story.newest.feed, ""),
        versions=[
            AlertVersion(
                id=version.id,
                kind=cast("Literal['alert', 'update', 'cancel']", version.alert.msg_type.lower()),
                sent_at=version.issued_at,
                headline=next((text.headline for text in words(version.alert, ("de",))), ""),
            )
            for version in story.versions
        ],
    )


def _link(text: str | None) -> str | None:
    """Only web addresses: the text comes from outside and becomes a link."""
    return text if text and text.startswith(("https://", "http://")) and " " not in text else None
