"""The genuine places, read once for all tests of this slice."""

import pytest

from backend.places.catalogue import Catalogue, load_catalogue
from backend.places.districts import DistrictIndex, DistrictRecord, read_districts
from backend.places.records import ImportResult, PlaceRecord
from tests.places.report import CONTENT, import_genuine


@pytest.fixture(scope="session")
def catalogue() -> Catalogue:
    return load_catalogue(CONTENT)


@pytest.fixture(scope="session")
def areas(catalogue: Catalogue) -> list[DistrictRecord]:
    return read_districts(catalogue)


@pytest.fixture(scope="session")
def districts(areas: list[DistrictRecord]) -> DistrictIndex:
    return DistrictIndex(areas)


@pytest.fixture(scope="session")
def genuine() -> ImportResult:
    return import_genuine()


@pytest.fixture(scope="session")
def by_name(genuine: ImportResult) -> dict[str, PlaceRecord]:
    return {place.name: place for place in genuine.places}
