"""A language model may say a passage in simpler words; what it invents, delays or garbles is never shown."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import msgspec
import pytest

from backend.assistant.rephrasing.endpoint import Rephraser
from backend.assistant.rephrasing.guard import is_faithful
from backend.settings import AssistantSettings

PASSAGE = (
    "Melden Sie Ihre neue Wohnung innerhalb von 2 Wochen nach dem Einzug an. Die Anmeldung kostet nichts. "
    "Bringen Sie Ihren Ausweis und die Wohnungsgeberbestätigung mit. Mehr steht auf https://www.gesetze-im-internet.de."
)
HONEST = "Melden Sie die neue Wohnung an. Sie haben 2 Wochen Zeit nach dem Einzug. Die Anmeldung kostet nichts."
LIES = {
    "another number": "Melden Sie die neue Wohnung in 3 Wochen nach dem Einzug an. Die Anmeldung kostet nichts.",
    "a number as a word": "Melden Sie die neue Wohnung in drei Wochen nach dem Einzug an. Die Anmeldung kostet nichts.",
    "an amount": "Melden Sie die neue Wohnung an. Die Anmeldung kostet nichts, nur 2 €.",
    "a date": "Melden Sie die neue Wohnung bis 31.12.2026 an. Die Anmeldung kostet nichts.",
    "another link": "Melden Sie die neue Wohnung an auf https://evil.example. Die Anmeldung kostet nichts.",
    "a bare link": "Melden Sie die neue Wohnung an auf evil.com. Die Anmeldung kostet nichts.",
    "a name": "Melden Sie die neue Wohnung bei Schulze an. Die Anmeldung kostet nichts.",
    "the opposite": "Melden Sie die neue Wohnung an. Die Anmeldung kostet.",
    "another topic": "Kaufen Sie günstig ein. Die Anmeldung kostet nichts.",
    "markup": "<b>Melden Sie die neue Wohnung an.</b> Die Anmeldung kostet nichts.",
    "much more": HONEST * 5,
    "nothing": "   ",
}


def test_simpler_words_of_the_same_are_shown() -> None:
    assert is_faithful(PASSAGE, HONEST, "de")
    assert is_faithful(PASSAGE, PASSAGE, "de")
    assert is_faithful("The fee is 37 euros. You pay at the office.", "You pay 37 euros at the office.", "en")


@pytest.mark.parametrize("lie", list(LIES))
def test_whatever_the_passage_does_not_say_is_refused(lie: str) -> None:
    assert not is_faithful(PASSAGE, LIES[lie], "de")


class Model:
    """An endpoint on loopback that says what a test wants, and remembers what it was asked."""

    def __init__(self, body: bytes, status: int = 200, held: threading.Event | None = None) -> None:
        self.asked: list[dict[str, Any]] = []
        model = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                size = int(self.headers["content-length"])
                model.asked.append({"body": msgspec.json.decode(self.rfile.read(size)), "path": self.path})
                if held is not None:
                    held.wait()
                self.send_response(status)
                self.send_header("content-length", str(len(body)))
                self.end_headers()
                self.wfile.write(body)

            def log_message(self, *_arguments: Any) -> None:
                pass

        class Quiet(ThreadingHTTPServer):
            daemon_threads = True

            def handle_error(self, *_arguments: Any) -> None:
                """A client that hangs up on a slow answer is what one of the tests is about."""

        self._server = Quiet(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self._server.server_address[1]}/v1"

    @contextmanager
    def running(self) -> Iterator["Model"]:
        thread = threading.Thread(target=self._server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True)
        thread.start()
        try:
            yield self
        finally:
            self._server.shutdown()
            self._server.server_close()
            thread.join()


def says(text: str) -> bytes:
    return msgspec.json.encode({"choices": [{"message": {"role": "assistant", "content": text}}]})


def rephraser(url: str, seconds: float = 4.0) -> Rephraser:
    return Rephraser(AssistantSettings(rephrase_url=url, rephrase_model="small", rephrase_seconds=seconds))


async def test_an_honest_model_is_asked_once_and_only_about_the_passage() -> None:
    with Model(says(HONEST)).running() as model:
        found = rephraser(model.url)
        assert await found.simpler(PASSAGE, "de") == HONEST
        assert await found.simpler(PASSAGE, "de") == HONEST
        (asked,) = model.asked
        assert asked["path"] == "/v1/chat/completions"
        assert asked["body"]["model"] == "small"
        assert PASSAGE in asked["body"]["messages"][0]["content"]


@pytest.mark.parametrize(
    ("body", "status"),
    [
        (says(LIES["another number"]), 200),
        (b"not json at all", 200),
        (b'{"choices": []}', 200),
        (b'{"choices": [{"message": {"content": 5}}]}', 200),
        (says(HONEST), 500),
        (says("x" * 300_000), 200),
    ],
)
async def test_a_model_that_lies_or_answers_garbage_changes_nothing(body: bytes, status: int) -> None:
    with Model(body, status).running() as model:
        assert await rephraser(model.url).simpler(PASSAGE, "de") is None


async def test_a_slow_model_is_not_waited_for_and_one_that_is_down_not_missed() -> None:
    held = threading.Event()
    with Model(says(HONEST), held=held).running() as model:
        assert await rephraser(model.url, seconds=0.1).simpler(PASSAGE, "de") is None
        held.set()
    assert await rephraser(model.url).simpler(PASSAGE, "de") is None


async def test_without_an_endpoint_nobody_is_asked() -> None:
    assert await rephraser("").simpler(PASSAGE, "de") is None
