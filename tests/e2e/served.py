"""The whole app as its own process on a temporary SQLite with demo data: it can be stopped and started again."""

import os
import secrets
import shutil
import signal
import socket
import subprocess
import sys
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import httpx

from backend.demo.envelopes import Transmission, write_message
from backend.demo.payloads import ENCODERS, Report
from backend.sensors.guards import SECRET_HEADER

REPOSITORY = Path(__file__).resolve().parents[2]
_READY_S = 30.0
_PROFILE = "bosch-tps110"


def free_port() -> int:
    """A port nobody listens on just now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _environment(folder: Path, port: int, secret: str) -> dict[str, str]:
    own = {
        "APP_DATABASE_URL": f"sqlite:///{folder / 'app.db'}",
        "APP_PORT": str(port),
        "APP_PUBLIC_URL": f"http://localhost:{port}",
        "APP_SENSORS_WEBHOOK_SECRET": secret,
        "APP_LOG_LEVEL": "warning",
    }
    return {**{key: value for key, value in os.environ.items() if not key.startswith("APP_")}, **own}


def make_template(folder: Path) -> Path:
    """A migrated database with the genuine places and the demo bays; the sensors have not said anything yet."""
    environment = _environment(folder, 0, "")
    environment.pop("APP_PORT")
    for command in (["migrate"], ["seed", "--demo"]):
        subprocess.run([sys.executable, "-m", "backend", *command], cwd=REPOSITORY, env=environment, check=True)
    return folder / "app.db"


class Served:
    """A running app. The demo player is off: what sensors say is what a test lets them say."""

    def __init__(self, folder: Path, template: Path, **settings: str) -> None:
        """`settings` are environment variables; `{url}` in them becomes the address of this app."""
        shutil.copyfile(template, folder / "app.db")
        self._folder = folder
        self._secret = secrets.token_urlsafe(16)
        self._port = free_port()
        self._process: subprocess.Popen[bytes] | None = None
        self._counters: dict[str, int] = {}
        self.url = f"http://localhost:{self._port}"
        self._settings = {name: value.replace("{url}", self.url) for name, value in settings.items()}

    def start(self) -> None:
        """Start and wait until the first public read is answered."""
        self._process = subprocess.Popen(
            [sys.executable, "-m", "backend", "serve"],
            cwd=REPOSITORY,
            env=_environment(self._folder, self._port, self._secret) | self._settings,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            start_new_session=True,
        )
        _until(lambda: httpx.get(f"{self.url}/api/v1/city").is_success, _READY_S)

    def stop(self) -> None:
        """Kill the process with its workers, as a failing machine would."""
        if self._process is not None:
            os.killpg(self._process.pid, signal.SIGKILL)
            self._process.wait()
            self._process = None

    def until(self, happened: Any) -> None:
        """Wait until it has happened; raises `TimeoutError`."""
        _until(happened, _READY_S)

    def read(self, path: str) -> Any:
        """The JSON of a public read."""
        return httpx.get(f"{self.url}/api/v1/{path}").raise_for_status().json()

    def bays(self) -> list[dict[str, Any]]:
        """All bays as the public sees them."""
        bays: list[dict[str, Any]] = self.read("parking/bays")["bays"]
        return bays

    def bay(self, bay_id: str) -> dict[str, Any]:
        """One bay as the public sees it."""
        return next(bay for bay in self.bays() if bay["id"] == bay_id)

    def say(self, dev_eui: str, *, occupied: bool, age: timedelta = timedelta()) -> None:
        """Let a Bosch sensor report what it saw `age` ago, through the real webhook with the real bytes."""
        self._counters[dev_eui] = count = self._counters.get(dev_eui, 0) + 1
        message = write_message(
            Transmission(
                dev_eui=dev_eui,
                session_seed="journey",
                f_cnt=count,
                frame=ENCODERS[_PROFILE](Report.STATUS, occupied, 12),
                at=datetime.now(UTC) - age,
            )
        )
        headers = {SECRET_HEADER: self._secret, "content-type": "application/json"}
        httpx.post(f"{self.url}{message.path}", content=message.body, headers=headers).raise_for_status()

    def say_until(self, bay_id: str, dev_eui: str, *, occupied: bool, age: timedelta) -> None:
        """Let a sensor report and wait until the public reads show it."""
        self.say(dev_eui, occupied=occupied, age=age)
        wanted = "taken" if occupied else "free"
        _until(lambda: self.bay(bay_id)["status"] == wanted, _READY_S)


def _until(happened: Any, seconds: float) -> None:
    """Ask again and again; raises `TimeoutError` when it has not happened in time."""
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        try:
            if happened():
                return
        except httpx.HTTPError:
            pass
        time.sleep(0.1)
    raise TimeoutError
