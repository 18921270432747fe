"""The import report of the genuine files. `python -m tests.places.report` writes what the test pins."""

from pathlib import Path

import msgspec

from backend.core.city import load_city
from backend.core.geo import BBox
from backend.places.catalogue import load_catalogue
from backend.places.districts import DistrictIndex, read_districts
from backend.places.importer import import_features, read_features
from backend.places.records import ImportResult

CONTENT = Path(__file__).resolve().parents[2] / "content"
PINNED = Path(__file__).with_name("import_report.json")


def import_genuine() -> ImportResult:
    """Places and report from `content/`."""
    catalogue = load_catalogue(CONTENT)
    districts = DistrictIndex(read_districts(catalogue))
    box = BBox(*load_city(CONTENT).bbox)
    return import_features(read_features(catalogue), catalogue.plan, box, districts)


def encode(result: ImportResult) -> bytes:
    """The report as it is pinned: one fact a line."""
    return msgspec.json.format(msgspec.json.encode(result.report), indent=1) + b"\n"


if __name__ == "__main__":
    PINNED.write_bytes(encode(import_genuine()))
