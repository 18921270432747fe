"""The readable download: one HTML page with everything about a person, without script and without anything to load."""

import base64
import hashlib
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from html import escape
from typing import Any

import msgspec

from backend.core.i18n import N_, text_direction
from backend.core.personal_data import PersonalData
from backend.privacy.wording import Wording

_STYLE = (
    "body{font:1.1rem/1.5 system-ui,sans-serif;max-inline-size:45rem;margin:0 auto;padding:1rem;"
    "color-scheme:light dark}section{border-block-start:1px solid;margin-block-start:2rem}"
    "dl{display:grid;grid-template-columns:auto 1fr;gap:.25rem 1rem}dt{font-weight:700}"
    "dd{margin:0;overflow-wrap:anywhere}li{margin-block-end:1rem}"
)
_DIGEST = base64.b64encode(hashlib.sha256(_STYLE.encode()).digest()).decode()
CONTENT_SECURITY_POLICY = (
    f"default-src 'none'; style-src 'sha256-{_DIGEST}'; base-uri 'none'; form-action 'none'; "
    "frame-ancestors 'none'; sandbox"
)
"""Stricter than that of the app: texts written by people stand on this page."""

_TITLE = N_("Ihre Daten")
_NOTHING = N_("Über Sie ist nichts gespeichert.")
_WHY, _UNTIL, _BASIS, _RECIPIENTS = N_("Warum"), N_("Bis wann"), N_("Rechtsgrundlage"), N_("Wer es bekommt")


def readable_page(
    app: str, moment: datetime, found: Sequence[tuple[PersonalData, Sequence[Any]]], wording: Wording
) -> str:
    """The page. Everything that comes from outside is escaped."""
    sections = "".join(_section(entry, records, wording) for entry, records in found)
    body = sections or f"<p>{escape(wording.text(_NOTHING))}</p>"
    title = escape(wording.text(_TITLE))
    return (
        f'<!doctype html><html lang="{escape(wording.tag)}" dir="{text_direction(wording.tag)}"><head>'
        f'<meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>{title}</title>'
        f"<style>{_STYLE}</style></head><body><main><h1>{title}</h1>"
        f"<p>{escape(app)}, {escape(wording.value(moment))}</p>{body}</main></body></html>"
    )


def _section(entry: PersonalData, records: Sequence[Any], wording: Wording) -> str:
    words = wording.data_class(entry)
    basis = f"{words.legal_basis}, {words.paragraph}" if words.paragraph else words.legal_basis
    facts = [(_WHY, words.why), (_UNTIL, words.until), (_BASIS, basis), (_RECIPIENTS, words.recipients)]
    head = _pairs((wording.text(name), value) for name, value in facts if value)
    items = "".join(f"<li>{_record(entry, record, wording)}</li>" for record in records)
    return f"<section><h2>{escape(words.what)}</h2>{head}<ol>{items}</ol></section>"


def _record(entry: PersonalData, record: Any, wording: Wording) -> str:
    fields: Mapping[str, Any] = record if isinstance(record, Mapping) else msgspec.structs.asdict(record)
    shown = {name: wording.value(value) for name, value in fields.items() if value is not None}
    return _pairs((wording.text(entry.fields.get(name, name)), value) for name, value in shown.items())


def _pairs(pairs: Iterable[tuple[str, str]]) -> str:
    rows = "".join(f'<dt>{escape(name)}</dt><dd dir="auto">{escape(value)}</dd>' for name, value in pairs)
    return f"<dl>{rows}</dl>"
