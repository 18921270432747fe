"""Content files: the genuine car parks as published, and errors that name their record."""

from pathlib import Path

import pytest

from backend.parking.content import ContentInvalid, read_catalogue

REPOSITORY = Path(__file__).resolve().parents[2]
ZONE = "Europe/Berlin"
HEAD = '[source]\nname = "test"\n'
SITE = '[[sites]]\nkey = "a"\nname = "Markt"\nkind = "garage"\nlat = 51.3\nlon = 6.5\n'
BAYS = '[[bays]]\nitems = [{ key = "b", name = "B", lat = 51.3, lon = 6.5 }]\n'


@pytest.fixture(scope="module")
def genuine():
    return read_catalogue(REPOSITORY / "content", "parking/sites.toml", ZONE)


@pytest.fixture(scope="module")
def demo():
    return read_catalogue(REPOSITORY / "content", "demo/parking.toml", ZONE)


def test_genuine_sites_are_the_26_records_with_entrances_merged(genuine):
    entrances = {site.key: len(site.entrances) for site in genuine.sites if site.entrances}
    assert len(genuine.sites) == 24
    assert entrances == {"p1-rathaus": 2, "p4-p5-schwanenmarkt": 2}
    assert len(genuine.sites) + sum(entrances.values()) - len(entrances) == 26


def test_genuine_sites_claim_nothing_the_source_does_not_say(genuine):
    assert genuine.source.as_of == "2017"
    assert genuine.source.demo is False
    for site in genuine.sites:
        assert (site.capacity, site.fee_text, site.max_height_cm, site.has_realtime_data) == (None, None, None, False)
    assert all("Brliner" not in (site.street or "") for site in genuine.sites)


def test_park_and_ride_names_its_lines(genuine):
    lines = {site.key: site.public_transport for site in genuine.sites if site.kind == "parkAndRide"}
    assert len(lines) == 7
    assert lines["pr-grundend"] == "Verkehrslinien 041, 060, 061, U70, U76 und NE8"
    assert lines["pr-zoo"] is None


def test_demo_is_marked_and_large_enough(demo):
    disabled = [bay for bay in demo.bays if any(one.type == "disabled" for one in bay.restrictions)]
    assert demo.source.demo is True
    assert demo.source.name == "demo"
    assert len(disabled) >= 30
    assert any(bay.sensor is None and bay.bay_kind == "general" for bay in disabled)
    assert all(bay.sensor is None for bay in demo.bays if bay.bay_kind == "personal")
    assert all("Demo" in site.name for site in demo.sites)


def test_demo_sensors_are_unique_and_cannot_meet_a_real_device(demo):
    euis = [bay.sensor.dev_eui for bay in demo.bays if bay.sensor]
    assert len(set(euis)) == len(euis)
    assert all(len(eui) == 16 and int(eui[:2], 16) & 2 for eui in euis)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        (SITE + 'opening_hours = "Mo-Xx"\n', "Markt.*Mo-Xx"),
        (SITE + 'max_stay = "2 hours"\n', "a: max_stay"),
        (SITE + SITE, "a: key used twice"),
        (SITE + "colour = 3\n", "a: .*colour"),
        (SITE.replace("51.3", "0.0"), "a: position"),
        (BAYS.replace('key = "b"', 'key = "b", site = "x"'), "b: site 'x'"),
        ("this is no TOML", "broken.toml"),
    ],
)
def test_wrong_records_are_named(tmp_path, text, message):
    (tmp_path / "broken.toml").write_text(HEAD + text, encoding="utf-8")
    with pytest.raises(ContentInvalid, match=message):
        read_catalogue(tmp_path, "broken.toml", ZONE)


def test_group_fields_hold_for_each_item(tmp_path):
    group = '[[bays]]\nsurface = "sett"\nitems = [{ key = "b", name = "B", lat = 51.3, lon = 6.5 }, '
    group += '{ key = "c", name = "C", lat = 51.3, lon = 6.5, surface = "asphalt" }]\n'
    (tmp_path / "bays.toml").write_text(HEAD + group, encoding="utf-8")
    assert [bay.surface for bay in read_catalogue(tmp_path, "bays.toml", ZONE).bays] == ["sett", "asphalt"]
