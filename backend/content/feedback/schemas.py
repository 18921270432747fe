"""Feedback on the wire."""

from datetime import date
from typing import Annotated, Literal

from msgspec import Meta

from backend.core.schema import Body, Schema

Concern = Literal["disliked", "expired", "outdated", "unchecked"]
"""Disliked: at least a third of at least five said no. Expired: `validUntil` is over. Outdated: the German text has
changed since. Unchecked: translated by a machine, and no person has read it."""


class PageVoice(Body):
    """Yes or no, about the page in the language in which it was read."""

    locale: Annotated[str, Meta(min_length=2, max_length=12)]
    helpful: bool


class PageConcern(Schema):
    """A text that needs an editor. Voices are those of the last 90 days about the text as it stands now."""

    page: str
    locale: str
    title: str
    path: str
    concerns: list[Concern]
    helpful: int
    not_helpful: int
    checked_on: date
    valid_until: date


class PageConcerns(Schema):
    """All of them, the most disliked first."""

    items: list[PageConcern]
