"""From the command to the first byte, and the memory of the whole process family."""

import contextlib
import os
import signal
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

import httpx

from bench.report import Row, at_most, fact, main
from bench.scratch import fill, sqlite_url
from bench.server import REPOSITORY, cpu_seconds, free_port, memory_mb, start_app

TITLE = "Start and memory"
_ROUNDS = 5
_GOAL_S = 3.0
_BAYS = 20_000
_PATIENCE_S = 600.0


def run() -> list[Row]:
    """Measure `krefeld serve`, then `make run` a second time, then memory."""
    rows: list[Row] = []
    with sqlite_url() as url:
        times, cpu, empty_mb = _starts(url)
        rows.append(at_most("krefeld serve: first byte after (median)", statistics.median(times), _GOAL_S, "s"))
        rows.append(fact("krefeld serve: CPU until then (median)", f"{statistics.median(cpu):.2f} s"))
        fill(url, _BAYS)
        _, _, full_mb = _starts(url, rounds=1)
    rows.append(at_most("make run, second time: first byte after (median)", _second_make_run(), _GOAL_S, "s"))
    rows.append(fact("Memory of all processes after the start", f"{empty_mb:.0f} MB"))
    rows.append(fact(f"Memory of all processes with {_BAYS:,} bays", f"{full_mb:.0f} MB"))
    return rows


def _starts(url: str, rounds: int = _ROUNDS) -> tuple[list[float], list[float], float]:
    """Seconds to the first byte, CPU seconds until then, and MB after all bays have been read once."""
    times: list[float] = []
    cpu: list[float] = []
    memory = 0.0
    for _ in range(rounds):
        began = time.perf_counter()
        server = start_app(url)
        try:
            server.wait_ready("/health/live")
            times.append(time.perf_counter() - began)
            cpu.append(cpu_seconds(server.pid))
            httpx.get(f"{server.url}/api/v1/parking/bays", timeout=60).raise_for_status()
            memory = memory_mb(server.pid)
        finally:
            server.stop()
    return times, cpu, memory


def _second_make_run() -> float:
    """The start that people repeat: everything is prepared, nothing has changed, demo sensors play."""
    with tempfile.TemporaryDirectory(prefix="app-bench-") as folder:
        environment = {**os.environ, "APP_DATABASE_URL": f"sqlite:///{Path(folder) / 'app.db'}"}
        with _make_run(environment):
            pass
        times = []
        for _ in range(3):
            began = time.perf_counter()
            with _make_run(environment):
                times.append(time.perf_counter() - began)
    return statistics.median(times)


@contextlib.contextmanager
def _make_run(environment: dict[str, str]) -> Iterator[None]:
    port = free_port()
    with tempfile.TemporaryFile() as output:
        process = subprocess.Popen(
            ["make", "--no-print-directory", "run", f"PORT={port}", f"PYTHON={sys.executable}"],
            cwd=REPOSITORY,
            env=environment,
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )
        try:
            _await_page(f"http://127.0.0.1:{port}/", process)
            yield
        except (RuntimeError, TimeoutError) as error:
            output.seek(0)
            raise RuntimeError(output.read().decode(errors="replace")[-3000:]) from error
        finally:
            with contextlib.suppress(ProcessLookupError):
                os.killpg(process.pid, signal.SIGINT)
            process.wait(30)


def _await_page(url: str, process: "subprocess.Popen[bytes]") -> None:
    deadline = time.monotonic() + _PATIENCE_S
    with httpx.Client(timeout=5) as client:
        while time.monotonic() < deadline:
            if process.poll() is not None:
                raise RuntimeError("make run ended")
            with contextlib.suppress(httpx.HTTPError):
                if client.get(url).status_code == 200:
                    return
            time.sleep(0.02)
    raise TimeoutError(url)


if __name__ == "__main__":
    main(TITLE, run)
