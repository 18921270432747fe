"""The page on which one chooses whom to be: plain HTML from the server, no script, in the reader's language."""

from collections.abc import Callable
from html import escape

import msgspec

from backend.core.i18n import N_, text_direction
from backend.demo.identity_provider.people import PEOPLE
from backend.demo.identity_provider.provider import PATH, Authorization

Translate = Callable[[str], str]

TITLE = N_("Demo-Anmeldung")
_EXPLANATION = N_("Das hier ist eine Vorführung. Alle Personen sind erfunden. Wählen Sie, wer Sie sein möchten.")
_CANCEL = N_("Zurück ohne Anmeldung")
_REFUSED = N_("Diese Adresse gibt es hier nicht.")

STYLE = """
:root { color-scheme: light dark; --page: #faf7f2; --card: #fff; --text: #1d1830; --line: #8a8398; --action: #3a2170; }
body { margin: 0; font: 1.125rem/1.5 "Atkinson Hyperlegible Next", system-ui, sans-serif; color: var(--text);
  background: var(--page); }
main { max-inline-size: 34rem; margin-inline: auto; padding: 1.5rem 1rem 3rem; }
h1 { margin-block: .75rem .5rem; font-size: 1.75rem; line-height: 1.2; }
.mark { display: inline-block; padding: .125rem .75rem; border-radius: 1rem; font-weight: 700;
  color: #1d1830; background: #f5b81c; }
ul { margin: 1.5rem 0; padding: 0; list-style: none; display: grid; gap: .5rem; }
button { inline-size: 100%; min-block-size: 3.5rem; padding: .625rem 1rem; text-align: start; font: inherit;
  color: inherit; background: var(--card); border: 1px solid var(--line); border-radius: 1rem; cursor: pointer; }
button strong { display: block; }
button:hover { border-color: var(--action); }
button:focus-visible { outline: 3px solid var(--action); outline-offset: 2px; }
.quiet { text-align: center; background: transparent; }
@media (prefers-color-scheme: dark) {
  :root { --page: #14101f; --card: #1f1930; --text: #f6f2ff; --line: #8a8398; --action: #c5b0ff; }
}
""".lstrip()


def choose_page(request: Authorization, app_name: str, locale: str, translate: Translate) -> str:
    """All people as buttons of one form, which carries the request along."""
    fields = "".join(
        f'<input type="hidden" name="{name}" value="{escape(value)}">'
        for name, value in msgspec.structs.asdict(request).items()
    )
    people = "".join(
        f'<li><button name="person" value="{escape(person.subject)}"><strong><bdi>{escape(person.name)}</bdi></strong> '
        f"{escape(translate(person.part))}</button></li>"
        for person in PEOPLE
    )
    body = (
        f"<p>{escape(translate(_EXPLANATION))}</p>"
        f'<form method="post" action="{PATH}/authorize">{fields}<ul>{people}</ul>'
        f'<button class="quiet" name="person" value="">{escape(translate(_CANCEL))}</button></form>'
    )
    return _page(body, app_name, locale, translate)


def refused_page(app_name: str, locale: str, translate: Translate) -> str:
    """For requests that are none of ours."""
    return _page(f"<p>{escape(translate(_REFUSED))}</p>", app_name, locale, translate)


def _page(body: str, app_name: str, locale: str, translate: Translate) -> str:
    title = escape(translate(TITLE))
    language = "de" if locale == "de-simple" else locale
    return (
        f'<!doctype html><html lang="{language}" dir="{text_direction(locale)}"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        f"<title>{title} – {escape(app_name)}</title>"
        f'<link rel="stylesheet" href="{PATH}/page.css"></head>'
        f'<body><main><span class="mark">Demo</span><h1>{title}</h1>{body}</main></body></html>'
    )
