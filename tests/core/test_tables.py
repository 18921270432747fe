"""Desk tables: every row exactly once whatever the order, searched without wildcards, written as harmless CSV."""

import csv
import io
from datetime import UTC, date, datetime

import pytest
from sqlalchemy import select

from backend.accounts import repository
from backend.accounts.models import Account
from backend.core.db import Database
from backend.core.ids import new_id
from backend.core.pagination import InvalidCursor
from backend.core.tables import TableQuery, TableSpec, UnknownColumn, read_page, to_csv
from tests.conftest import FrozenClock

SPEC = TableSpec(
    sort={"name": Account.name, "blockedAt": Account.blocked_at, "createdAt": Account.created_at},
    search=[Account.name, Account.locale],
    key=Account.id,
    default_sort="name",
)
TYPES: dict[str, type] = {"name": str, "blockedAt": datetime, "createdAt": datetime}


@pytest.fixture
async def people(database: Database, clock: FrozenClock) -> Database:
    """23 accounts: some names twice, two thirds never blocked, one name with wildcards."""
    rows = [
        Account(
            id=new_id(),
            name="100 %_ sicher" if number == 7 else f"Person {number % 9}",
            locale="uk" if number % 5 == 0 else None,
            created_at=clock(),
            last_signed_in_on=date(2026, 11, 1),
            blocked_at=clock.advance(hours=1) if number % 3 == 0 else None,
        )
        for number in range(23)
    ]
    async with database.write() as session:
        await repository.add(session, *rows)
    return database


async def names(database: Database, query: TableQuery) -> tuple[list[str], int, str | None]:
    async with database.read() as session:
        rows, total, cursor = await read_page(session, select(Account), SPEC, query, TYPES)
        return [row[0].name for row in rows], total, cursor


@pytest.mark.parametrize("sort", ["name", "-name", "blockedAt", "-blockedAt", "createdAt", "-createdAt"])
@pytest.mark.parametrize("limit", [1, 4, 23, 50])
async def test_pages_show_every_row_exactly_once(people: Database, sort: str, limit: int) -> None:
    seen: list[object] = []
    cursor: str | None = None
    values: list[object] = []
    while True:
        async with people.read() as session:
            query = TableQuery(sort=sort, limit=limit, cursor=cursor)
            rows, total, cursor = await read_page(session, select(Account), SPEC, query, TYPES)
        seen += [row[0].id for row in rows]
        values += [row.sort_value for row in rows]
        assert total == 23
        if cursor is None:
            break
    assert len(seen) == len(set(seen)) == 23
    filled = [value for value in values if value is not None]
    assert filled == sorted(filled, reverse=sort.startswith("-"))  # type: ignore[type-var]
    assert values[: len(filled)] == filled, "empty values come last"


async def test_a_row_that_comes_in_between_hides_no_other(people: Database, clock: FrozenClock) -> None:
    first, _, cursor = await names(people, TableQuery(limit=10))
    async with people.write() as session:
        fresh = Account(id=new_id(), name="A", created_at=clock(), last_signed_in_on=date(2026, 11, 1))
        await repository.add(session, fresh)
    second, total, _ = await names(people, TableQuery(limit=50, cursor=cursor))
    assert len(first) + len(second) == 23
    assert total == 24


async def test_every_word_must_occur_and_wildcards_are_just_letters(people: Database) -> None:
    assert (await names(people, TableQuery(q="person 3")))[1] == 3
    assert (await names(people, TableQuery(q="%_")))[0] == ["100 %_ sicher"]
    assert (await names(people, TableQuery(q="UK person")))[1] == 5
    assert (await names(people, TableQuery(q="'; DROP TABLE account; --")))[1] == 0


async def test_wrong_columns_and_foreign_cursors_are_refused(people: Database) -> None:
    with pytest.raises(UnknownColumn):
        await names(people, TableQuery(sort="password"))
    _, _, cursor = await names(people, TableQuery(sort="name", limit=3))
    for sort in ("-name", "createdAt"):
        with pytest.raises(InvalidCursor):
            await names(people, TableQuery(sort=sort, cursor=cursor))
    with pytest.raises(InvalidCursor):
        await names(people, TableQuery(cursor="nonsense"))


def test_csv_is_read_back_and_runs_no_formula() -> None:
    rows = [
        ['Müller; "Co"', -5, None],
        ["=HYPERLINK(1)", 1.5, datetime(2026, 11, 25, 12, tzinfo=UTC)],
        ["@sum", "+49", date(2026, 1, 2)],
        ["  =1+1", "\n=1+1", "＝1+1"],
    ]
    content = to_csv(["name", "number", "at"], rows)
    assert content.startswith(b"\xef\xbb\xbf")
    read = list(csv.reader(io.StringIO(content.decode("utf-8-sig"))))
    assert read == [
        ["name", "number", "at"],
        ['Müller; "Co"', "-5", ""],
        ["'=HYPERLINK(1)", "1.5", "2026-11-25T12:00:00+00:00"],
        ["'@sum", "'+49", "2026-01-02"],
        ["'  =1+1", "'\n=1+1", "'＝1+1"],
    ]
