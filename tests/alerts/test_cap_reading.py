"""Harmless reading, and the German habits: order of coordinates, fillers, holes, missing times."""

import pytest

from backend.alerts.cap.model import CapRefused, Circle
from backend.alerts.cap.plain import plain_lines, steps
from backend.alerts.cap.read_json import read_json
from backend.alerts.cap.read_xml import NAMESPACE, read_xml
from backend.alerts.cap.values import circle, rings
from backend.alerts.cap.write_json import write_json
from backend.alerts.cap.write_xml import write_xml
from tests.alerts.kit import alert, follow_up, info, square

HEAD = '<?xml version="1.0" encoding="UTF-8"?>'


def message(inner: str, head: str = HEAD) -> bytes:
    return f'{head}<alert xmlns="{NAMESPACE}">{inner}</alert>'.encode()


MINIMUM = (
    "<identifier>a</identifier><sender>b</sender><sent>2026-11-23T12:00:00+01:00</sent>"
    "<status>Actual</status><msgType>Alert</msgType><scope>Public</scope>"
)


@pytest.mark.parametrize(
    ("body", "reason"),
    [
        (message(MINIMUM, HEAD + '<!DOCTYPE alert SYSTEM "file:///etc/passwd">'), "document-type"),
        (message(MINIMUM, HEAD + '<!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/passwd">]>'), "document-type"),
        (message(MINIMUM, HEAD + '<!DOCTYPE a [<!ENTITY l "ha"><!ENTITY m "&l;&l;">]>'), "document-type"),
        (message(MINIMUM + "<x>" * 40 + "</x>" * 40), "too-deep"),
        (message(MINIMUM + "<x/>" * 200_001), "too-many-elements"),
        (message(MINIMUM + "<note>" + "x" * 8_400_000 + "</note>"), "too-large"),
        (b"", "not-xml"),
        (b"<html><body>Wartung</body></html>", "not-cap"),
        (message(MINIMUM)[:-8], "not-xml"),
        (message(MINIMUM).replace(b"cap:1.2", b"cap:7.0"), "cap-version"),
        (message(MINIMUM.replace("+01:00", "")), "bad-time"),
        (message(MINIMUM.replace("Actual", "Echt")), "unknown-word"),
        (message(MINIMUM.replace(">a<", ">a,b<")), "bad-name"),
        (message(MINIMUM.replace("Alert<", "Cancel<")), "missing: references"),
        (message(MINIMUM.replace("Public", "Private")), "missing: addresses"),
    ],
)
def test_what_is_harmful_or_wrong_is_refused(body: bytes, reason: str) -> None:
    with pytest.raises(CapRefused, match=reason):
        read_xml(body)


@pytest.mark.parametrize(
    ("body", "reason"),
    [
        (b"nothing", "not-json"),
        (b"[]", "not-cap"),
        (b"{}", "not-cap"),
        (b"[" * 100_000, "not-json|too-deep"),
        (b'{"identifier": "\xff"}', "not-json"),
    ],
)
def test_json_that_is_no_message_is_refused(body: bytes, reason: str) -> None:
    with pytest.raises(CapRefused, match=reason):
        read_json(body)


def test_odd_blanks_unknown_elements_and_signatures_do_no_harm() -> None:
    odd = MINIMUM.replace("<status>Actual<", "<status>\n\t actual <") + (
        "<brandNew>1</brandNew>"
        '<Signature xmlns="http://www.w3.org/2000/09/xmldsig#"><SignedInfo><a><b><c/></b></a></SignedInfo></Signature>'
    )
    read = read_xml(b"\n  " + message(odd))
    assert (read.identifier, read.status) == ("a", "Actual")


def test_latitude_comes_first_in_xml_and_second_in_json() -> None:
    drawn = alert(infos=(info(areas=(square(51.33, 6.56),)),))
    assert b"<polygon>51.32,6.55" in write_xml(drawn)
    assert b'"polygon":["6.55' in write_json(drawn)
    assert read_json(write_json(drawn)) == read_xml(write_xml(drawn)) == drawn


def test_fillers_part_closed_rings_and_vanish_elsewhere() -> None:
    one, two = "6.5,51.3 6.6,51.3 6.6,51.4 6.5,51.3", "6.7,51.3 6.8,51.3 6.8,51.4 6.7,51.3"
    assert len(rings(f"{one} -1.0,-1.0 {two}", "lon,lat")) == 2
    assert rings(f"-1.0,-1.0 {one} -1.0,-1.0", "lon,lat") == rings(one, "lon,lat")
    (mended,) = rings("6.5,51.3 6.6,51.3 -1.0,-1.0 6.6,51.4 6.5,51.3", "lon,lat")
    assert mended == rings(one, "lon,lat")[0]


def test_broken_drawings_are_left_out_and_the_message_stays() -> None:
    assert rings("51.3;6.5 51.4,6.5", "lat,lon") == []
    assert rings("nan,6.5 51.4,6.5", "lat,lon") == []
    assert circle("51.3,6.5", "lat,lon") is None
    assert circle(" 51.3,6.5  2.5 ", "lat,lon") == Circle(51.3, 6.5, 2.5)


def test_holes_of_the_weather_service_are_read_as_holes() -> None:
    area = (
        "<area><areaDesc>x</areaDesc><polygon>1,1 1,9 9,9 1,1</polygon>"
        "<geocode><valueName>EXCLUDE_POLYGON</valueName><value>2,3 2,4 3,4 2,3</value></geocode></area>"
    )
    inner = MINIMUM + (
        "<info><event>x</event><urgency>Past</urgency><severity>Minor</severity><certainty>Likely</certainty>"
        f"{area}</info>"
    )
    (read,) = read_xml(message(inner)).infos[0].areas
    assert (len(read.polygons), len(read.holes), read.geocodes) == (1, 1, ())


def test_a_broken_end_is_no_end() -> None:
    inner = MINIMUM + (
        "<info><event>x</event><urgency>Past</urgency><severity>Minor</severity><certainty>Likely</certainty>"
        "<expires>heute abend</expires></info>"
    )
    assert read_xml(message(inner)).infos[0].expires is None


def test_utc_is_written_as_the_standard_wants_it() -> None:
    body = write_xml(follow_up(alert(), "test-0002", "Update"))
    assert b"<sent>2026-11-23T12:29:00-00:00</sent>" in body


def test_texts_become_plain_lines() -> None:
    text = "Warnung &amp;quot;Test&amp;quot;<br/>Zweite&nbsp;Zeile<BR >\n<b>Dritte</b> 5 < 6"
    assert plain_lines(text) == ['Warnung "Test"', "Zweite Zeile", "Dritte 5 < 6"]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Bleiben Sie drinnen. Schließen Sie Fenster.", ["Bleiben Sie drinnen.", "Schließen Sie Fenster."]),
        ("Halten Sie Abstand, z. B. Zwei Meter.", ["Halten Sie Abstand, z. B. Zwei Meter."]),
        ("- Erstens<br/>- Zweitens", ["Erstens", "Zweitens"]),
        ("1. Türen zu\n2. Radio an", ["Türen zu", "Radio an"]),
        (None, []),
        ("ابقوا في المنزل. أغلقوا النوافذ.", ["ابقوا في المنزل.", "أغلقوا النوافذ."]),
    ],
)
def test_instructions_become_steps(text: str | None, expected: list[str]) -> None:
    assert steps(text) == expected
