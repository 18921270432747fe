"""The importer mends, drops or refuses every fault of the source, says so, and is repeatable."""

import random
from typing import Any

import pytest

from backend.core.geo import BBox, Point
from backend.places.catalogue import Catalogue
from backend.places.districts import DistrictIndex
from backend.places.importer import import_features, read_features
from backend.places.records import FindingKind, ImportResult, PlaceRecord
from tests.places.report import PINNED, encode

BOX = BBox(6.46, 51.28, 6.73, 51.42)
IN_TOWN = (6.5633, 51.3336)


class Anywhere:
    """Every position lies in one district."""

    def district_at(self, point: Point) -> str | None:
        return "010"


def feature(title: str = "Stadtgarten", position: Any = IN_TOWN, **properties: Any) -> dict[str, Any]:
    geometry = None if position is None else {"type": "Point", "coordinates": list(position)}
    return {"type": "Feature", "properties": {"title": title, **properties}, "geometry": geometry}


@pytest.fixture
def run(catalogue: Catalogue) -> Any:
    def import_layers(**layers: list[dict[str, Any]]) -> ImportResult:
        return import_features(layers, catalogue.plan, BOX, Anywhere())

    return import_layers


def kinds(result: ImportResult) -> list[FindingKind]:
    return [finding.kind for finding in result.report.findings]


def test_the_report_of_the_genuine_files_is_exactly_the_pinned_one(genuine: ImportResult) -> None:
    """A change of data or rules shows here. Look at it, then write it: `python -m tests.places.report`."""
    assert encode(genuine).decode() == PINNED.read_text(encoding="utf-8")


def test_nothing_is_lost_silently(genuine: ImportResult) -> None:
    report = genuine.report
    assert report.features == 1192
    assert report.features == report.places + report.refused + report.merged
    assert len({place.id for place in genuine.places}) == report.places


def test_order_of_layers_and_features_plays_no_part(
    catalogue: Catalogue, districts: DistrictIndex, genuine: ImportResult
) -> None:
    shuffled = {name: list(features) for name, features in read_features(catalogue).items()}
    for features in shuffled.values():
        random.Random(7).shuffle(features)
    again = import_features(shuffled, catalogue.plan, BOX, districts)
    assert again.places == genuine.places
    assert again.report == genuine.report


@pytest.mark.parametrize(
    ("position", "kind"),
    [
        ((0, 0), "position-zero"),
        ((0.0, 0.0), "position-zero"),
        ((None, None), "position-missing"),
        (None, "position-missing"),
        ((), "position-missing"),
        ((6.4, 51.33), "position-outside-city"),
        ((51.33, 6.56), "position-outside-city"),
    ],
)
def test_a_place_without_a_position_in_the_city_is_refused_and_reported(run: Any, position: Any, kind: str) -> None:
    result = run(parks=[feature(position=position), feature("Kaiserpark")])
    assert [place.name for place in result.places] == ["Kaiserpark"]
    assert kinds(result) == [kind]
    assert result.report.refused == 1


def test_a_place_without_a_name_is_refused(run: Any) -> None:
    result = run(parks=[feature("  ")])
    assert result.places == []
    assert "name-missing" in kinds(result)


@pytest.mark.parametrize("key", ["phone", "Telefon", "fax", "tax", "e-mail", "email", "mail", "mobil"])
def test_contact_fields_are_dropped_and_reported_without_their_content(run: Any, key: str) -> None:
    result = run(parks=[feature(**{key: "02151 123456"})])
    (finding,) = result.report.findings
    assert (finding.kind, finding.detail) == ("contact-field-dropped", key)
    assert "123456" not in repr(result)


@pytest.mark.parametrize("field", ["description", "street", "web", "something"])
def test_a_text_with_contact_details_is_dropped_whole(run: Any, field: str) -> None:
    result = run(parks=[feature(**{field: "Frau Muster, muster@example.org, Tel. 02151 123456"})])
    assert kinds(result) == ["contact-text-dropped"]
    assert "uster" not in repr(result)


def test_no_genuine_place_carries_contact_details(genuine: ImportResult) -> None:
    everything = repr(genuine.places).casefold()
    assert "@" not in everything
    assert "02151" not in everything
    assert "telefon:" not in everything


def test_the_known_spelling_mistake_is_mended_and_recorded(
    genuine: ImportResult, by_name: dict[str, PlaceRecord]
) -> None:
    assert by_name["Parkplatz Grotenburg-Stadion"].street == "Berliner Straße"
    details = [finding.detail for finding in genuine.report.findings if finding.kind == "field-repaired"]
    assert any(detail.startswith("street: Brliner Straße -> Berliner Straße") for detail in details)
    assert not any("Brliner" in (place.street or "") for place in genuine.places)


def test_a_garage_listed_once_per_entrance_is_one_place(by_name: dict[str, PlaceRecord]) -> None:
    town_hall = by_name["Parkhaus am Rathaus (P1)"]
    assert [(entrance.name, entrance.street) for entrance in town_hall.entrances] == [
        ("Einfahrt Westwall", "Westwall 143"),
        ("Einfahrt Schneiderstraße", "Schneiderstraße"),
    ]
    assert town_hall.hours_text == "täglich 24 Stunden"
    market = by_name["Parkhaus im Schwanenmarkt (P4/P5)"]
    assert [entrance.name for entrance in market.entrances] == [
        "P4, Einfahrt Breite Straße",
        "P5, Einfahrt Evertsstraße",
    ]
    assert market.hours_text is not None
    assert market.hours_text.startswith("P4, Einfahrt Breite Straße: täglich 24 Stunden; P5, Einfahrt Evertsstraße: ")
    assert not [name for name in by_name if "(P1)," in name or "(P4)," in name or "(P5)," in name]


def test_hours_in_the_link_field_move_to_the_hours(by_name: dict[str, PlaceRecord]) -> None:
    toilet = by_name["Behindertengerechte Toilette Maria-Sibylla-Merian-Gymnasium"]
    assert toilet.web is None
    assert toilet.hours_text == "geöffnet während der Schulzeiten, Euroschlüssel notwendig"


def test_the_39_accessible_toilets_are_a_kind_of_their_own(genuine: ImportResult) -> None:
    toilets = [place for place in genuine.places if place.accessible_toilet]
    assert len(toilets) == 39
    assert {place.category for place in toilets} == {"accessible-toilet"}
    without_hours = sorted(place.name for place in toilets if place.hours_text is None)
    assert without_hours == [
        "Behindertengerechte Toilette Restaurant Nordbahnhof",
        "Behindertengerechte Toilette Restaurant Stadtwaldhaus",
    ]


def test_schools_listed_twice_are_one_place_that_its_old_name_still_finds(genuine: ImportResult) -> None:
    schools = [place for place in genuine.places if place.category == "school"]
    assert len(schools) == 78
    assert {place.layer for place in schools} == {"schools"}
    (forest,) = [place for place in schools if place.name == "Forstwaldschule"]
    assert forest.aliases == ("Gemeinschafts-Grundschule Bellenweg",)
    aliases = {place.name: place.aliases for place in schools}
    assert aliases["St.-Michael-Schule"] == ("Katholische Grundschule Gießerpfad",)
    assert aliases["Lindenschule"] == ("Gemeinschafts-Grundschule Gießerpfad",)


def test_a_place_that_a_telling_layer_lists_leaves_the_general_layer(by_name: dict[str, PlaceRecord]) -> None:
    assert by_name["Museum Burg Linn"].category == "museum"
    assert by_name["KönigPALAST"].category == "ice-rink"
    assert by_name["Kulturfabrik Krefeld"].category == "culture"


def test_namesakes_at_one_address_keep_different_ids(genuine: ImportResult) -> None:
    namesakes = [place for place in genuine.places if place.name == "Freie Waldorfschule"]
    assert sorted(place.description or "" for place in namesakes) == ["Private Gesamtschule", "Private Grundschule"]


def test_ids_survive_spaces_spelling_and_new_facts(run: Any) -> None:
    (before,) = run(parks=[feature("Stadtgarten", street="Steinstraße 5")]).places
    (after,) = run(
        parks=[feature(" Stadtgarten ", (6.5634, 51.3337), street="Steinstr. 5", description="mit Spielplatz")]
    ).places
    assert before.id == after.id
    (moved,) = run(parks=[feature("Stadtgarten", street="Ostwall 1")]).places
    assert moved.id != before.id


def test_every_place_says_where_it_comes_from_and_how_old_it_is(genuine: ImportResult) -> None:
    assert {(place.licence, place.as_of) for place in genuine.places} == {("MIT", "2017")}
    assert all("Stadt Krefeld" in place.source for place in genuine.places)


def test_fields_that_nobody_can_vouch_for_are_counted_and_left_out(genuine: ImportResult) -> None:
    assert genuine.report.unused_fields["hotels.short"] == 25
    assert not any(
        "€" in repr(place) for place in genuine.places if place.category == "hotel" and not place.description
    )
    assert all("Preise" not in repr(place) for place in genuine.places)


def test_a_foreign_postcode_and_a_foreign_town_are_reported(run: Any) -> None:
    result = run(parks=[feature(zip="47918", city="Tönisvorst")])
    assert sorted(kinds(result)) == ["city-differs", "postcode-dropped"]
    assert result.places[0].zip is None


def test_namesakes_that_only_differ_in_position_get_ids_that_do_not_depend_on_their_order(run: Any) -> None:
    twins = [feature("Turm", (6.56 + step / 100, 51.33)) for step in range(3)]
    ids = {(place.lat, place.lon): place.id for place in run(parks=twins).places}
    assert len(set(ids.values())) == 3
    assert {(place.lat, place.lon): place.id for place in run(parks=twins[::-1]).places} == ids


def test_two_schools_at_one_address_are_not_merged_into_the_same_one(run: Any) -> None:
    result = run(
        schools=[feature("Lindenschule", street="Gießerpfad 2")],
        schulen=[
            feature("Gemeinschafts-Grundschule Gießerpfad", street="Gießerpfad 2/10"),
            feature("Katholische Grundschule Gießerpfad", street="Gießerpfad 2/10"),
        ],
    )
    assert len(result.places) == 2
    assert result.report.merged == 1


def test_the_second_list_is_not_merged_over_a_distance(run: Any) -> None:
    result = run(
        schools=[feature("Lindenschule", street="Ostwall 2")],
        schulen=[feature("Lindenschule", (6.60, 51.33), street="Ostwall 2")],
    )
    assert len(result.places) == 2
