"""Queries over places, districts and reports. Nothing here commits."""

import hashlib
from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any, cast
from uuid import UUID

import msgspec
from sqlalchemy import ColumnElement, CursorResult, delete, select, update

from backend.core.db import Base, Session, upsert
from backend.core.ownership import Owner
from backend.core.personal_data import Person, about
from backend.places.districts import DistrictRecord
from backend.places.models import District, Place, PlaceEdit, PlaceReport
from backend.places.records import PlaceRecord
from backend.places.rules import keep_edits

_BATCH = 200  # rows of 22 values in one statement; SQLite takes 32,766 values


class Changes(msgspec.Struct, frozen=True, kw_only=True):
    """What an import changed in a table."""

    added: int = 0
    changed: int = 0
    unchanged: int = 0
    withdrawn: int = 0
    restored: int = 0

    @property
    def total(self) -> int:
        """Rows written."""
        return self.added + self.changed + self.withdrawn + self.restored


class Traces(msgspec.Struct, frozen=True):
    """What the desk left on places: when and in which columns it edited them, other names, answers to notes."""

    edits: dict[UUID, tuple[datetime, frozenset[str]]]
    other_names: dict[UUID, list[str]]
    answers: dict[UUID, list[PlaceReport]]


async def load_places(session: Session) -> list[PlaceRecord]:
    """All places that are neither withdrawn nor merged into another one."""
    merged = select(PlaceEdit.place_id).where(PlaceEdit.merged_into.is_not(None))
    rows = await session.scalars(select(Place).where(Place.withdrawn_at.is_(None), Place.id.not_in(merged)))
    return [_place_record(row) for row in rows]


async def load_traces(session: Session) -> Traces:
    """What the desk left on places."""
    traces = Traces({}, {}, {})
    for edit, name in await session.execute(select(PlaceEdit, Place.name).join(Place, Place.id == PlaceEdit.place_id)):
        if edit.city_values:
            traces.edits[edit.place_id] = (edit.edited_at, frozenset(edit.city_values))
        if edit.merged_into:
            traces.other_names.setdefault(edit.merged_into, []).append(name)
    answered = select(PlaceReport).where(PlaceReport.note.is_not(None)).order_by(PlaceReport.decided_at.desc())
    for report in await session.scalars(answered):
        traces.answers.setdefault(report.place_id, []).append(report)
    return traces


async def find_survivor(session: Session, place_id: UUID) -> UUID | None:
    """Where a merged place leads, however many steps; None if it was not merged."""
    survivor = None
    following = await _merged_into(session, place_id)
    while following is not None and following != place_id:
        survivor = following
        following = await _merged_into(session, survivor)
    return survivor


async def _merged_into(session: Session, place_id: UUID) -> UUID | None:
    return await session.scalar(select(PlaceEdit.merged_into).where(PlaceEdit.place_id == place_id))


async def is_withdrawn(session: Session, place_id: UUID) -> bool:
    """True if the place is known and has left the source."""
    found = await session.scalar(select(Place.id).where(Place.id == place_id, Place.withdrawn_at.is_not(None)))
    return found is not None


async def store_places(session: Session, records: Sequence[PlaceRecord], now: datetime) -> Changes:
    """Make the table say what the records say, writing only what differs. What the desk edited stays as it is."""
    # the lock makes an editor who saves just now wait, so that neither overwrites the other
    rows = await session.execute(select(Place.id, Place.fingerprint, Place.withdrawn_at).with_for_update())
    known = {identity: (mark, gone) for identity, mark, gone in rows}
    fresh = {record.id: _place_values(record, now) for record in records}
    added = [values for identity, values in fresh.items() if identity not in known]
    restored = [values for identity, values in fresh.items() if identity in known and known[identity][1] is not None]
    changed = [
        values
        for identity, values in fresh.items()
        if identity in known and known[identity][1] is None and known[identity][0] != values["fingerprint"]
    ]
    await _keep_edits(session, [*restored, *changed])
    await _upsert(session, Place, [*added, *restored, *changed])
    gone = [identity for identity, (_, withdrawn_at) in known.items() if withdrawn_at is None and identity not in fresh]
    for batch in _batches(gone):
        await session.execute(update(Place).where(Place.id.in_(batch)).values(withdrawn_at=now, changed_at=now))
    return Changes(
        added=len(added),
        changed=len(changed),
        restored=len(restored),
        withdrawn=len(gone),
        unchanged=len(fresh) - len(added) - len(changed) - len(restored),
    )


async def _keep_edits(session: Session, imported: Sequence[dict[str, Any]]) -> None:
    """Put what the desk edited back into rows about to be written, and remember what the city's data says there."""
    edits = {edit.place_id: edit for edit in await session.scalars(select(PlaceEdit)) if edit.city_values}
    for values in imported:
        edit = edits.get(values["id"])
        if edit is None:
            continue
        shown = (
            await session.execute(
                select(*(Place.__table__.c[field] for field in edit.city_values)).where(Place.id == values["id"])
            )
        ).one()
        kept, edit.city_values = keep_edits(dict(shown._mapping), edit.city_values, values)
        values.update(kept)


async def load_districts(session: Session) -> list[DistrictRecord]:
    """All areas, also those no longer in force."""
    return [
        DistrictRecord(**{field: getattr(row, field) for field in DistrictRecord.__struct_fields__})
        for row in await session.scalars(select(District))
    ]


async def store_districts(session: Session, records: Sequence[DistrictRecord]) -> Changes:
    """Add and correct areas; open records of a level that a newer set replaces end on its first day."""
    known = {record.id: record for record in await load_districts(session)}
    fresh = {record.id: record for record in records}
    starts = {record.level: record.valid_from for record in records}
    ended = [
        msgspec.structs.replace(record, valid_to=starts[record.level])
        for identity, record in known.items()
        if identity not in fresh
        and record.valid_to is None
        and record.level in starts
        and record.valid_from < starts[record.level]
    ]
    added = [record for record in records if record.id not in known]
    changed = [record for record in records if record.id in known and known[record.id] != record]
    await _upsert(session, District, [msgspec.structs.asdict(record) for record in (*added, *changed, *ended)])
    unchanged = len(records) - len(added) - len(changed)
    return Changes(added=len(added), changed=len(changed), withdrawn=len(ended), unchanged=unchanged)


async def add_report(
    session: Session,
    *,
    report_id: UUID,
    place_id: UUID,
    reason: str,
    comment: str | None,
    now: datetime,
    until: datetime,
    owner: Owner,
) -> None:
    """Store a note about a place."""
    report = PlaceReport(
        id=report_id,
        place_id=place_id,
        reason=reason,
        comment=comment,
        created_at=now,
        delete_after=until,
        account_id=owner.account_id,
        device_id=owner.device_id,
    )
    session.add(report)
    await session.flush()


async def hand_over_report(session: Session, report_id: UUID, owner: Owner) -> None:
    """Give a note to whoever proved to be its author; one that belongs to an account stays there."""
    own = (PlaceReport.id == report_id) & PlaceReport.account_id.is_(None)
    values = {"account_id": owner.account_id, "device_id": owner.device_id}
    await session.execute(update(PlaceReport).where(own).values(**values))


def _of(person: Person) -> ColumnElement[bool]:
    return about(person, account=PlaceReport.account_id, device=PlaceReport.device_id)


async def reports_of(session: Session, person: Person) -> list[tuple[PlaceReport, str]]:
    """Notes of a person with the name of the place, the oldest first."""
    query = select(PlaceReport, Place.name).join(Place, Place.id == PlaceReport.place_id).where(_of(person))
    return [(row[0], row[1]) for row in await session.execute(query.order_by(PlaceReport.created_at))]


async def erase_reports(session: Session, person: Person) -> int:
    """Delete the notes of a person; returns how many."""
    result = await session.execute(delete(PlaceReport).where(_of(person)))
    return cast("CursorResult[Any]", result).rowcount


async def move_reports(session: Session, device_id: UUID, account_id: UUID) -> int:
    """From a device to an account; returns how many."""
    mine = update(PlaceReport).where(PlaceReport.device_id == device_id)
    result = await session.execute(mine.values(device_id=None, account_id=account_id))
    return cast("CursorResult[Any]", result).rowcount


async def delete_expired_reports(session: Session, now: datetime) -> int:
    """Delete notes whose time is over; returns how many."""
    result = await session.execute(delete(PlaceReport).where(PlaceReport.delete_after <= now))
    return cast("CursorResult[Any]", result).rowcount


def _place_record(row: Place) -> PlaceRecord:
    values = {field: getattr(row, field) for field in PlaceRecord.__struct_fields__}
    return msgspec.convert(values, PlaceRecord)


def _place_values(record: PlaceRecord, now: datetime) -> dict[str, Any]:
    encoded = msgspec.json.encode(record, order="deterministic")
    return {
        **{field: getattr(record, field) for field in PlaceRecord.__struct_fields__},
        "aliases": list(record.aliases),
        "entrances": msgspec.to_builtins(record.entrances),
        "fingerprint": hashlib.blake2b(encoded, digest_size=16).hexdigest(),
        "changed_at": now,
        "withdrawn_at": None,
    }


async def _upsert(session: Session, table: type[Base], rows: Sequence[dict[str, Any]]) -> None:
    for batch in _batches(rows):
        insert = upsert(session, table).values(list(batch))
        replaced = {name: insert.excluded[name] for name in batch[0] if name != "id"}
        await session.execute(insert.on_conflict_do_update(index_elements=["id"], set_=replaced))


def _batches(rows: Sequence[Any]) -> Iterable[Sequence[Any]]:
    for start in range(0, len(rows), _BATCH):
        yield rows[start : start + _BATCH]
