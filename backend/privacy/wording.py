"""Puts classes of data into words of one language."""

from datetime import date, datetime, timedelta
from typing import Any, Literal
from zoneinfo import ZoneInfo

from babel.core import Locale
from babel.dates import format_date, format_datetime, format_timedelta

from backend.core.i18n import N_, Translations, gettext_id
from backend.core.personal_data import LEGAL_BASES, PersonalData
from backend.privacy.schemas import DataClass

_YEAR = 365
_NEVER_LARGER = 1e9
"""How much of the next larger unit it takes to be said in that one."""
_YES, _NO = N_("ja"), N_("nein")


class Wording:
    """Texts in one language; times in the zone of the city."""

    def __init__(self, translations: Translations, tag: str, zone: str) -> None:
        self._translations = translations
        self._locale = Locale.parse(gettext_id(tag).partition("@")[0])
        self.tag = tag
        self._zone = ZoneInfo(zone)

    def text(self, message: str) -> str:
        """A German message in this language."""
        return self._translations.translate(message, self.tag)

    def period(self, days: int) -> str:
        """A length of time in the largest unit that says it exactly: "2 Jahre", "180 Tage"."""
        granularity: Literal["year", "day"] = "year" if days % _YEAR == 0 else "day"
        # `format_unit` of Babel knows no days in Turkish and Arabic
        return format_timedelta(
            timedelta(days=days), granularity=granularity, threshold=_NEVER_LARGER, locale=self._locale
        )

    def data_class(self, entry: PersonalData) -> DataClass:
        """One class of data in words."""
        until = self.text(entry.until)
        if entry.retention_days is not None:
            until = until.replace("{period}", self.period(entry.retention_days))
        return DataClass(
            key=entry.key,
            what=self.text(entry.what),
            why=self.text(entry.why),
            until=until,
            legal_basis=self.text(LEGAL_BASES[entry.legal_basis]),
            paragraph=entry.paragraph or None,
            recipients=self.text(entry.recipients) or None,
        )

    def value(self, value: Any) -> str:
        """A value of a record for a person to read."""
        if isinstance(value, bool):
            return self.text(_YES if value else _NO)
        if isinstance(value, datetime):
            return format_datetime(value.astimezone(self._zone), "medium", locale=self._locale)
        if isinstance(value, date):
            return format_date(value, "medium", locale=self._locale)
        if isinstance(value, list | tuple):
            return ", ".join(self.value(item) for item in value)
        if isinstance(value, dict):
            return ", ".join(f"{key}: {self.value(item)}" for key, item in value.items())
        return "" if value is None else str(value)
