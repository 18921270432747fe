"""People's rights on the wire. All texts are in the language that was asked for."""

from datetime import datetime
from typing import Any

from backend.core.schema import Body, Schema


class DataClass(Schema):
    """One class of data: what is stored, why, until when, on which ground, and who else gets it."""

    key: str
    what: str
    why: str
    until: str
    legal_basis: str
    paragraph: str | None
    recipients: str | None


class StoredClass(DataClass):
    """The same about one person, with the number of records."""

    records: int


class MyData(Schema):
    """What is stored about whoever asks. Classes without a record are left out."""

    device: list[StoredClass]
    """Without an account, for this device."""
    account: list[StoredClass]


class ExportedClass(DataClass):
    """A class with all its records, each as the fields it has."""

    records: list[dict[str, Any]]


class MyExport(Schema):
    """Everything about whoever asks, machine-readable (GDPR, Articles 15 and 20)."""

    app: str
    generated_at: datetime
    classes: list[ExportedClass]


class Erased(Schema):
    """How many records were deleted."""

    erased: int


class DeviceDataQuestion(Schema):
    """Whether to ask the person, once, if the data of this device shall move to the account."""

    ask: bool
    records: int


class DeviceDataDecision(Body):
    """The answer."""

    move: bool


class DeviceDataMoved(Schema):
    """How many records moved; 0 when the question had been answered before."""

    moved: int


class Responsible(Schema):
    """Who answers for the data. `null`: not known here."""

    name: str | None
    contact: str | None
    officer: str | None


class PrivacyNotice(Schema):
    """All classes of data of this app (GDPR, Articles 13 and 30), from the same register as everything else."""

    controller: Responsible
    classes: list[DataClass]
