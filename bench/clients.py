"""Live clients held by one process: up to 5,000 open streams, memory for each, time until all have heard one event."""

import json
import subprocess
import sys
import time
from datetime import UTC, datetime
from typing import Any

import httpx

from bench.report import Row, at_least, fact, main, percentile
from bench.scratch import fill, sqlite_url
from bench.server import REPOSITORY, SECRET, Server, memory_mb, raise_file_limit, serving
from bench.traffic import Sensor

TITLE = "Live clients of one process (server-sent events)"
STEPS = (100, 1_000, 2_500, 5_000)
_BAYS = 200
_GOAL = 5_000
_ROUNDS = 3
_SPARE_FILES = 500


def run() -> list[Row]:
    """Open streams in steps and let one bay change."""
    files = raise_file_limit()
    steps = [step for step in STEPS if step + _SPARE_FILES <= files]
    with sqlite_url() as url:
        sensors = fill(url, _BAYS)
        with serving(url) as server:
            httpx.get(f"{server.url}/api/v1/parking/bays").raise_for_status()
            return _steps(server, sensors, steps)


def _steps(server: Server, sensors: list[Sensor], steps: list[int]) -> list[Row]:
    crowd = subprocess.Popen(
        [sys.executable, "-m", "bench.crowd", str(server.port)],
        cwd=REPOSITORY,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    rows: list[Row] = []
    try:
        empty_mb = memory_mb(server.pid)
        for number, step in enumerate(steps):
            _ask(crowd, f"open {step}")
            each_kb = (memory_mb(server.pid) - empty_mb) * 1024 / step
            times = [_spread(server, crowd, sensors[number * _ROUNDS + turn]) for turn in range(_ROUNDS)]
            rows.append(fact(f"{step:,} clients: memory for each", f"{each_kb:.1f} kB"))
            rows.append(
                fact(
                    f"{step:,} clients: uplink to first / median / last client",
                    " / ".join(f"{percentile(list(column), 0.5):.2f}" for column in zip(*times, strict=True)) + " s",
                )
            )
        rows.append(fact("Whole server with all clients", f"{memory_mb(server.pid):.0f} MB"))
        rows.append(at_least("Clients held by one process", steps[-1], _GOAL))
    finally:
        crowd.kill()
        crowd.wait()
    return rows


def _ask(crowd: "subprocess.Popen[str]", command: str) -> Any:
    assert crowd.stdin is not None
    assert crowd.stdout is not None
    crowd.stdin.write(f"{command}\n")
    crowd.stdin.flush()
    answer = crowd.stdout.readline()
    if not answer:
        raise RuntimeError(f"the crowd broke off at: {command}")
    return json.loads(answer)


def _spread(server: Server, crowd: "subprocess.Popen[str]", sensor: Sensor) -> tuple[float, float, float]:
    """Seconds from one uplink to the first, the median and the last client that heard of it."""
    assert crowd.stdin is not None
    started = time.monotonic()
    body = sensor.body(1, occupied=True, at=datetime.now(UTC))
    httpx.post(f"{server.url}{sensor.path}", content=body, headers={"x-webhook-secret": SECRET}).raise_for_status()
    moments = [moment - started for moment in _ask(crowd, "wait")]
    return moments[0], moments[len(moments) // 2], moments[-1]


if __name__ == "__main__":
    main(TITLE, run)
