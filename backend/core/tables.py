"""Tables of the desk: searched, sorted and paged by the database, and written as CSV.

Pages follow the sort key, not a row number: a row added in the meantime neither hides nor doubles another, and page
1,000 costs what page 1 costs. Empty values come last in both directions.
"""

import csv
import io
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime
from enum import Enum
from typing import Annotated, Any, Generic, TypeVar

import msgspec
from litestar.params import QueryParameter
from sqlalchemy import ColumnElement, Select, and_, false, func, or_, select, true
from sqlalchemy import cast as sql_cast
from sqlalchemy.types import String

from backend.core.db import Session
from backend.core.errors import Problem
from backend.core.i18n import N_
from backend.core.pagination import InvalidCursor, decode_cursor, encode_cursor
from backend.core.schema import Schema

T = TypeVar("T")
CSV_MAX_ROWS = 50_000
CSV_MEDIA_TYPE = "text/csv; charset=utf-8"
_FORMULA_STARTS = ("=", "+", "-", "@", "＝", "＋", "－", "＠")  # wide forms too: some spreadsheets read them alike
_FORMULA_CONTROLS = ("\t", "\r", "\n", "\0")

TableSearch = Annotated[str, QueryParameter(max_length=100, description="Words that a row must contain.")]
TableSort = Annotated[str, QueryParameter(max_length=40, description="Column; with `-` in front from the end.")]
TableLimit = Annotated[int, QueryParameter(ge=1, le=200, description="Rows on one page.")]
TableCursor = Annotated[str | None, QueryParameter(max_length=1024, description="`nextCursor` of the page before.")]


class UnknownColumn(Problem):
    """The table has no such column to sort by."""

    code = "unknown-column"
    status = 400
    title = N_("Diese Spalte gibt es nicht")
    detail = N_("Danach lässt sich die Liste nicht ordnen.")


class TablePage(Schema, Generic[T]):
    """One page of a table and how many rows there are in all."""

    items: list[T]
    total: int
    next_cursor: str | None


class TableQuery(msgspec.Struct, frozen=True, kw_only=True):
    """What the reader wants to see."""

    q: str = ""
    sort: str = ""
    limit: int = 50
    cursor: str | None = None


class TableSpec(msgspec.Struct, frozen=True, kw_only=True):
    """What a table can be sorted by (name on the wire to expression), searched in, and told apart by (`key`)."""

    sort: Mapping[str, Any]
    search: Sequence[Any]
    key: Any
    default_sort: str


class _Sorting(msgspec.Struct, frozen=True):
    name: str
    expression: Any
    descending: bool


def _sorting(spec: TableSpec, wanted: str) -> _Sorting:
    wanted = wanted or spec.default_sort
    name = wanted.removeprefix("-")
    if name not in spec.sort:
        raise UnknownColumn
    return _Sorting(name, spec.sort[name], wanted.startswith("-"))


def _matches(spec: TableSpec, q: str) -> ColumnElement[bool]:
    """Every word must occur in some searched column."""
    words = [word.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_") for word in q.split()[:8]]
    columns = [func.lower(sql_cast(column, String)) for column in spec.search]
    return and_(true(), *(or_(false(), *(c.like(f"%{word.lower()}%", escape="\\") for c in columns)) for word in words))


def _after(spec: TableSpec, sorting: _Sorting, position: Sequence[Any]) -> ColumnElement[bool]:
    was_null, value, key = position
    column, is_null = sorting.expression, sorting.expression.is_(None)
    same_group = and_(is_null, spec.key > key)
    if was_null:
        return same_group
    beyond = column < value if sorting.descending else column > value
    return or_(beyond, and_(column == value, spec.key > key), is_null)


async def read_page(
    session: Session, statement: Select[Any], spec: TableSpec, query: TableQuery, cursor_types: Mapping[str, type]
) -> tuple[Sequence[Any], int, str | None]:
    """Rows of one page, the number of all rows, and the cursor of the next page.

    `cursor_types` names the Python type of each sortable column. `statement` selects entities or rows without order;
    its first two extra columns carry the sort value and the key. Raises `UnknownColumn`, `InvalidCursor`.
    """
    sorting = _sorting(spec, query.sort)
    statement = statement.where(_matches(spec, query.q))
    total = await session.scalar(select(func.count()).select_from(statement.order_by(None).subquery())) or 0
    column = sorting.expression
    ordered = statement.add_columns(column.label("sort_value"), spec.key.label("sort_key")).order_by(
        column.is_(None), column.desc() if sorting.descending else column.asc(), spec.key
    )
    if query.cursor:
        ordered = ordered.where(_after(spec, sorting, _position(query.cursor, sorting, spec, cursor_types)))
    rows = (await session.execute(ordered.limit(query.limit + 1))).all()
    following = None
    if len(rows) > query.limit:
        last = rows[query.limit - 1]
        value = last.sort_value.value if isinstance(last.sort_value, Enum) else last.sort_value
        following = encode_cursor((f"{sorting.name}{'-' if sorting.descending else ''}", value, last.sort_key))
    return rows[: query.limit], total, following


def _position(
    cursor: str, sorting: _Sorting, spec: TableSpec, cursor_types: Mapping[str, type]
) -> tuple[bool, Any, Any]:
    kind: Any = cursor_types[sorting.name]
    key_kind: Any = spec.key.type.python_type
    name, value, key = decode_cursor(cursor, tuple[str, kind | None, key_kind])
    if name != f"{sorting.name}{'-' if sorting.descending else ''}":
        raise InvalidCursor  # a cursor of another order would skip rows
    return value is None, value, key


def to_csv(header: Sequence[str], rows: Iterable[Sequence[object]]) -> bytes:
    """RFC 4180 with a byte order mark, so that spreadsheets read umlauts; formulas of others are made harmless text."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow(header)
    writer.writerows([_cell(value) for value in row] for row in rows)
    return b"\xef\xbb\xbf" + out.getvalue().encode()


def _cell(value: object) -> str:
    if value is None:
        return ""
    if isinstance(value, datetime | date):
        return value.isoformat()
    text = str(value)
    # CSV injection (OWASP): a cell that a spreadsheet would run gets an apostrophe; numbers stay numbers.
    runs = text.startswith(_FORMULA_CONTROLS) or text.lstrip().startswith(_FORMULA_STARTS)
    return f"'{text}" if runs and not isinstance(value, int | float) else text
