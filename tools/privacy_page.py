"""Writes docs/ops/privacy.md, the records of processing, from the register itself: `python -m tools.privacy_page`."""

from pathlib import Path

from backend.app import build_context, build_slices
from backend.core.context import Context
from backend.core.personal_data import PersonalData, PersonalDataRegister
from backend.privacy.slice import PrivacySlice
from backend.privacy.wording import Wording
from backend.settings import read_settings

PAGE = Path(__file__).resolve().parent.parent / "docs" / "ops" / "privacy.md"
INTRODUCTION = """\
# Records of processing activities

Everything this app stores about people, as the GDPR wants it in Article 30: what, why, on which ground, for whom
and for how long. The texts are the German originals that people read at `/privacy` in nine languages. Times are
those of the default [settings](settings.md); `APP_RETENTION_*` changes them, and the app then tells the changed
times.

This page is written from the register of personal data (`backend/core/personal_data.py` and the `personal_data.py`
of each slice) by `python -m tools.privacy_page`; a test keeps both equal. Another test fails for a table about
people that no entry answers for.
"""
RULES = """\
## How it is carried out

- **Deletion.** One job a day (`privacy.retention`) runs the purge of every class, each in a transaction of its own.
  It records the numbers in `retention_run`, counts them in the metric `personal_data_deleted` and logs them; the
  desk shows when it ran last. Unused devices and accounts are erased with everything that belongs to them. An
  account with the role admin is never erased by age: a city must not lose its last administrator.
- **Seeing and taking along.** `/api/v1/me/data`, as JSON and as a page without script. Always about whoever asks;
  no route takes the id of a person.
- **Erasing.** `DELETE /api/v1/me/device` without an account, `DELETE /api/v1/me/account` shortly after signing in.
  At once and in one transaction. Whoever stores for a person holds the row of the device or account, whoever erases
  waits for it: nothing is left behind. Erasing twice finds nothing the second time. Backups are outside of the app:
  their age is what remains after an erasure, see [running](running.md).
- **Answers to repeated requests** (`idempotency_record`) hold no link to a person and cannot be found for one; they
  go after two days.
- **Bays and sensors.** A sensor sees that a vehicle is there, never which. Bays kept for one named person have
  neither a public state nor a history. So nobody can be found in these tables (GDPR, Article 11), and their time is
  short anyway.
- **Not stored at all.** Positions of phones, search words, addresses of visitors (the log has none), statistics of
  visits.
"""


def _register() -> tuple[Context, PersonalDataRegister]:
    context = build_context(read_settings({}))
    return context, next(part.register for part in build_slices(context) if isinstance(part, PrivacySlice))


def _entry(entry: PersonalData, wording: Wording) -> str:
    words = wording.data_class(entry)
    basis = f"{words.legal_basis}, {words.paragraph}" if words.paragraph else words.legal_basis
    people = "mit Konto oder Gerät verbunden" if entry.export else "keiner Person zugeordnet (DSGVO Artikel 11)"
    rows = [
        ("Zweck", words.why),
        ("Rechtsgrundlage", basis),
        ("Betroffene", people),
        ("Wer es bekommt", words.recipients or "niemand außer der Stadt; keine Übermittlung in Drittländer"),
        ("Löschfrist", words.until),
        ("Tabellen", ", ".join(f"`{table}`" for table in entry.tables)),
    ]
    table = "\n".join(f"| {name} | {value} |" for name, value in rows)
    return f"### {words.what}\n\n| | |\n|---|---|\n{table}\n"


def render() -> str:
    """The whole page."""
    context, register = _register()
    wording = Wording(context.translations, "de", "UTC")
    given = context.city.controller
    unknown = f"beim Betreiber erfragen (Telefon {context.city.authority_phone}); `content/city.toml`, `[controller]`"
    controller = (
        "## Verantwortlich\n\n| | |\n|---|---|\n"
        f"| Name | {given.name or unknown} |\n"
        f"| Kontakt | {given.contact or unknown} |\n"
        f"| Datenschutzbeauftragte | {given.officer or unknown} |\n"
    )
    entries = "\n".join(_entry(entry, wording) for entry in register.entries)
    return "\n".join([INTRODUCTION, controller, "## Verarbeitungen\n", entries, RULES])


if __name__ == "__main__":
    PAGE.write_text(render(), encoding="utf-8")
