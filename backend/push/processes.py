"""`send`: as many processes as there are cores, each with the keys of its share of all phones ready."""

import asyncio
import gc
import os
import signal
import subprocess
import sys
from collections.abc import Sequence

import structlog

from backend.push.sender import Sender

logger = structlog.get_logger(__name__)

_LOOK_S = 1.0
_STOP_S = 10.0
_RARELY = (50_000, 50, 1_000)


def new_event_loop() -> asyncio.AbstractEventLoop:
    """The event loop that makes sending a fifth cheaper, where the system has it."""
    try:
        import uvloop  # noqa: PLC0415 -- not made for every system
    except ImportError:
        return asyncio.new_event_loop()
    return uvloop.new_event_loop()


async def send_until_stopped(sender: Sender) -> None:
    """The body of one process: send until told to stop, or until whoever started it is gone."""
    gc.set_threshold(*_RARELY)  # hundreds of thousands of keys would be looked through again and again
    stop = asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in (signal.SIGINT, signal.SIGTERM):
        loop.add_signal_handler(number, stop.set)
    parent = os.getppid()

    async def watch() -> None:
        while os.getppid() == parent:  # noqa: ASYNC110 -- the system tells nobody when a parent dies
            await asyncio.sleep(_LOOK_S)
        stop.set()

    watching = asyncio.create_task(watch())
    await sender.run(stop)
    watching.cancel()
    await asyncio.gather(watching, return_exceptions=True)


def watch_over(commands: Sequence[Sequence[str]]) -> None:
    """Start these processes, start again whichever dies, and end them all when told to stop."""
    stopping = False

    def stop(_number: int, _frame: object) -> None:
        nonlocal stopping
        stopping = True

    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, stop)
    running = [_start(command) for command in commands]
    while not stopping:
        for place, process in enumerate(running):
            try:
                process.wait(_LOOK_S / len(running))
            except subprocess.TimeoutExpired:
                continue
            if not stopping:
                logger.warning("push_sender_died", place=place, code=process.returncode)
                running[place] = _start(commands[place])
    for process in running:
        process.terminate()
    for process in running:
        try:
            process.wait(_STOP_S)
        except subprocess.TimeoutExpired:
            process.kill()


def _start(command: Sequence[str]) -> subprocess.Popen[bytes]:
    return subprocess.Popen([sys.executable, "-m", "backend", *command], stdin=subprocess.DEVNULL)  # noqa: S603 -- our own command line
