"""The limit for `bench/snapshots.py`: the same compressed bytes from an ASGI app of ten lines."""

import os
from pathlib import Path
from typing import Any

_BODY = Path(os.environ["BENCH_BODY"]).read_bytes() if "BENCH_BODY" in os.environ else b""
_HEADERS = [
    (b"content-type", b"application/json"),
    (b"content-encoding", b"br"),
    (b"content-length", str(len(_BODY)).encode()),
]


async def app(scope: Any, _receive: Any, send: Any) -> None:
    """Answer everything with the same bytes."""
    if scope["type"] != "http":
        return
    await send({"type": "http.response.start", "status": 200, "headers": _HEADERS})
    await send({"type": "http.response.body", "body": _BODY})
