"""Start a server for a benchmark or a test and read what it costs: CPU seconds and memory of all its processes."""

import contextlib
import os
import resource
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

import httpx

REPOSITORY = Path(__file__).resolve().parent.parent
ALIVE = "/health/live"
SECRET = "bench-webhook-secret"
_TICKS = os.sysconf("SC_CLK_TCK")
_START_S = 60.0
_PROBE_PAUSE_S = 0.02


def free_port() -> int:
    """A port nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def raise_file_limit() -> int:
    """Allow this process and its children as many open files as the system does; returns how many."""
    hard = resource.getrlimit(resource.RLIMIT_NOFILE)[1]
    resource.setrlimit(resource.RLIMIT_NOFILE, (hard, hard))
    return hard


def family(pid: int) -> list[int]:
    """`pid` and all its descendants that live."""
    found = [pid]
    for task in Path(f"/proc/{pid}/task").glob("*/children"):
        with contextlib.suppress(OSError):
            for child in task.read_text().split():
                found += family(int(child))
    return found


def cpu_seconds(pid: int) -> float:
    """User and system time of the process family so far."""
    total = 0
    for member in family(pid):
        with contextlib.suppress(OSError):
            fields = Path(f"/proc/{member}/stat").read_text().rpartition(")")[2].split()
            total += int(fields[11]) + int(fields[12])
    return total / _TICKS


def memory_mb(pid: int) -> float:
    """Proportional set size of the process family in MB (shared pages counted once)."""
    total = 0
    for member in family(pid):
        with contextlib.suppress(OSError):
            for line in Path(f"/proc/{member}/smaps_rollup").read_text().splitlines():
                if line.startswith("Pss:"):
                    total += int(line.split()[1])
    return total / 1024


class Server:
    """A running server in a process group of its own; everything it prints goes to `log`."""

    def __init__(self, command: Sequence[str], environment: Mapping[str, str], port: int) -> None:
        self.url = f"http://127.0.0.1:{port}"
        self.port = port
        folder = tempfile.mkdtemp(prefix="app-server-")
        self.log = Path(folder) / "server.log"
        with self.log.open("wb") as output:
            self.process = subprocess.Popen(
                command,
                env={**_without_settings(), **environment},
                cwd=REPOSITORY,
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=subprocess.STDOUT,
                start_new_session=True,
            )

    @property
    def pid(self) -> int:
        """The process that was started; its children do the work."""
        return self.process.pid

    def wait_ready(self, probe: str = ALIVE) -> None:
        """Return once `probe` answers 200. Raises `RuntimeError` when the server ends, `TimeoutError`."""
        deadline = time.monotonic() + _START_S
        with httpx.Client(timeout=5) as client:
            while time.monotonic() < deadline:
                if self.process.poll() is not None:
                    raise RuntimeError(f"server ended with {self.process.returncode}:\n{self.output()[-3000:]}")
                with contextlib.suppress(httpx.HTTPError):
                    if client.get(f"{self.url}{probe}").status_code == 200:
                        return
                time.sleep(_PROBE_PAUSE_S)
        raise TimeoutError(f"{self.url}{probe}\n{self.output()[-3000:]}")

    def output(self) -> str:
        """What the server has printed so far."""
        return self.log.read_text(errors="replace")

    def signal(self, number: signal.Signals) -> None:
        """Send a signal to the started process alone, as a service manager does."""
        self.process.send_signal(number)

    def kill(self) -> None:
        """Take the whole process group down without any chance to clean up."""
        with contextlib.suppress(ProcessLookupError):
            os.killpg(self.pid, signal.SIGKILL)
        self.process.wait(20)

    def stop(self, seconds: float = 20.0) -> int:
        """Ask it to end; kill it when it does not. Returns the exit code."""
        self.signal(signal.SIGTERM)
        try:
            return self.process.wait(seconds)
        except subprocess.TimeoutExpired:
            self.kill()
            raise


def _without_settings() -> dict[str, str]:
    """The environment without settings of an app that may run here, too."""
    return {name: value for name, value in os.environ.items() if not name.startswith("APP_")}


@contextlib.contextmanager
def running(command: Sequence[str], environment: Mapping[str, str], port: int, probe: str) -> Iterator[Server]:
    """A server that is ready, and gone afterwards."""
    server = Server(command, environment, port)
    try:
        server.wait_ready(probe)
        yield server
    finally:
        if server.process.poll() is None:
            with contextlib.suppress(subprocess.TimeoutExpired):
                server.stop()


def granian(target: str, environment: Mapping[str, str], probe: str) -> contextlib.AbstractContextManager[Server]:
    """Any ASGI app (`module:app`) on the server that we use, with the same settings for each."""
    port = free_port()
    command = [
        *(sys.executable, "-m", "granian", "--interface", "asgi", "--loop", "uvloop", "--workers", "1"),
        *("--no-ws", "--log-level", "error", "--host", "127.0.0.1", "--port", str(port), target),
    ]
    return running(command, {**environment, "APP_PORT": str(port)}, port, probe)


def app_environment(database_url: str, port: int, **settings: str) -> dict[str, str]:
    """Settings of an app under test; further ones as `production="true"` for `APP_PRODUCTION`."""
    given = {f"APP_{name.upper()}": value for name, value in settings.items()}
    return {
        "APP_DATABASE_URL": database_url,
        "APP_PORT": str(port),
        "APP_PUBLIC_URL": f"http://127.0.0.1:{port}",
        "APP_SENSORS_WEBHOOK_SECRET": SECRET,
        "APP_LOG_LEVEL": "warning",
        **given,
    }


def start_app(database_url: str, port: int | None = None, **settings: str) -> Server:
    """Our app as people start it (`serve`), not yet ready."""
    port = port or free_port()
    return Server([sys.executable, "-m", "backend", "serve"], app_environment(database_url, port, **settings), port)


@contextlib.contextmanager
def serving(database_url: str, **settings: str) -> Iterator[Server]:
    """Our app as people start it, ready, and gone afterwards."""
    port = free_port()
    command = [sys.executable, "-m", "backend", "serve"]
    with running(command, app_environment(database_url, port, **settings), port, ALIVE) as server:
        yield server
