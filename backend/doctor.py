"""`krefeld doctor`: looks at everything the app needs and says, for each fault, how to mend it.

A check returns findings; it never raises for a fault of the installation, because the next check shall still run.
"""

import asyncio
import os
import shutil
import sqlite3
import ssl
from collections.abc import Callable, Coroutine
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Literal
from urllib.parse import urlsplit

import msgspec
from rich.console import Console
from sqlalchemy.exc import SQLAlchemyError

from backend.content.linting import missing_operator_values
from backend.core.city import CityConfig, load_city
from backend.core.db import Database
from backend.core.i18n import SOURCE_LOCALE, gettext_id
from backend.core.migration import is_current
from backend.federation.configuration import ProvidersError, load_providers
from backend.settings import Settings

Level = Literal["ok", "hint", "fault"]

_CONNECT_SECONDS = 5
_MIN_FREE_MB = 200
_MIN_SECRET_LENGTH = 16
_MQTT_PORTS = {"mqtt": 1883, "mqtts": 8883}
_MARKS = {"ok": "[green]ok   [/]", "hint": "[yellow]hint [/]", "fault": "[red]FAULT[/]"}


class Finding(msgspec.Struct, frozen=True):
    """One line of the report. `remedy` says what to do and is empty when nothing is."""

    level: Level
    what: str
    remedy: str = ""


def check_content(settings: Settings) -> list[Finding]:
    """The city's configuration can be read."""
    try:
        city = load_city(settings.content_dir)
    except (OSError, ValueError) as error:
        remedy = "Set APP_RESOURCES_DIR to the folder that holds content/, or mend the field that is named."
        return [Finding("fault", f"The city's configuration cannot be read: {error}", remedy)]
    return [
        Finding("ok", f"Content of {city.name}, {len(city.locales)} languages"),
        *_check_translations(settings, city),
        *_check_operator(settings),
    ]


def _check_operator(settings: Settings) -> list[Finding]:
    """Imprint and accessibility statement show gaps until the city has said who it is."""
    missing = missing_operator_values(settings.content_dir)
    if not missing:
        return []
    remedy = "Fill them in; until then the pages show marked gaps."
    level: Level = "fault" if settings.production else "hint"
    return [Finding(level, f"content/operator.toml is empty for: {', '.join(missing)}", remedy)]


def _check_translations(settings: Settings, city: CityConfig) -> list[Finding]:
    """Every language of the city except the source has a compiled catalogue."""
    folder = settings.resources / "translations"
    missing = [
        tag
        for tag in city.locales
        if tag != SOURCE_LOCALE and not (folder / gettext_id(tag) / "LC_MESSAGES" / "backend.mo").is_file()
    ]
    if missing:
        remedy = "In a checkout: make setup. In an image: build it again."
        return [Finding("fault", f"Translations are not compiled for: {', '.join(missing)}", remedy)]
    return [Finding("ok", "Translations are compiled")]


def check_web_app(settings: Settings) -> list[Finding]:
    """The built web app is there, with its compressed copies."""
    index = settings.pwa_dir / "index.html"
    if not index.is_file():
        remedy = "In a checkout: make setup. In an image: build it again."
        return [Finding("fault", f"The web app is not built: {index} is missing", remedy)]
    return [Finding("ok", "The web app is built")]


def check_secrets(settings: Settings) -> list[Finding]:
    """Production has the secrets that it needs, and they are not trivial."""
    findings = []
    secret = settings.sensors.webhook_secret
    if secret and len(secret) < _MIN_SECRET_LENGTH:
        remedy = "Choose a new one, for example: openssl rand -hex 24"
        findings.append(
            Finding("fault", f"APP_SENSORS_WEBHOOK_SECRET has under {_MIN_SECRET_LENGTH} characters", remedy)
        )
    if not settings.production:
        return [*findings, Finding("hint", "This is not production mode", "For real use: APP_PRODUCTION=true")]
    if not secret and not settings.sensors.mqtt_url:
        remedy = "Set APP_SENSORS_WEBHOOK_SECRET or APP_SENSORS_MQTT_URL when sensors are to report."
        findings.append(Finding("hint", "Neither webhooks nor MQTT are set up: no sensor can report", remedy))
    if not settings.metrics_token:
        remedy = "Set APP_METRICS_TOKEN if Prometheus runs on another machine."
        findings.append(Finding("hint", "Metrics can only be read on this machine", remedy))
    return findings


def check_address(settings: Settings) -> list[Finding]:
    """What production must have at its address: HTTPS, and a proxy that is named when there is one."""
    if not settings.production:
        return []
    findings = []
    if urlsplit(settings.public_url).scheme != "https":
        remedy = (
            "Set APP_PUBLIC_URL=https://... ; without HTTPS phones neither install the app nor tell where they are."
        )
        findings.append(Finding("fault", f"The public address is {settings.public_url}", remedy))
    if not settings.trusted_proxies:
        remedy = "Behind a reverse proxy set APP_TRUSTED_PROXIES, else all visitors share one rate limit."
        findings.append(Finding("hint", "No reverse proxy is trusted", remedy))
    if settings.is_sqlite:
        remedy = "Fine for one machine. For more: APP_DATABASE_URL=postgresql://user:password@host/name"
        findings.append(Finding("hint", "The database is SQLite", remedy))
    return findings


def check_sign_in(settings: Settings) -> list[Finding]:
    """The file of OpenID providers can be used, when one is named. Nobody is asked over the network."""
    if not settings.sign_in.providers_file:
        return []
    try:
        providers = load_providers(settings)
    except ProvidersError as error:
        return [Finding("fault", f"Sign-in: {error}", "Mend the file, see docs/ops/sign-in.md")]
    names = ", ".join(provider.label for provider in providers) or "none"
    return [Finding("ok", f"Providers to sign in with: {names}")]


def check_clock(_settings: Settings, now: Callable[[], datetime] = lambda: datetime.now(UTC)) -> list[Finding]:
    """The clock cannot be older than the program: sensor reports would be refused as coming from the future."""
    built = datetime.fromtimestamp(Path(__file__).stat().st_mtime, UTC)
    if now() < built:
        remedy = "Turn on time synchronisation, for example: timedatectl set-ntp true"
        return [
            Finding(
                "fault",
                f"The clock says {now():%Y-%m-%d %H:%M} UTC, which is before this program was installed",
                remedy,
            )
        ]
    return [Finding("ok", f"The clock says {now():%Y-%m-%d %H:%M} UTC")]


def _sqlite_file(settings: Settings) -> Path:
    return Path(settings.database_url.removeprefix("sqlite:///"))


def check_disk(settings: Settings) -> list[Finding]:
    """The folder of an SQLite database can be written and has room."""
    if not settings.is_sqlite:
        return []
    folder = _sqlite_file(settings).absolute().parent
    existing = next(parent for parent in (folder, *folder.parents) if parent.is_dir())
    if not os.access(existing, os.W_OK):
        remedy = "Give the app's user the folder (chown), or name another in APP_DATABASE_URL."
        return [Finding("fault", f"{existing} cannot be written", remedy)]
    free = shutil.disk_usage(existing).free // 1_000_000
    if free < _MIN_FREE_MB:
        return [Finding("fault", f"Only {free} MB are free at {existing}", f"Make room: at least {_MIN_FREE_MB} MB.")]
    return [Finding("ok", f"{existing} can be written, {free:,} MB free")]


def _reason(error: Exception) -> str:
    """The first line of what a driver says; a timeout says nothing."""
    return (str(error).splitlines() or ["no answer"])[0]


async def check_database(settings: Settings) -> list[Finding]:
    """The database answers and has the schema that this version expects."""
    shown = urlsplit(settings.database_url)
    where = f"{shown.scheme}://{shown.hostname or ''}{shown.path}"  # without user and password
    if settings.is_sqlite and not _sqlite_file(settings).is_file():
        return [Finding("fault", f"There is no database yet at {where}", "Run `krefeld migrate`, then `krefeld seed`")]
    database = Database(settings.database_url)
    try:
        async with asyncio.timeout(_CONNECT_SECONDS):
            current = await is_current(database, settings.resources)
    except (SQLAlchemyError, sqlite3.Error, OSError, TimeoutError) as error:
        reason = _reason(error)
        remedy = "Is it running, and are name, password and host in APP_DATABASE_URL right?"
        return [Finding("fault", f"The database at {where} does not answer: {reason}", remedy)]
    finally:
        await database.close()
    if not current:
        return [Finding("fault", f"The database at {where} has an older or newer schema", "Run `krefeld migrate`")]
    return [Finding("ok", f"The database at {where} answers and is migrated")]


async def check_mqtt(settings: Settings) -> list[Finding]:
    """The broker can be reached, when one is configured. Name and password are not tried."""
    if not settings.sensors.mqtt_url:
        return []
    url = urlsplit(settings.sensors.mqtt_url)
    if url.scheme not in _MQTT_PORTS or not url.hostname:
        remedy = "Write it like mqtt://host:1883 or mqtts://host:8883"
        return [Finding("fault", "APP_SENSORS_MQTT_URL is not an MQTT address", remedy)]
    port = url.port or _MQTT_PORTS[url.scheme]
    tls = ssl.create_default_context() if url.scheme == "mqtts" else None
    try:
        async with asyncio.timeout(_CONNECT_SECONDS):
            _reader, writer = await asyncio.open_connection(url.hostname, port, ssl=tls)
    except (OSError, TimeoutError) as error:
        remedy = "Is the broker running, and does a firewall let this machine through?"
        return [Finding("fault", f"The MQTT broker {url.hostname}:{port} does not answer: {_reason(error)}", remedy)]
    writer.close()
    return [Finding("ok", f"The MQTT broker {url.hostname}:{port} answers")]


_CHECKS: tuple[Callable[[Settings], list[Finding]], ...] = (
    check_content,
    check_web_app,
    check_secrets,
    check_address,
    check_sign_in,
    check_clock,
    check_disk,
)
_NETWORK_CHECKS: tuple[Callable[[Settings], Coroutine[Any, Any, list[Finding]]], ...] = (check_database, check_mqtt)


async def examine(settings: Settings) -> list[Finding]:
    """All findings, good ones included."""
    findings = [finding for check in _CHECKS for finding in check(settings)]
    for network_check in _NETWORK_CHECKS:
        findings += await network_check(settings)
    return findings


def run(settings: Settings, console: Console) -> int:
    """Print the report. Returns 1 when there is a fault, else 0."""
    findings = asyncio.run(examine(settings))
    for finding in findings:
        console.print(_MARKS[finding.level], end=" ")
        console.print(finding.what, markup=False, highlight=False, soft_wrap=True)
        if finding.remedy:
            console.print(f"      -> {finding.remedy}", markup=False, highlight=False, soft_wrap=True)
    faults = sum(finding.level == "fault" for finding in findings)
    verdict = f"{faults} fault{'s' if faults > 1 else ''}." if faults else "Everything the app needs is there."
    console.print(f"\n{verdict}", highlight=False)
    return 1 if faults else 0
