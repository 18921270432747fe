"""A crowd of browsers in one process: plain sockets that hold a live stream each. Spoken to by `bench/clients.py`.

Commands come as lines on standard input, answers go as JSON lines to standard output:
`open N` until N streams are open, `wait` until each of them got an event. Times are CLOCK_MONOTONIC, which all
processes of a machine share.
"""

import json
import selectors
import socket
import sys
import time

_REQUEST = b"GET /api/v1/parking/live HTTP/1.1\r\nhost: localhost\r\naccept: text/event-stream\r\n\r\n"
_GREETING = b"\r\n\r\n"
_EVENT = b"event: bays"
_AT_ONCE = 200
_PATIENCE_S = 60.0


class Crowd:
    """All streams of this process."""

    def __init__(self, port: int) -> None:
        self._port = port
        self._selector = selectors.DefaultSelector()
        self._streams: list[socket.socket] = []

    def open(self, count: int) -> None:
        """Open streams until there are `count`; each has got the head of its answer."""
        while len(self._streams) < count:
            fresh = [self._connect() for _ in range(min(_AT_ONCE, count - len(self._streams)))]
            self._collect(fresh, _GREETING)
            self._streams += fresh

    def _connect(self) -> socket.socket:
        stream = socket.create_connection(("127.0.0.1", self._port), timeout=_PATIENCE_S)
        stream.sendall(_REQUEST)
        stream.settimeout(0)
        return stream

    def wait(self) -> list[float]:
        """The moments at which each stream got an event, in order."""
        return self._collect(self._streams, _EVENT)

    def _collect(self, streams: list[socket.socket], wanted: bytes) -> list[float]:
        """Read from all `streams` until each has sent `wanted`."""
        heard: dict[int, bytes] = {}
        for stream in streams:
            self._selector.register(stream, selectors.EVENT_READ)
            heard[stream.fileno()] = b""
        moments: list[float] = []
        deadline = time.monotonic() + _PATIENCE_S
        while heard:
            if time.monotonic() > deadline:
                raise TimeoutError(f"{len(heard)} of {len(streams)} streams wait for {wanted!r}")
            for key, _ in self._selector.select(1.0):
                assert isinstance(key.fileobj, socket.socket)
                data = key.fileobj.recv(65_536)
                if not data:
                    raise ConnectionResetError(f"the server closed a stream of {len(self._streams)}")
                heard[key.fd] = (heard[key.fd] + data)[-4_096:]
                if wanted in heard[key.fd]:
                    moments.append(time.monotonic())
                    self._selector.unregister(key.fileobj)
                    del heard[key.fd]
        return moments


def _main() -> None:
    crowd = Crowd(int(sys.argv[1]))
    for line in sys.stdin:
        command, _, argument = line.strip().partition(" ")
        if command == "open":
            crowd.open(int(argument))
            print(json.dumps(int(argument)), flush=True)
        elif command == "wait":
            moments = crowd.wait()
            print(json.dumps(moments), flush=True)


if __name__ == "__main__":
    _main()
