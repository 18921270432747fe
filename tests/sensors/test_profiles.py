"""Device profiles: the shipped ones, what they make of a frame, and what a faulty file is told."""

from pathlib import Path

import pytest

from backend.sensors.decoders import DECODERS, UndecodableFrame
from backend.sensors.profiles import ProfileError, load_profile, load_profiles
from tests.sensors.kit import PROFILES
from tests.sensors.vectors import load_vectors

GOOD = """
vendor = "V"
model = "M"
source = "S"
decoder = "bosch-tps110"
heartbeat_interval_s = 60
stale_after_s = 180
[[measurements]]
field = "occupied"
quantity = "occupied"
type = "bool"
meaning = "taken"
"""


def test_every_decoder_has_a_shipped_profile_and_every_vector_can_be_measured() -> None:
    profiles = load_profiles(PROFILES)
    assert {profile.decoder for profile in profiles.values()} - {None} == set(DECODERS)
    by_decoder = {profile.decoder: profile for profile in profiles.values()}
    measured = {
        vector.name: by_decoder[vector.decoder].measure(
            by_decoder[vector.decoder].fields(vector.port, vector.payload, None)
        )
        for vector in load_vectors()
    }
    assert measured["bosch__tps110-0292-codec: Heartbeat"] == {"occupied": True, "device_temperature": -1.0}
    assert measured["nwave__nps310sm-codec: Startup"] == {"restart": True}
    assert measured["dingtek__dc410-codec: heartbeat upload without gps"] == {
        "fill_distance": 1700.0,
        "device_temperature": 22.0,
        "lid_moved": False,
    }
    assert measured["dingtek__dc410-codec: Command confirmation"] == {}
    assert measured["teneo-iot__filling-degree-sensor-codec: 3.2V battery, 30cm distance measured"] == {
        "fill_distance": 300.0,
        "battery_voltage": 3.2,
    }
    assert measured["decentlab__dl-pm-codec: Example 1"]["air_pressure"] == 968.0


@pytest.mark.parametrize("distance", ["0 mm", "5000 mm"])
def test_a_distance_of_nothing_or_of_the_maximum_is_no_measurement(distance: str) -> None:
    assert load_profiles(PROFILES)["dingtek-dc410"].measure({"level": distance}) == {}


@pytest.mark.parametrize(
    "fields", [{"occupied": "yes"}, {"occupied": 1}, {"temperature": "warm"}, {"temperature": True}]
)
def test_a_field_of_the_wrong_type_is_an_error(fields: dict[str, object]) -> None:
    with pytest.raises(UndecodableFrame):
        load_profiles(PROFILES)["bosch-tps110"].measure(fields)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        ('decoder = "bosch-tps110"', 'decoder = "bosh"', "unknown decoder 'bosh'; known: bmeters-iwmlr3, bosch-tps110"),
        ('decoder = "bosch-tps110"', "", "name a decoder or set server_object = true"),
        ('decoder = "bosch-tps110"', 'decoder = "bosch-tps110"\nserver_object = true', "one of the two"),
        ("heartbeat_interval_s = 60", "", "missing required field `heartbeat_interval_s`"),
        ("heartbeat_interval_s = 60", 'heartbeat_interval_s = "60"', "$.heartbeat_interval_s"),
        ("stale_after_s = 180", "stale_after_s = 30", "every device would seem silent"),
        ('type = "bool"', 'type = "boolean"', "$.measurements[0].type"),
        ('type = "bool"', 'typ = "bool"', "unknown field `typ`"),
        ('quantity = "occupied"', 'quantity = "restart"', "restart rule only"),
        ('quantity = "occupied"', 'quantity = "Is Occupied"', "$.measurements[0].quantity"),
        ("[[measurements]]", "[measurements]", "$.measurements"),
        ('vendor = "V"', 'vendor = "V', "not TOML"),
        (GOOD, GOOD + '[restart]\nfield = "type"\nequals = "startup"\nresets = "other"', "none of the quantities"),
        (GOOD, GOOD + GOOD[GOOD.index("[[") :], "same quantity"),
    ],
)
def test_a_faulty_profile_is_refused_with_its_name_and_the_fault(tmp_path: Path, old: str, new: str, told: str) -> None:
    path = tmp_path / "acme.toml"
    path.write_text(GOOD)
    assert load_profile(path).stale_after_s == 180
    path.write_text(GOOD.replace(old, new))
    with pytest.raises(ProfileError) as refused:
        load_profile(path)
    assert str(refused.value).startswith("acme.toml: ")
    assert told in str(refused.value)
