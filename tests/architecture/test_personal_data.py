"""No table about people is outside the register, and every entry of the register can do what the law asks."""

import re
from typing import Any

import pytest
from sqlalchemy import Column, Integer, LargeBinary, MetaData, String, Table, Text

from backend.app import build_context, build_slices
from backend.core.db import Base
from backend.core.personal_data import PersonalDataRegister
from backend.privacy.slice import PrivacySlice
from backend.settings import read_settings
from tests.privacy.everything import IDENTITY_TABLES, person_columns, person_tables

FREE_TEXT = re.compile(
    r"(^|_)(comment|message|note|text|body|content|payload|question|answer|query|email|phone|address)$"
)
# Tables whose texts come from the city, not from residents, each with its reason.
TEXTS_OF_THE_CITY: dict[str, str] = {
    "place": "open data of the city",
    "parking_site": "the city's catalogue of garages and streets",
}


@pytest.fixture(scope="module")
def register() -> PersonalDataRegister:
    slices = build_slices(build_context(read_settings({})))
    return next(part.register for part in slices if isinstance(part, PrivacySlice))


def uncovered(metadata: MetaData, covered: frozenset[str]) -> dict[str, list[str]]:
    """Tables that nobody answers for, with the columns that say so."""
    found: dict[str, list[str]] = {}
    for table in metadata.sorted_tables:
        columns: list[Column[Any]] = list(person_columns(table))
        if table.name not in TEXTS_OF_THE_CITY:
            columns += [column for column in table.columns if _is_free_text(column)]
        if table.name not in covered and (columns or table.name in IDENTITY_TABLES):
            found[table.name] = [column.name for column in columns]
    return found


def _is_free_text(column: Column[Any]) -> bool:
    return isinstance(column.type, String | LargeBinary) and FREE_TEXT.search(column.name) is not None


def test_every_table_about_people_is_registered(register: PersonalDataRegister) -> None:
    assert uncovered(Base.metadata, register.tables) == {}, "add a PersonalData entry to the slice"


@pytest.mark.parametrize(
    "column",
    [
        Column("device_id", Integer),
        Column("author_account_id", Integer),
        Column("comment", Text),
        Column("actor_id", Integer),
    ],
)
def test_a_new_table_about_people_would_be_noticed(register: PersonalDataRegister, column: Column[Any]) -> None:
    metadata = MetaData()
    Table("new_table", metadata, column)
    assert set(uncovered(metadata, register.tables)) == {"new_table"}
    metadata.clear()
    Table("new_table", metadata, Column("title", String(80)), Column("sensor_id", Integer))
    assert uncovered(metadata, register.tables) == {}


def test_exceptions_are_still_needed() -> None:
    assert {
        name for name in TEXTS_OF_THE_CITY if not any(map(_is_free_text, Base.metadata.tables[name].columns))
    } == set()


def test_the_register_names_only_tables_that_exist(register: PersonalDataRegister) -> None:
    assert register.tables - set(Base.metadata.tables) == set()


def test_what_is_linked_to_a_person_can_be_seen_and_erased(register: PersonalDataRegister) -> None:
    linked = {table.name for table in person_tables()}
    entries = [entry for entry in register.entries if linked & set(entry.tables)]
    assert [entry.key for entry in entries if entry.export is None] == []
    assert [entry.key for entry in entries if (entry.erase is None) != entry.stays] == []


def test_a_time_that_is_told_is_one_that_is_set(register: PersonalDataRegister) -> None:
    wrong = [
        entry.key for entry in register.entries if ("{period}" in entry.until) != (entry.retention_days is not None)
    ]
    assert wrong == []


def test_what_a_device_owns_can_move_to_an_account(register: PersonalDataRegister) -> None:
    owned = {
        table.name
        for table in person_tables()
        if table.name not in IDENTITY_TABLES and {"device_id", "account_id"} <= {c.name for c in person_columns(table)}
    }
    assert [entry.key for entry in register.entries if owned & set(entry.tables) and entry.move is None] == []
