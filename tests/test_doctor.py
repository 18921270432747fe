"""The doctor names each fault and how to mend it, and says nothing bad about a sound installation."""

import shutil
from datetime import UTC, datetime
from io import StringIO
from pathlib import Path

import msgspec
import pytest
from rich.console import Console

from backend import doctor
from backend.core.migration import upgrade
from backend.doctor import Finding, examine
from backend.settings import Settings, read_settings

ROOT = Path(__file__).resolve().parents[1]


@pytest.fixture
def sound(tmp_path: Path) -> Settings:
    """A complete installation: content, compiled catalogues, a web app and a migrated database."""
    resources = tmp_path / "resources"
    shutil.copytree(ROOT / "content", resources / "content")
    shutil.copytree(ROOT / "migrations", resources / "migrations")
    for name in ("de@simple", "en", "tr", "uk", "ru", "ar", "pl", "fr"):
        folder = resources / "translations" / name / "LC_MESSAGES"
        folder.mkdir(parents=True)
        (folder / "backend.mo").touch()
    (resources / "pwa/dist").mkdir(parents=True)
    (resources / "pwa/dist/index.html").touch()
    settings = read_settings(
        {
            "APP_DATABASE_URL": f"sqlite:///{tmp_path}/app.db",
            "APP_RESOURCES_DIR": str(resources),
            "APP_SENSORS_WEBHOOK_SECRET": "correct horse battery staple",
        }
    )
    upgrade(settings.database_url, settings.resources)
    return settings


async def _faults(settings: Settings) -> list[Finding]:
    return [finding for finding in await examine(settings) if finding.level == "fault"]


async def test_a_sound_installation_has_no_fault(sound: Settings) -> None:
    assert await _faults(sound) == []


@pytest.mark.parametrize(
    ("missing", "told", "remedy"),
    [
        ("content/city.toml", "cannot be read", "APP_RESOURCES_DIR"),
        ("pwa/dist/index.html", "web app is not built", "make setup"),
        ("translations/uk/LC_MESSAGES/backend.mo", "not compiled for: uk", "make setup"),
    ],
)
async def test_a_missing_part_is_named_with_its_remedy(sound: Settings, missing: str, told: str, remedy: str) -> None:
    (sound.resources / missing).unlink()
    (fault,) = await _faults(sound)
    assert told in fault.what
    assert remedy in fault.remedy


async def test_a_database_that_is_not_there_yet_is_told(sound: Settings, tmp_path: Path) -> None:
    settings = msgspec.structs.replace(sound, database_url=f"sqlite:///{tmp_path}/other.db")
    (fault,) = await _faults(settings)
    assert "There is no database yet" in fault.what
    assert "krefeld migrate" in fault.remedy
    assert not (tmp_path / "other.db").exists(), "looking must not create it"


async def test_an_unmigrated_database_is_told(sound: Settings, tmp_path: Path) -> None:
    (tmp_path / "empty.db").touch()
    (fault,) = await _faults(msgspec.structs.replace(sound, database_url=f"sqlite:///{tmp_path}/empty.db"))
    assert "older or newer schema" in fault.what


async def test_a_database_server_that_is_down_is_told_without_its_password(sound: Settings) -> None:
    url = "postgresql://app:topsecret@127.0.0.1:1/city"
    (fault,) = await _faults(msgspec.structs.replace(sound, database_url=url))
    assert "does not answer" in fault.what
    assert "topsecret" not in fault.what + fault.remedy


@pytest.mark.parametrize(
    ("url", "told"),
    [("mqtt://127.0.0.1:1", "does not answer"), ("http://broker", "is not an MQTT address")],
)
async def test_a_broker_that_cannot_be_used_is_told(sound: Settings, url: str, told: str) -> None:
    sensors = msgspec.structs.replace(sound.sensors, mqtt_url=url)
    (fault,) = await _faults(msgspec.structs.replace(sound, sensors=sensors))
    assert told in fault.what


async def test_production_without_https_and_with_a_short_secret_is_told(sound: Settings) -> None:
    sensors = msgspec.structs.replace(sound.sensors, webhook_secret="short")
    faults = await _faults(msgspec.structs.replace(sound, production=True, sensors=sensors))
    told = " ".join(fault.what for fault in faults)
    assert "APP_SENSORS_WEBHOOK_SECRET" in told
    assert "http://localhost:8000" in told
    assert "short" not in told


def test_a_clock_before_the_installation_is_told(sound: Settings) -> None:
    (finding,) = doctor.check_clock(sound, now=lambda: datetime(1970, 1, 1, tzinfo=UTC))
    assert finding.level == "fault"
    assert "time synchronisation" in finding.remedy


def test_the_report_ends_with_the_number_of_faults_and_an_exit_code(sound: Settings) -> None:
    out = StringIO()
    assert doctor.run(sound, Console(file=out)) == 0
    assert "Everything the app needs is there." in out.getvalue()
    (sound.pwa_dir / "index.html").unlink()
    assert doctor.run(sound, Console(file=out)) == 1
    assert "1 fault." in out.getvalue()
