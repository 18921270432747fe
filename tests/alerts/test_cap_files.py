"""Every real file we have is read, or refused with a reason."""

from collections.abc import Callable
from pathlib import Path

import pytest

from backend.alerts.cap.model import Alert, CapRefused
from backend.alerts.cap.read_json import read_json
from backend.alerts.cap.read_xml import read_xml
from backend.alerts.cap.write_json import write_json
from backend.alerts.cap.write_xml import write_xml

FOLDER = Path(__file__).resolve().parents[1] / "data" / "cap"
READ = {
    "dwd_2.49.0.0.276.0.DWD.PVW.1687470000000": ("Alert", 8, 1),
    "dwd_2.49.0.0.276.0.DWD.PVW.1687511640000": ("Update", 8, 1),
    "dwd_2.49.0.0.276.0.DWD.PVW.1687514160000": ("Update", 8, 4),
    "google-cap__australia.cap": ("Alert", 2, 0),
    "google-cap__canada.cap": ("Update", 2, 2),
    "google-cap__earthquake-iso8859-1.cap": ("Alert", 1, 0),
    "google-cap__no_optional_fields.cap": ("Alert", 0, 0),
    "google-cap__thunderstorm.cap": ("Alert", 1, 1),
    "kde-fpas__mow.DE-HE-KS-SE106-20250313-106-001.json": ("Cancel", 9, 0),
    "kde-fpas__mow.DE-HE-KS-SE106-20250313-106-001.xml": ("Cancel", 9, 25),
    "kde-kweathercore__dwd-update.xml": ("Update", 1, 1),
}
REFUSED = {
    "google-cap__canada_errors.cap": "missing: references",
    "google-cap__invalid.cap": "missing: scope",
    "kde-fpas__mow.DE-HE-KS-SE106-20250313-106-001.geojson": "not-cap",
}


def reader_of(path: Path) -> Callable[[bytes], Alert]:
    return read_json if path.suffix in {".json", ".geojson"} else read_xml


def file_of(start: str) -> Path:
    (found,) = (path for path in FOLDER.iterdir() if path.name.startswith(start))
    return found


def load(start: str) -> Alert:
    path = file_of(start)
    return reader_of(path)(path.read_bytes())


def test_no_file_is_forgotten() -> None:
    files = {path.name for path in FOLDER.iterdir() if path.name != "SOURCES.md"}
    assert {name for name in files if not name.startswith((*READ, *REFUSED))} == set()
    assert len(files) == len(READ) + len(REFUSED)


@pytest.mark.parametrize("start", READ)
def test_a_real_file_is_read(start: str) -> None:
    alert = load(start)
    polygons = sum(len(area.polygons) for area in alert.infos[0].areas) if alert.infos else 0
    assert (alert.msg_type, len(alert.infos), polygons) == READ[start]


@pytest.mark.parametrize(("start", "reason"), REFUSED.items())
def test_a_wrong_file_is_refused_with_its_reason(start: str, reason: str) -> None:
    with pytest.raises(CapRefused, match=reason):
        load(start)


@pytest.mark.parametrize("start", READ)
def test_what_was_read_survives_both_ways_of_writing(start: str) -> None:
    alert = load(start)
    assert read_xml(write_xml(alert)) == alert
    assert read_json(write_json(alert)) == alert


def test_other_encodings_are_read() -> None:
    (info,) = load("google-cap__earthquake").infos
    assert info.headline == "EQ 4.6 Usulután, Usulután, El Salvador - PRELIMINARY REPORT"


def test_the_json_of_the_federal_api_says_the_same_as_its_xml() -> None:
    xml, json = (
        load("kde-fpas__mow.DE-HE-KS-SE106-20250313-106-001.xml"),
        load("kde-fpas__mow.DE-HE-KS-SE106-20250313-106-001.json"),
    )
    assert (xml.identifier, xml.sent, xml.references) == (json.identifier, json.sent, json.references)
    assert [info.description for info in xml.infos] == [info.description for info in json.infos]
    assert xml.infos[0].parameters[0] == json.infos[0].parameters[0]
