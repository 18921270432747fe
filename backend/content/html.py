"""Pages as HTML for readers without JavaScript, for printers and for search engines.

Every piece of text is escaped here; structured data is schema.org JSON-LD, which the content policy treats as data.
"""

from collections.abc import Callable, Iterable, Sequence
from html import escape
from typing import Any

import msgspec
from babel.dates import format_date

from backend.content.library import TOWN_HALL_PATH
from backend.content.schemas import ContentIndex, PageEntry
from backend.core.i18n import N_, gettext_id, text_direction
from backend.core.pages import Block, ContentPage, Section, Span
from backend.core.readable import ReadablePage

Say = Callable[[str], str]

LANGUAGE_NAMES = {
    "de": "Deutsch",
    "de-simple": "Einfache Sprache",
    "en": "English",
    "tr": "Türkçe",
    "uk": "Українська",
    "ru": "Русский",
    "ar": "العربية",
    "pl": "Polski",
    "fr": "Français",
}
_EXPIRED = N_("Diese Seite ist älter als geplant. Fragen Sie im Zweifel die Behördennummer 115.")
_SOURCE = N_("Quelle: {name}")
_CHECKED = N_("Geprüft am {date}")
_WORDS = N_("Wörter erklärt")
_RELATED = N_("Das passt dazu")
_LANGUAGES = N_("Diese Seite in anderen Sprachen")
_TOWN_HALL = N_("Rathaus")
_TOWN_HALL_ABOUT = N_("Was Sie im Rathaus erledigen können, in einfachen Worten.")
_HELP = N_("Noch Fragen? Rufen Sie die Behördennummer {number} an.")


class Site(msgspec.Struct, frozen=True):
    """Where this runs: name of the city and of the app, public address without a slash at the end, number to call."""

    city: str
    app_name: str
    url: str
    phone: str


def render_page(key: str, page: ContentPage, site: Site, say: Say, *, is_expired: bool) -> ReadablePage:
    """One page in the shell."""
    text = f' lang="{page.language}" dir="{text_direction(page.language)}"'
    parts = [
        *(f'<p class="notice"><span>{escape(notice.text)}</span></p>' for notice in page.notices),
        f'<p class="notice"><span>{escape(say(_EXPIRED))}</span></p>' if is_expired else "",
        f'<p class="lead"{text}>{escape(page.summary)}</p>',
        *(_section(section, page) for section in page.sections),
        _laws(page),
        _terms(page, say),
        _related(page, say),
        f'<p class="mut">{_source(page, say)}</p>',
        f'<p class="mut">{escape(say(_HELP).format(number=site.phone))}</p>',
        _languages(page, say),
    ]
    return ReadablePage(
        key=key,
        language=page.locale,
        direction=text_direction(page.locale),
        title=f"{page.title} · {site.app_name}",
        description=page.summary,
        head=_links(page.path, page.available, page.language, site) + _json_ld(_described(page, site)),
        body=_frame(f"<span{text}>{escape(page.title)}</span>", "".join(parts), say, is_list=False),
    )


def render_index(key: str, index: ContentIndex, site: Site, say: Say) -> ReadablePage:
    """The list of pages in the shell."""
    parts: list[str] = []
    for group in index.groups:
        entries = [page for page in index.pages if page.group == group.id]
        if entries:
            parts.append(f"<h2>{escape(group.title)}</h2><ul>{''.join(map(_entry, entries))}</ul>")
    return ReadablePage(
        key=key,
        language=index.locale,
        direction=text_direction(index.locale),
        title=f"{say(_TOWN_HALL)} · {site.app_name}",
        description=say(_TOWN_HALL_ABOUT),
        head=_links(TOWN_HALL_PATH, list(LANGUAGE_NAMES), index.locale, site),
        body=_frame(escape(say(_TOWN_HALL)), "".join(parts), say, is_list=True),
    )


def _frame(heading: str, content: str, say: Say, *, is_list: bool) -> str:
    back = "" if is_list else f'<a class="tool" href="{TOWN_HALL_PATH}">{escape(say(_TOWN_HALL))}</a>'
    return (
        f'<div class="page readable"><header class="app-header"><h1>{heading}</h1>{back}</header>'
        f'<main id="inhalt"><article class="prose">{content}</article></main></div>'
    )


def _entry(page: PageEntry) -> str:
    text = f' lang="{page.language}" dir="{text_direction(page.language)}"'
    return f'<li{text}><a href="{page.path}">{escape(page.title)}</a><br>{escape(page.summary)}</li>'


def _section(section: Section, page: ContentPage) -> str:
    is_ours = not section.id.startswith("text-")  # our headings are in the reader's language, the others in the text's
    language = page.locale if is_ours else page.language
    heading = f'<h2 lang="{language}" dir="{text_direction(language)}">{escape(section.title)}</h2>'
    blocks = "".join(map(_block, section.blocks))
    text = f'<div lang="{page.language}" dir="{text_direction(page.language)}">{blocks}</div>'
    return f'<section id="{section.id}">{heading if section.title else ""}{text}</section>'


def _block(block: Block) -> str:
    if block.kind == "paragraph":
        return f"<p>{_line(block.spans)}</p>"
    tag = "ol" if block.kind == "steps" else "ul"
    items = "".join(f"<li><p>{_line(item)}</p></li>" for item in block.items)
    return f"<{tag}>{items}</{tag}>"


def _line(spans: Iterable[Span]) -> str:
    return "".join(map(_span, spans))


def _span(span: Span) -> str:
    text = escape(span.text)
    if span.kind == "strong":
        return f"<strong>{text}</strong>"
    if span.kind == "emphasis":
        return f"<em>{text}</em>"
    if span.kind == "link":
        return f'<a href="{escape(span.href or "")}">{text}</a>'
    if span.kind == "term":
        return f'<a class="term" href="#wort-{span.term}">{text}</a>'
    return f"<mark>[{text}]</mark>" if span.kind == "gap" else text


def _laws(page: ContentPage) -> str:
    if not page.laws:
        return ""
    items = "".join(f'<li lang="de">{_law_name(law.paragraph, law.url)}: {escape(law.about)}</li>' for law in page.laws)
    return f"<section><h2>{escape(page.law_title)}</h2><ul>{items}</ul></section>"


def _law_name(name: str, url: str | None) -> str:
    return f'<a href="{escape(url)}">{escape(name)}</a>' if url else escape(name)


def _terms(page: ContentPage, say: Say) -> str:
    if not page.terms:
        return ""
    rows = "".join(
        f'<dt id="wort-{term.id}" lang="de">{escape(term.word)}</dt>'
        f"<dd><strong>{escape(term.plain)}</strong>. {escape(term.text)}</dd>"
        for term in page.terms
    )
    return f"<section><h2>{escape(say(_WORDS))}</h2><dl>{rows}</dl></section>"


def _related(page: ContentPage, say: Say) -> str:
    if not page.related:
        return ""
    items = "".join(f'<li><a href="{link.path}">{escape(link.title)}</a></li>' for link in page.related)
    return f"<section><h2>{escape(say(_RELATED))}</h2><ul>{items}</ul></section>"


def _source(page: ContentPage, say: Say) -> str:
    name = _law_name(page.source, page.source_url)
    checked = format_date(page.checked_on, "long", locale=gettext_id(page.locale).partition("@")[0])
    source = escape(say(_SOURCE)).replace("{name}", f'<span lang="de">{name}</span>')
    return f"{source} · {escape(say(_CHECKED).format(date=checked))}"


def _languages(page: ContentPage, say: Say) -> str:
    links = "".join(
        f'<li><a href="{page.path}?sprache={tag}" lang="{tag}" hreflang="{tag}">{LANGUAGE_NAMES.get(tag, tag)}</a></li>'
        for tag in page.available
        if tag != page.language
    )
    return f'<nav class="only-screen"><h2>{escape(say(_LANGUAGES))}</h2><ul>{links}</ul></nav>' if links else ""


def _links(path: str, available: Sequence[str], language: str, site: Site) -> str:
    """Canonical address and the same page in other languages (RFC 8288 relations, hreflang)."""
    address = f"{site.url}{path}"
    alternates = "".join(
        f'<link rel="alternate" hreflang="{tag}" href="{escape(address)}?sprache={tag}" />' for tag in available
    )
    own = f'<link rel="canonical" href="{escape(address)}?sprache={language}" />'
    return f'{own}{alternates}<link rel="alternate" hreflang="x-default" href="{escape(address)}" />'


def _described(page: ContentPage, site: Site) -> dict[str, Any]:
    described: dict[str, Any] = {
        "@context": "https://schema.org",
        "@type": "WebPage" if page.kind == "statement" else "GovernmentService",
        "name": page.title,
        "description": page.summary,
        "inLanguage": page.language,
        "url": f"{site.url}{page.path}",
    }
    if page.kind != "statement":
        described["areaServed"] = {"@type": "City", "name": site.city}
        described["availableLanguage"] = page.available
    return described


def _json_ld(data: dict[str, Any]) -> str:
    # "<" could end the script element from inside a text
    text = msgspec.json.encode(data).decode().replace("<", "\\u003c")
    return f'<script type="application/ld+json">{text}</script>'
