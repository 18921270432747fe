"""A stop that was asked for is quick, clean and quiet, also with browsers that hold a stream open."""

import asyncio
import signal
import time

import httpx
import pytest

from bench.events import live_stream
from bench.server import Server

pytestmark = pytest.mark.slow

SECONDS = 8.0


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
async def test_a_signal_ends_the_server_cleanly_and_closes_open_streams(server: Server, number: signal.Signals) -> None:
    async with (
        httpx.AsyncClient(base_url=server.url) as idle,
        live_stream(server.port) as first,
        live_stream(server.port) as second,
    ):
        assert (await idle.get("/api/v1/parking/bays")).status_code == 200
        began = time.monotonic()
        server.signal(number)
        async with asyncio.timeout(SECONDS):
            assert [event async for event in first] == []
            assert [event async for event in second] == []
    code = await asyncio.to_thread(server.process.wait, SECONDS)
    assert code == 0
    assert time.monotonic() - began < SECONDS
    output = server.output()
    assert "Traceback" not in output
    assert '"level":"error"' not in output
