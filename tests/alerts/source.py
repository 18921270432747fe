"""A source of warnings on loopback that answers what a test tells it to, over real HTTP."""

import ssl
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import msgspec


class Answer(msgspec.Struct, kw_only=True):
    """What a path answers. `drip_s` is the pause between two chunks of the body."""

    body: bytes = b""
    status: int = 200
    headers: dict[str, str] = msgspec.field(default_factory=dict)
    drip_s: float = 0.0
    etag: str | None = None


class Source:
    """Answers by path; remembers who asked for what, with the headers. `tls`: certificate and key in one file."""

    def __init__(self, tls: Path | None = None) -> None:
        self.answers: dict[str, Answer] = {}
        self.asked: list[tuple[str, dict[str, str]]] = []
        source = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def do_GET(self) -> None:
                source.asked.append((self.path, {name.lower(): value for name, value in self.headers.items()}))
                self._answer(source.answers.get(self.path, Answer(status=404)))

            def _answer(self, answer: Answer) -> None:
                unchanged = answer.etag is not None and self.headers.get("if-none-match") == answer.etag
                body = b"" if unchanged else answer.body
                self.send_response(304 if unchanged else answer.status)
                for name, value in answer.headers.items():
                    self.send_header(name, value)
                if answer.etag is not None:
                    self.send_header("etag", answer.etag)
                self.send_header("content-length", str(len(body)))
                self.end_headers()
                step = max(1, len(body) // 10) if answer.drip_s else max(1, len(body))
                for start in range(0, len(body), step):
                    self.wfile.write(body[start : start + step])
                    time.sleep(answer.drip_s)

            def log_message(self, *_arguments: Any) -> None:
                pass

        class Quiet(ThreadingHTTPServer):
            daemon_threads = True

            def handle_error(self, *_arguments: Any) -> None:
                """Clients that hang up on a slow or endless answer are what the tests are about."""

        self._server = Quiet(("127.0.0.1", 0), Handler)
        if tls is not None:
            secured = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
            secured.load_cert_chain(tls)
            self._server.socket = secured.wrap_socket(self._server.socket, server_side=True)
        self.url = f"http{'s' if tls else ''}://127.0.0.1:{self._server.server_address[1]}"

    def say(self, path: str, body: bytes | str, **options: Any) -> None:
        """Answer `path` with this from now on."""
        self.answers[path] = Answer(body=body.encode() if isinstance(body, str) else body, **options)

    @contextmanager
    def running(self) -> Iterator["Source"]:
        """Listen in a thread of its own."""
        thread = threading.Thread(target=self._server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True)
        thread.start()
        try:
            yield self
        finally:
            self._server.shutdown()
            self._server.server_close()
            thread.join()
