"""Seam of the one search: each slice that has something to find registers it, the assistant slice asks them all."""

from collections.abc import Sequence
from typing import Protocol

import msgspec


class Found(msgspec.Struct, frozen=True, kw_only=True):
    """Something that was found. `path` is its address in the app, `language` that of `title` and `text`."""

    id: str
    title: str
    path: str
    text: str = ""
    language: str = "de"


class FoundGroup(msgspec.Struct, frozen=True):
    """The best of what was found in one group, and how much there is in all."""

    hits: Sequence[Found]
    total: int


class Searchable(Protocol):
    """One group of things to find. `label` is a German message, marked with `N_`."""

    @property
    def group(self) -> str:
        """Name on the wire."""

    @property
    def label(self) -> str:
        """Heading on the screen."""

    async def search(self, text: str, locale: str, limit: int) -> FoundGroup:
        """The best hits first. Whatever is typed is an honest question; it is stored and logged nowhere."""
