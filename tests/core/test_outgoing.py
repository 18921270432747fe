"""What the app asks of others stays at configured origins, small and short."""

import socket
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import pytest

from backend.core.outgoing import FAILURES, Outgoing, OutgoingRefused, origin

ANSWER = b"HTTP/1.1 200 OK\r\ncontent-type: application/json\r\nconnection: close\r\n"


@contextmanager
def served(talk: Callable[[socket.socket], None]) -> Iterator[str]:
    """A server that says whatever `talk` writes; yields its address."""
    listener = socket.create_server(("127.0.0.1", 0))

    def accept() -> None:
        try:
            connection, _ = listener.accept()
            with connection:
                connection.recv(65_536)
                talk(connection)
        except OSError:  # the other side has had enough
            pass

    thread = threading.Thread(target=accept, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{listener.getsockname()[1]}"
    finally:
        listener.close()
        thread.join(5)


async def _ask(talk: Callable[[socket.socket], None], **limits: Any) -> Any:
    with served(talk) as address:
        return await Outgoing([address], **limits).get_json(f"{address}/document", dict[str, Any])


async def test_a_document_arrives() -> None:
    assert await _ask(lambda line: line.sendall(ANSWER + b'\r\n{"a": 1}')) == {"a": 1}


async def test_other_origins_are_never_asked() -> None:
    with served(lambda line: line.sendall(ANSWER + b"\r\n{}")) as address:
        port = address.rpartition(":")[2]
        for other in (f"http://localhost:{port}/", "http://127.0.0.1:1/", f"https://127.0.0.1:{port}/"):
            with pytest.raises(OutgoingRefused, match="no configured origin"):
                await Outgoing([address]).get_json(other, dict[str, Any])
        assert await Outgoing([address]).get_json(address, dict[str, Any]) == {}, "and the first request is this one"


@pytest.mark.parametrize(
    ("answer", "reason"),
    [
        (b"HTTP/1.1 302 Found\r\nlocation: http://127.0.0.1:1/\r\ncontent-length: 0\r\n\r\n", "redirect"),
        (ANSWER + b"\r\n" + b"x" * 5000, "too large"),
        (ANSWER + b"content-encoding: gzip\r\n\r\n{}", "packed"),
        (ANSWER.replace(b"200 OK", b"404 Not Found") + b"\r\n{}", "status 404"),
        (ANSWER + b"\r\n<html>", "not the document"),
        (ANSWER + b"\r\n[]", "not the document"),
    ],
)
async def test_answers_outside_the_rules_are_refused(answer: bytes, reason: str) -> None:
    with pytest.raises(OutgoingRefused, match=reason):
        await _ask(lambda line: line.sendall(answer), max_bytes=4096)


async def test_an_answer_that_drips_ends_in_time() -> None:
    def drip(line: socket.socket) -> None:
        line.sendall(ANSWER + b"\r\n")
        while True:
            line.sendall(b" ")
            threading.Event().wait(0.02)

    with pytest.raises(FAILURES):
        await _ask(drip, total_seconds=0.2)


@pytest.mark.parametrize(
    ("address", "expected"),
    [
        ("https://Login.Example/realms/x?y", "https://login.example:443"),
        ("http://login.example", "http://login.example:80"),
        ("http://[::1]:8080/", "http://::1:8080"),
    ],
)
def test_an_origin_is_scheme_host_and_port(address: str, expected: str) -> None:
    assert origin(address) == expected


@pytest.mark.parametrize(
    "address",
    ["file:///etc/passwd", "javascript:alert(1)", "//login.example", "https://a@login.example", "https://", ""],
)
def test_anything_else_is_no_origin(address: str) -> None:
    with pytest.raises(ValueError, match="address"):
        origin(address)
