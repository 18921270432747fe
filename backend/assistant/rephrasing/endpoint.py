"""Asks an OpenAI-compatible endpoint of the city to say a passage in simpler words.

Only the city's own published passage is sent, never a question: what people type leaves the app nowhere.
"""

from collections import OrderedDict

import msgspec
import structlog

from backend.assistant.rephrasing.guard import is_faithful
from backend.core.outgoing import FAILURES, Outgoing
from backend.settings import AssistantSettings

logger = structlog.get_logger(__name__)

_KEPT = 500
_ASK = (
    "Rewrite the text between the lines in very simple words and short sentences, in the same language ({language}). "
    "Keep every number, date, amount, name and link exactly as it is. Add nothing. Leave out nothing that somebody "
    "has to do. Answer with the text alone, without markup.\n---\n{text}\n---"
)


class _Message(msgspec.Struct):
    content: str


class _Answer(msgspec.Struct):
    message: _Message


class _Completion(msgspec.Struct):
    choices: list[_Answer]


class Rephraser:
    """Simpler words for passages; what came out well is remembered, as pages change seldom."""

    def __init__(self, settings: AssistantSettings, outgoing: Outgoing | None = None) -> None:
        self._settings = settings
        self._outgoing = outgoing or Outgoing(
            [settings.rephrase_url] if settings.rephrase_url else [], total_seconds=settings.rephrase_seconds
        )
        self._known: OrderedDict[tuple[str, str], str] = OrderedDict()

    @property
    def is_on(self) -> bool:
        """The city has named an endpoint."""
        return bool(self._settings.rephrase_url)

    async def simpler(self, passage: str, language: str) -> str | None:
        """The passage in simpler words; None without an endpoint, without an answer in time, or with a wrong one."""
        if not self.is_on or not passage.strip():
            return None
        key = (language, passage)
        if key in self._known:
            self._known.move_to_end(key)
            return self._known[key]
        said = await self._ask(passage, language)
        if said is None or not is_faithful(passage, said, language):
            if said is not None:
                logger.warning("rephrasing_refused", reason="not faithful")
            return None
        self._known[key] = said
        if len(self._known) > _KEPT:
            self._known.popitem(last=False)
        return said

    async def _ask(self, passage: str, language: str) -> str | None:
        body = {
            "model": self._settings.rephrase_model,
            "temperature": 0,
            "messages": [{"role": "user", "content": _ASK.format(language=language, text=passage)}],
        }
        key = self._settings.rephrase_key
        headers = {"authorization": f"Bearer {key}"} if key else {}
        address = f"{self._settings.rephrase_url.rstrip('/')}/chat/completions"
        try:
            found = await self._outgoing.post_json(address, body, _Completion, headers)
        except FAILURES as error:
            logger.warning("rephrasing_failed", error=type(error).__name__)
            return None
        return found.choices[0].message.content.strip() if found.choices else None
