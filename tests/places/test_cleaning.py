"""Single texts of open data become what a person would have written."""

import pytest

from backend.places import cleaning


@pytest.mark.parametrize(
    ("raw", "clean"),
    [
        ("Mühlenstraße                   40", "Mühlenstraße 40"),
        ("Saumstraße 9  ,9 a", "Saumstraße 9, 9 a"),
        ("Bruchweg 26/28\xa0", "Bruchweg 26/28"),
        ("\r\nOberbruchstrasse 87", "Oberbruchstrasse 87"),
    ],
)
def test_spaces_in_streets_are_as_in_print(raw: str, clean: str) -> None:
    assert cleaning.clean_street(raw) == clean


@pytest.mark.parametrize(
    ("raw", "complete"),
    [
        ("Nordstr. 53", "Nordstraße 53"),
        ("Jakob-Hüskes-Str.47", "Jakob-Hüskes-Straße 47"),
        ("Jakob - Lintzen - Str. 8", "Jakob-Lintzen-Straße 8"),
        ("Rote- Kreuz-Str. 25", "Rote-Kreuz-Straße 25"),
        ("Kölner Strasse 667", "Kölner Straße 667"),
        ("Steckendorferstraße 114 - 116", "Steckendorferstraße 114 - 116"),
        ("Am Hauptbahnhof 1", "Am Hauptbahnhof 1"),
        ("Am Strand 3", "Am Strand 3"),
    ],
)
def test_streets_are_written_out_and_house_numbers_stay(raw: str, complete: str) -> None:
    assert cleaning.complete_street(raw) == complete


@pytest.mark.parametrize(
    ("raw", "web"),
    [
        ("http://www.krefeld.de/x", "http://www.krefeld.de/x"),
        ("www.kita-bockum.de.", "http://www.kita-bockum.de"),
        ("kita-herz-jesu.kibac.de", "http://kita-herz-jesu.kibac.de"),
        ("geöffnet während der Schulzeiten, Euroschlüssel notwendig", None),
        ("javascript:alert(1)", None),
        ("http://", None),
        ("http://a b.de", None),
    ],
)
def test_only_web_addresses_become_links(raw: str, web: str | None) -> None:
    assert cleaning.clean_web(raw) == web


@pytest.mark.parametrize(
    "text",
    [
        "Bitte melden: info@example.org",
        "Telefon: 02151 / 86 25 56",
        "KrefeldTel. 02151/76 58-0, FAX 765830",
        "(02151) 86 25 18",
        "0 21 51/77 58 15",
        "+49 2151 862518",
    ],
)
def test_contact_details_are_recognised_and_masked(text: str) -> None:
    assert cleaning.contains_contact(text)
    masked = cleaning.mask_contacts(text)
    assert "86" not in masked
    assert "@" not in masked


@pytest.mark.parametrize(
    "text",
    [
        "montags bis freitags: 07.15 bis 16.30 Uhr",
        "Buslinie 047 / 052 / 057; Straßenbahnlinie 044",
        "geöffnet 01.04. bis 31.10. dienstags bis sonntags 10:00 -18:00 Uhr",
        "45 Wochenstunden, 47798 Krefeld",
        "Bushaltestelle Telefonzelle",
    ],
)
def test_hours_lines_and_postcodes_are_no_contact_details(text: str) -> None:
    assert not cleaning.contains_contact(text)
    assert cleaning.mask_contacts(text) == text


@pytest.mark.parametrize(
    ("text", "about", "hours"),
    [
        (
            "Sparkasse Krefeld, montags bis freitags 7:00 - 20:30",
            "Sparkasse Krefeld",
            "montags bis freitags 7:00 - 20:30",
        ),
        ("geöffnet rund um die Uhr", None, "geöffnet rund um die Uhr"),
        ("15. März bis 31. Oktober täglich 8:00 - 18:00", None, "15. März bis 31. Oktober täglich 8:00 - 18:00"),
        ("Wasser vor Ort", "Wasser vor Ort", None),
        ("Städtischer Friedhof", "Städtischer Friedhof", None),
        ("", None, None),
    ],
)
def test_a_description_is_split_into_what_it_is_and_when_it_is_open(
    text: str, about: str | None, hours: str | None
) -> None:
    assert cleaning.split_hours(text) == (about, hours)


@pytest.mark.parametrize(
    ("raw", "postcode"),
    [(47809, "47809"), ("47800 ", "47800"), ("4780", None), ("٤٧٨٠٠", None), (None, None)],
)
def test_postcodes_are_five_digits_whatever_their_type(raw: object, postcode: str | None) -> None:
    assert cleaning.clean_postcode(raw) == postcode
