"""All settings, read once from the environment into one frozen object.

Every field carries its description; `docs/ops/settings.md` is generated from here and a test keeps both equal.
Nothing else in the code base reads the environment.
"""

import os
from collections.abc import Mapping
from pathlib import Path
from typing import Annotated, Any

import msgspec
from msgspec import Meta

ENVIRONMENT_PREFIX = "APP_"
_REPOSITORY = Path(__file__).resolve().parent.parent
_INSTALLED = Path(__file__).resolve().parent / "_resources"


class SettingsError(Exception):
    """A setting has a value that cannot be used; the message names the variable and what is expected."""


def _default_resources() -> str:
    """The repository in a checkout, the packaged copy in an installed wheel."""
    return str(_INSTALLED if _INSTALLED.is_dir() else _REPOSITORY)


class MapSettings(msgspec.Struct, frozen=True, kw_only=True):
    """The base map. Without a style the built-in schematic map is used, which needs no network."""

    style_url: Annotated[
        str, Meta(description="Style of the base map: `https://...json`, or `pmtiles://` and a path. Empty: schematic.")
    ] = ""
    attribution: Annotated[str, Meta(description="Credit shown on the base map. Required with a style.")] = ""
    extra_hosts: Annotated[
        tuple[str, ...], Meta(description="Further origins the style loads tiles, glyphs and sprites from.")
    ] = ()
    pmtiles_file: Annotated[
        str, Meta(description="A PMTiles file to serve at /map/city.pmtiles with byte ranges. Empty: none.")
    ] = ""


class SensorSettings(msgspec.Struct, frozen=True, kw_only=True):
    """How LoRaWAN network servers hand their uplinks over."""

    webhook_secret: Annotated[
        str, Meta(description="Shared secret that webhooks send as `X-Webhook-Secret`. Empty: webhooks are off.")
    ] = ""
    webhook_networks: Annotated[
        tuple[str, ...], Meta(description="Networks (CIDR) that may call the webhooks. Empty: whoever has the secret.")
    ] = ()
    mqtt_url: Annotated[
        str, Meta(description="Broker of the network server, `mqtt://host` or `mqtts://host`, with port. Empty: none.")
    ] = ""
    mqtt_username: Annotated[str, Meta(description="User name at the broker.")] = ""
    mqtt_password: Annotated[str, Meta(description="Password or API key at the broker.")] = ""
    mqtt_topics: Annotated[
        tuple[str, ...], Meta(description="Topics to read. Default: uplinks, joins and states of both network servers.")
    ] = (
        "application/+/device/+/event/+",
        "v3/+/devices/+/up",
        "v3/+/devices/+/join",
    )
    raw_retention_days: Annotated[int, Meta(ge=1, le=365, description="Days raw frames are kept.")] = 30
    quarantine_days: Annotated[int, Meta(ge=1, le=90, description="Days frames of unknown devices wait.")] = 7


class ParkingSettings(msgspec.Struct, frozen=True, kw_only=True):
    """Parking: how long things are kept and how fast the live view follows."""

    history_days: Annotated[
        int, Meta(ge=1, le=400, description="Days the private change history of single bays is kept.")
    ] = 70
    coalesce_ms: Annotated[
        int, Meta(ge=10, le=2000, description="Changes within this time reach browsers as one live event.")
    ] = 150
    tick_seconds: Annotated[
        int, Meta(ge=1, le=120, description="How often silent sensors and opening hours are looked at.")
    ] = 5


class AccountSettings(msgspec.Struct, frozen=True, kw_only=True):
    """Identities: how long they live. Staff sessions are short, because more depends on them."""

    session_idle_days: Annotated[int, Meta(ge=1, le=180, description="Days without use that end a sign-in.")] = 30
    session_absolute_days: Annotated[
        int, Meta(ge=1, le=400, description="Days after which a sign-in ends in any case.")
    ] = 180
    staff_idle_minutes: Annotated[
        int, Meta(ge=5, le=720, description="Minutes without use that end a sign-in of staff.")
    ] = 60
    staff_absolute_hours: Annotated[
        int, Meta(ge=1, le=24, description="Hours after which a sign-in of staff ends in any case.")
    ] = 12


class SignInSettings(msgspec.Struct, frozen=True, kw_only=True):
    """Logins of others that people may use here."""

    providers_file: Annotated[
        str, Meta(description="TOML file with the OpenID Connect providers, see [sign-in.md](sign-in.md). Empty: none.")
    ] = ""


class RetentionSettings(msgspec.Struct, frozen=True, kw_only=True):
    """How long data about people are kept. Sensors and parking state their own times in their sections."""

    account_days: Annotated[
        int, Meta(ge=180, le=1825, description="Days without signing in after which an account is erased.")
    ] = 730
    device_days: Annotated[
        int, Meta(ge=30, le=400, description="Days after which an unused device identity and its data are forgotten.")
    ] = 400
    place_report_days: Annotated[
        int, Meta(ge=1, le=730, description="Days a resident's note about a place is kept.")
    ] = 180
    handover_days: Annotated[
        int, Meta(ge=7, le=730, description="Days a resident's message to the city and its answer are kept.")
    ] = 180
    question_days: Annotated[
        int, Meta(ge=7, le=400, description="Days a question without an answer stays on the editors' list.")
    ] = 180
    audit_details_days: Annotated[
        int, Meta(ge=30, le=3650, description="Days the details of what staff changed are kept; the entry stays.")
    ] = 730
    run_days: Annotated[
        int, Meta(ge=30, le=1825, description="Days the record of what the daily deletion deleted is kept.")
    ] = 400


class AssistantSettings(msgspec.Struct, frozen=True, kw_only=True):
    """The assistant. It needs no language model; one of the city's own may say passages in simpler words."""

    rephrase_url: Annotated[
        str, Meta(description="OpenAI-compatible endpoint run by the city, up to `/v1`. Empty: no model is used.")
    ] = ""
    rephrase_model: Annotated[str, Meta(description="Name of the model at that endpoint.")] = ""
    rephrase_key: Annotated[str, Meta(description="Key for that endpoint, sent as bearer token. Empty: none.")] = ""
    rephrase_seconds: Annotated[
        float, Meta(ge=0.1, le=20, description="Seconds to wait for it; then the passage is shown as it is.")
    ] = 4.0


class AlertSettings(msgspec.Struct, frozen=True, kw_only=True):
    """Official warnings: which sources are read, what is shown, how long it is kept."""

    feeds: Annotated[
        tuple[str, ...],
        Meta(description="Keys from content/alerts/feeds.toml that are read, for example `nina,dwd`. Empty: none."),
    ] = ()
    feeds_file: Annotated[
        str, Meta(description="A file to read instead of content/alerts/feeds.toml. Empty: that one.")
    ] = ""
    show_exercises: Annotated[
        bool, Meta(description="Show exercises, marked as such: for a warning day. Tests are never shown.")
    ] = False
    retention_days: Annotated[int, Meta(ge=91, le=3650, description="Days a warning is kept after its last news.")] = (
        400
    )


class PushSettings(msgspec.Struct, frozen=True, kw_only=True):
    """Messages to phones."""

    services: Annotated[
        tuple[str, ...],
        Meta(
            description="Push services that are called: host names, `*.name` for all below it, or an origin of one's "
            "own. Nothing else is, as addresses come from browsers."
        ),
    ] = (
        "fcm.googleapis.com",
        "*.push.services.mozilla.com",
        "*.push.apple.com",
        "*.notify.windows.com",
    )
    contact: Annotated[
        str,
        Meta(
            pattern="^$|^(mailto:|https://)",
            description="`mailto:` or `https:` address for push services to write to. Empty: the public address.",
        ),
    ] = ""
    ca_file: Annotated[
        str, Meta(description="PEM file with further certificates to trust, for a push service of one's own.")
    ] = ""
    send_in_jobs: Annotated[
        bool, Meta(description="Background jobs send messages, too. Off where `send` runs as a service of its own.")
    ] = True


class Settings(msgspec.Struct, frozen=True, kw_only=True):
    """The whole configuration of one running app."""

    production: Annotated[
        bool, Meta(description="Production mode: refuses demo data and weak settings, drops simulated uplinks.")
    ] = False
    demo: Annotated[bool, Meta(description="Demo mode: synthetic bays and sensors, marked as demo on screen.")] = False
    database_url: Annotated[
        str, Meta(description="`sqlite:///path` (one process) or `postgresql://user:password@host/name`.")
    ] = "sqlite:///var/app.db"
    host: Annotated[str, Meta(description="Address to listen on.")] = "127.0.0.1"
    port: Annotated[int, Meta(ge=1, le=65535, description="Port to listen on.")] = 8000
    public_url: Annotated[str, Meta(description="Address people use, without a slash at the end.")] = (
        "http://localhost:8000"
    )
    workers: Annotated[int, Meta(ge=1, le=64, description="Web processes. More than one needs PostgreSQL.")] = 1
    embedded_worker: Annotated[
        bool, Meta(description="Run background jobs in the web process. Always so on SQLite.")
    ] = True
    trusted_proxies: Annotated[
        tuple[str, ...], Meta(description="Networks (CIDR) of reverse proxies whose X-Forwarded-For is believed.")
    ] = ()
    log_level: Annotated[str, Meta(description="debug, info, warning or error.")] = "info"
    metrics_token: Annotated[
        str, Meta(description="Bearer token for /metrics. Empty: only callers on this machine may read it.")
    ] = ""
    idempotency_hours: Annotated[
        int, Meta(ge=1, le=168, description="Hours a repeated write with the same Idempotency-Key is recognised.")
    ] = 48
    resources_dir: Annotated[
        str, Meta(description="Folder with content/, translations/, migrations/ and pwa/dist/.")
    ] = msgspec.field(default_factory=_default_resources)
    map: MapSettings = MapSettings()
    sensors: SensorSettings = SensorSettings()
    parking: ParkingSettings = ParkingSettings()
    accounts: AccountSettings = AccountSettings()
    sign_in: SignInSettings = SignInSettings()
    retention: RetentionSettings = RetentionSettings()
    alerts: AlertSettings = AlertSettings()
    assistant: AssistantSettings = AssistantSettings()
    push: PushSettings = PushSettings()

    @property
    def resources(self) -> Path:
        """Folder with content, translations, migrations and the built web app."""
        return Path(self.resources_dir)

    @property
    def content_dir(self) -> Path:
        """City configuration, data files and texts."""
        return self.resources / "content"

    @property
    def pwa_dir(self) -> Path:
        """The built web app."""
        return self.resources / "pwa" / "dist"

    @property
    def is_sqlite(self) -> bool:
        """True for the embedded database: one process does everything."""
        return self.database_url.startswith("sqlite")


def secret_variable(name: str) -> str:
    """A secret that a configuration file names instead of holding it; "" where the environment has none."""
    return os.environ.get(name, "").strip()


class SettingDoc(msgspec.Struct, frozen=True):
    """One setting as documentation: its environment variable, default and meaning."""

    variable: str
    default: str
    description: str


def _is_section(field_type: Any) -> bool:
    return isinstance(field_type, type) and issubclass(field_type, msgspec.Struct)


def _is_list(field_type: Any) -> bool:
    origin = getattr(field_type, "__origin__", field_type)
    return getattr(origin, "__origin__", origin) is tuple


def _read(kind: type[msgspec.Struct], prefix: str, environment: Mapping[str, str]) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for field in msgspec.structs.fields(kind):
        variable = f"{prefix}{field.name.upper()}"
        if _is_section(field.type):
            found[field.name] = _read(field.type, f"{variable}_", environment)
        elif variable in environment:
            raw = environment[variable].strip()
            parts = [part.strip() for part in raw.split(",") if part.strip()]
            found[field.name] = parts if _is_list(field.type) else raw
    return found


def read_settings(environment: Mapping[str, str] | None = None) -> Settings:
    """Read the settings from `environment` (default: the process environment).

    Lists are comma-separated, booleans `true` or `false`. Raises `SettingsError` with the variable's name.
    """
    values = _read(Settings, ENVIRONMENT_PREFIX, os.environ if environment is None else environment)
    if "port" in values:  # whoever tries another port finds the app there, sign-in included
        values.setdefault("public_url", f"http://localhost:{values['port']}")
    try:
        settings = msgspec.convert(values, Settings, strict=False)
    except msgspec.ValidationError as error:
        where = str(error).rpartition("$.")[2].rstrip("`").replace(".", "_").upper()
        raise SettingsError(f"{ENVIRONMENT_PREFIX}{where}: {error}") from error
    _check(settings)
    return settings


def _check(settings: Settings) -> None:
    if settings.production and settings.demo:
        raise SettingsError("APP_DEMO: demo data is refused when APP_PRODUCTION is true.")
    if settings.is_sqlite and settings.workers > 1:
        raise SettingsError("APP_WORKERS: more than one web process needs PostgreSQL; SQLite has one writer.")
    if settings.map.style_url and not settings.map.attribution:
        raise SettingsError("APP_MAP_ATTRIBUTION: a base map needs its credit line.")


def describe_settings(kind: type[msgspec.Struct] = Settings, prefix: str = ENVIRONMENT_PREFIX) -> list[SettingDoc]:
    """All settings with variable, default and description, in the order they are declared."""
    docs: list[SettingDoc] = []
    for field in msgspec.structs.fields(kind):
        variable = f"{prefix}{field.name.upper()}"
        if _is_section(field.type):
            docs += describe_settings(field.type, f"{variable}_")
            continue
        default = "the checkout or the installed package" if field.default is msgspec.NODEFAULT else field.default
        text = ",".join(default) if isinstance(default, tuple) else str(default)
        text = text.lower() if isinstance(default, bool) else text
        docs.append(SettingDoc(variable, text, _description(field.type)))
    return docs


def _description(field_type: Any) -> str:
    for note in getattr(field_type, "__metadata__", ()):
        if isinstance(note, Meta) and note.description:
            return note.description
    return ""
