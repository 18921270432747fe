"""Our view as Atom (RFC 4287) and RSS 2.0, for displays and other systems. Each entry links to its CAP message."""

from collections.abc import Iterator, Sequence
from datetime import datetime
from email.utils import format_datetime

from backend.alerts.cap.write_xml import escape
from backend.alerts.rules import Story
from backend.alerts.texts import words

CAP_MEDIA_TYPE = "application/cap+xml"
ATOM_MEDIA_TYPE = "application/atom+xml"
RSS_MEDIA_TYPE = "application/rss+xml"
UTF8 = "; charset=utf-8"
"""Said in the header, too: who sees only the header need not open the document."""


def cap_path(story: Story) -> str:
    """Where the newest message of a story is found."""
    return f"/api/v1/alerts/{story.id}/versions/{story.newest.id}/cap.xml"


def atom(stories: Sequence[Story], *, title: str, base: str, now: datetime) -> bytes:
    """The feed as Atom; `base` is the app's address without a slash at the end."""
    updated = max((story.newest.issued_at for story in stories), default=now)
    return _lines(
        '<feed xmlns="http://www.w3.org/2005/Atom" xml:lang="de">',
        f"<id>{escape(base)}/api/v1/alerts/feed.atom</id>",
        f"<title>{escape(title)}</title>",
        f"<updated>{updated.isoformat()}</updated>",
        f"<author><name>{escape(title)}</name></author>",
        f'<link rel="self" type="{ATOM_MEDIA_TYPE}" href="{escape(base)}/api/v1/alerts/feed.atom"/>',
        f'<link rel="alternate" type="text/html" href="{escape(base)}/warnungen"/>',
        *(line for story in stories for line in _entry(story, base)),
        "</feed>",
    )


def _entry(story: Story, base: str) -> Iterator[str]:
    headline, text = _german(story)
    yield "<entry>"
    yield f"<id>urn:uuid:{story.id}</id>"
    yield f"<title>{escape(headline)}</title>"
    yield f"<updated>{story.newest.issued_at.isoformat()}</updated>"
    yield f"<published>{story.versions[0].issued_at.isoformat()}</published>"
    yield f'<link rel="alternate" type="text/html" href="{escape(base)}/warnungen/{story.id}"/>'
    yield f'<link rel="enclosure" type="{CAP_MEDIA_TYPE}" href="{escape(base + cap_path(story))}"/>'
    yield f'<category term="{story.newest.alert.status}"/>'
    yield f"<summary>{escape(text)}</summary>"
    yield "</entry>"


def rss(stories: Sequence[Story], *, title: str, base: str, now: datetime) -> bytes:
    """The feed as RSS."""
    return _lines(
        '<rss version="2.0"><channel>',
        f"<title>{escape(title)}</title>",
        f"<link>{escape(base)}/warnungen</link>",
        f"<description>{escape(title)}</description>",
        "<language>de</language>",
        f"<lastBuildDate>{format_datetime(now)}</lastBuildDate>",
        *(line for story in stories for line in _item(story, base)),
        "</channel></rss>",
    )


def _item(story: Story, base: str) -> Iterator[str]:
    headline, text = _german(story)
    yield "<item>"
    yield f"<title>{escape(headline)}</title>"
    yield f"<link>{escape(base)}/warnungen/{story.id}</link>"
    yield f"<description>{escape(text)}</description>"
    yield f'<guid isPermaLink="false">{story.id}/{story.newest.id}</guid>'
    yield f"<pubDate>{format_datetime(story.newest.issued_at)}</pubDate>"
    yield f"<category>{story.newest.alert.status}</category>"
    yield "</item>"


def _german(story: Story) -> tuple[str, str]:
    """Headline and text; what is no real warning says so in the first word, whatever a reader does with categories."""
    text = next(iter(words(story.newest.alert, ("de",))), None)
    if text is None:
        return "", ""
    mark = "" if story.newest.alert.status == "Actual" else "Übung: "
    return mark + text.headline, " ".join((*text.steps, *text.description))


def _lines(*lines: str) -> bytes:
    return "\n".join(('<?xml version="1.0" encoding="UTF-8"?>', *lines, "")).encode()
