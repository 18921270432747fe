"""Settings are read once, checked, and say what is wrong."""

import msgspec
import pytest

from backend.settings import Settings, SettingsError, describe_settings, read_settings


def test_reads_nested_values_lists_and_booleans() -> None:
    settings = read_settings(
        {
            "APP_PORT": "9000",
            "APP_PRODUCTION": "true",
            "APP_TRUSTED_PROXIES": "10.0.0.0/8, 192.168.0.0/16",
            "APP_SENSORS_WEBHOOK_SECRET": "s3cret",
        }
    )
    assert settings.port == 9000
    assert settings.production is True
    assert settings.trusted_proxies == ("10.0.0.0/8", "192.168.0.0/16")
    assert settings.sensors.webhook_secret == "s3cret"


@pytest.mark.parametrize(
    ("environment", "variable"),
    [
        ({"APP_PORT": "eighty"}, "APP_PORT"),
        ({"APP_SENSORS_RAW_RETENTION_DAYS": "0"}, "APP_SENSORS_RAW_RETENTION_DAYS"),
        ({"APP_PRODUCTION": "true", "APP_DEMO": "true"}, "APP_DEMO"),
        ({"APP_WORKERS": "2"}, "APP_WORKERS"),
        ({"APP_MAP_STYLE_URL": "https://tiles.example/style.json"}, "APP_MAP_ATTRIBUTION"),
    ],
)
def test_a_wrong_value_names_its_variable(environment: dict[str, str], variable: str) -> None:
    with pytest.raises(SettingsError, match=variable):
        read_settings(environment)


def test_settings_cannot_be_changed_after_reading() -> None:
    with pytest.raises(AttributeError):
        read_settings({}).port = 1  # type: ignore[misc]  # the point of the test


def test_every_setting_has_a_description() -> None:
    assert [doc.variable for doc in describe_settings() if not doc.description] == []


def test_every_section_has_defaults_so_that_an_empty_environment_works() -> None:
    assert msgspec.structs.replace(read_settings({}), resources_dir="x") == Settings(resources_dir="x")
