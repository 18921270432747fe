"""What a look at a source gives, and what is remembered until the next one."""

import msgspec

from backend.alerts.cap.model import Alert

MAX_MESSAGES = 500
"""More than this at one look is no warning system but a fault; the rest waits for the next look."""


class Memory(msgspec.Struct):
    """Per source: which documents were read, by name, with a mark that changes when they do."""

    marks: dict[str, str] = msgspec.field(default_factory=dict)
    identifiers: dict[str, str] = msgspec.field(default_factory=dict)

    def knows(self, name: str, mark: str) -> bool:
        """True if the document was read and has not changed."""
        return self.marks.get(name) == mark

    def learn(self, name: str, mark: str, identifier: str) -> None:
        """The document was read and holds this message."""
        self.marks[name] = mark
        self.identifiers[name] = identifier

    def keep_only(self, names: set[str]) -> None:
        """Forget documents that the source no longer has."""
        for name in set(self.marks) - names:
            self.marks.pop(name)
            self.identifiers.pop(name, None)


class Reading(msgspec.Struct, kw_only=True):
    """New messages, the names of all that are listed (None: the source does not say), and what was refused and why."""

    alerts: list[Alert] = msgspec.field(default_factory=list)
    listed: set[str] | None = None
    refused: list[tuple[str, str]] = msgspec.field(default_factory=list)
    etag: str | None = None
    last_modified: str | None = None
