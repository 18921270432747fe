"""Use cases: count a voice, list the texts that need an editor, forget old counts."""

import hashlib
from datetime import date, timedelta

from backend.content.composing import is_outdated
from backend.content.feedback import repository
from backend.content.feedback.schemas import Concern, PageConcern, PageConcerns, PageVoice
from backend.content.files import PageFile
from backend.content.library import Page
from backend.content.service import ContentService
from backend.core.clock import Clock
from backend.core.db import Database
from backend.core.tables import to_csv

LOOK_BACK = timedelta(days=90)
KEPT = timedelta(days=400)
_ENOUGH_VOICES = 5
_DISLIKED_SHARE = 1 / 3
_CSV_HEADER = ("page", "locale", "title", "concerns", "helpful", "notHelpful", "checkedOn", "validUntil")


class FeedbackService:
    """Counts of yes and no by page, language, version of the text and day; nothing says whose they are."""

    def __init__(self, db: Database, clock: Clock, content: ContentService) -> None:
        self._db = db
        self._clock = clock
        self._content = content

    async def count(self, page_id: str, voice: PageVoice) -> None:
        """One voice more, for the text that is shown in this language. Raises `PageNotFound`, `LanguageNotFound`."""
        page = self._content.page(voice.locale, page_id)
        file = self._content.library_pages()[page_id].files[page.language]
        text = (page_id, page.language, version_of(file))
        async with self._db.write() as session:
            await repository.count(session, text, self._clock().date(), helpful=voice.helpful)

    async def concerns(self) -> PageConcerns:
        """Every text that needs an editor, the most disliked first."""
        today = self._clock().date()
        async with self._db.read() as session:
            voices = await repository.totals(session, today - LOOK_BACK)
        found = [
            _concern(page, file, voices.get((page.id, file.locale, version_of(file)), (0, 0)), today)
            for page in self._content.library_pages().values()
            for file in page.files.values()
        ]
        return PageConcerns(items=sorted((one for one in found if one.concerns), key=_order))

    async def export(self) -> bytes:
        """The same as CSV."""
        rows = (await self.concerns()).items
        return to_csv(
            _CSV_HEADER,
            (
                (r.page, r.locale, r.title, " ".join(r.concerns), r.helpful, r.not_helpful, r.checked_on, r.valid_until)
                for r in rows
            ),
        )

    async def forget_old(self) -> None:
        """Delete counts that nobody looks at any more; runs once a day."""
        async with self._db.write() as session:
            await repository.delete_before(session, self._clock().date() - KEPT)


def version_of(file: PageFile) -> str:
    """Names a text: another text is judged anew."""
    return hashlib.blake2b(file.raw.encode(), digest_size=8).hexdigest()


def _concern(page: Page, file: PageFile, voices: tuple[int, int], today: date) -> PageConcern:
    helpful, not_helpful = voices
    total = helpful + not_helpful
    holds: dict[Concern, bool] = {
        "disliked": total >= _ENOUGH_VOICES and not_helpful / total >= _DISLIKED_SHARE,
        "expired": page.source.valid_until < today,
        "outdated": is_outdated(page, file),
        "unchecked": file.text.translation == "machine",
    }
    return PageConcern(
        page=page.id,
        locale=file.locale,
        title=file.text.title,
        path=page.path,
        concerns=[concern for concern, is_so in holds.items() if is_so],
        helpful=helpful,
        not_helpful=not_helpful,
        checked_on=file.text.checked_on,
        valid_until=page.source.valid_until,
    )


def _order(row: PageConcern) -> tuple[bool, float, bool, str, str]:
    disliked = row.not_helpful / (row.helpful + row.not_helpful) if "disliked" in row.concerns else 0.0
    return ("disliked" not in row.concerns, -disliked, row.concerns == ["unchecked"], row.page, row.locale)
