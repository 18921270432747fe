"""A push service on loopback that speaks the real protocol: RFC 8030 over TLS and HTTP/2.

It is dumb on purpose: it keeps what it was sent, and whoever started it checks headers, signature and text with the
browsers' private keys. The first part of the path says how it answers: `ok`, `gone`, `large` (413), `denied` (403),
`flaky` (503 to the first of each address), `busy` (429 for `PUSH_BUSY_S` seconds), `moved` (a redirect).

`python -m bench.push_service` is not how it starts; `PushService` starts it as a process of its own.
"""

import contextlib
import datetime as dt
import os
import secrets
import sys
import tempfile
import time
from collections.abc import Iterator, Mapping
from ipaddress import ip_address
from pathlib import Path
from typing import Any

import httpx
import msgspec
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from bench.server import Server, free_port

_KEPT = ("ttl", "urgency", "topic", "content-encoding", "authorization", "content-length")


class Taken(msgspec.Struct):
    """A message that was taken: where to, its headers and its body."""

    path: str
    headers: dict[str, str]
    body: bytes
    at: float


# --- The service (runs inside the server process)

_every = int(os.environ.get("PUSH_KEEP_EVERY", "1"))
_busy_s = float(os.environ.get("PUSH_BUSY_S", "0"))
_state: dict[str, Any] = {
    "count": 0,
    "asked": 0,
    "kept": [],
    "seen": set(),
    "busy_until": 0.0,
    "first": 0.0,
    "last": 0.0,
}
_NO_BODY = b""
_HEADERS: list[tuple[str, str]] = []


class Service:
    """The RSGI app: granian's own interface, half as dear as ASGI."""

    async def __rsgi__(self, scope: Any, protocol: Any) -> None:
        if scope.method == "GET":
            told = _told() if scope.path == "/taken" else b"%d" % _state["count"]
            protocol.response_bytes(200, [("content-type", "application/json")], told)
            return
        body = await protocol()
        status, headers = _answer(scope, body)
        protocol.response_bytes(status, headers, _NO_BODY)


def _answer(scope: Any, body: bytes) -> tuple[int, list[tuple[str, str]]]:
    state, path = _state, scope.path
    state["asked"] += 1
    if path.startswith("/ok/") or (status := _script(path)) is None:
        count = state["count"] = state["count"] + 1
        now = state["last"] = time.time()
        state["first"] = state["first"] or now
        if count % _every == 0:
            headers = {name: scope.headers.get(name, "") for name in _KEPT}
            state["kept"].append(Taken(path, headers, body, now))
        return 201, _HEADERS
    return status


def _script(path: str) -> tuple[int, list[tuple[str, str]]] | None:
    kind = path.split("/")[1]
    if kind == "flaky":
        if path in _state["seen"]:
            return None
        _state["seen"].add(path)
        return 500, _HEADERS
    if kind == "busy":
        _state["busy_until"] = _state["busy_until"] or time.monotonic() + _busy_s
        return (429, [("retry-after", "1")]) if time.monotonic() < _state["busy_until"] else None
    fixed = {"gone": 410, "large": 413, "denied": 403, "moved": 307}[kind]
    return fixed, [("location", "/ok/elsewhere")] if fixed == 307 else _HEADERS


def _told() -> bytes:
    names = ("count", "asked", "first", "last", "kept")
    return msgspec.json.encode({name: _state[name] for name in names})


app = Service()


# --- Starting and asking it


class Report(msgspec.Struct):
    """What the service has seen. `asked` counts every request, `count` those that were taken, `kept` are a sample."""

    count: int
    asked: int
    first: float
    last: float
    kept: list[Taken]


class PushService:
    """A running service. `origin` is where it is called, `ca_file` what to trust."""

    def __init__(self, server: Server, port: int, ca_file: Path) -> None:
        self.server = server
        self.origin = f"https://127.0.0.1:{port}"
        self.twin = f"https://localhost:{port}"
        """The same service under another name: another push service for whoever sends."""
        self.ca_file = ca_file

    def report(self) -> Report:
        """What it has seen until now."""
        answer = httpx.get(f"{self.origin}/taken", verify=_trust(self.ca_file), timeout=60)
        return msgspec.json.decode(answer.content, type=Report)

    def count(self) -> int:
        """How many messages it has taken until now."""
        return int(httpx.get(self.origin, verify=_trust(self.ca_file), timeout=60).content)


def _trust(ca_file: Path) -> Any:
    import ssl  # noqa: PLC0415 -- only whoever asks needs it

    return ssl.create_default_context(cafile=str(ca_file))


@contextlib.contextmanager
def push_service(environment: Mapping[str, str] | None = None) -> Iterator[PushService]:
    """A push service that is ready, and gone afterwards."""
    with tempfile.TemporaryDirectory(prefix="app-push-") as name:
        folder, port = Path(name), free_port()
        ca_file = certify(folder)
        command = [
            *(sys.executable, "-m", "granian", "--interface", "rsgi", "--loop", "uvloop", "--workers", "1"),
            *("--ssl-certificate", str(folder / "service.pem"), "--ssl-keyfile", str(folder / "service.key")),
            *("--http2-max-concurrent-streams", "1000", "--no-ws", "--log-level", "error", "--backlog", "1024"),
            *("--host", "127.0.0.1", "--port", str(port), "bench.push_service:app"),
        ]
        server = Server(command, environment or {}, port)
        service = PushService(server, port, ca_file)
        try:
            _wait_until_ready(service)
            yield service
        finally:
            if server.process.poll() is None:
                server.kill()


def _wait_until_ready(service: PushService) -> None:
    deadline = time.monotonic() + 30
    while time.monotonic() < deadline:
        if service.server.process.poll() is not None:
            break
        with contextlib.suppress(httpx.HTTPError):
            httpx.get(service.origin, verify=_trust(service.ca_file))
            return
        time.sleep(0.05)
    raise RuntimeError(service.server.output()[-3000:])


def certify(folder: Path) -> Path:
    """Write a CA and a certificate of it for loopback into a folder; returns the CA's file."""
    now = dt.datetime.now(dt.UTC)

    def certificate(name: str, issuer: str, public: Any, signer: Any, *, is_ca: bool) -> x509.Certificate:
        builder = (
            x509.CertificateBuilder()
            .subject_name(x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)]))
            .issuer_name(x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, issuer)]))
            .public_key(public)
            .serial_number(secrets.randbits(64))
            .not_valid_before(now - dt.timedelta(days=1))
            .not_valid_after(now + dt.timedelta(days=2))
            .add_extension(x509.BasicConstraints(ca=is_ca, path_length=None), critical=True)
        )
        if not is_ca:
            names = [x509.DNSName("localhost"), x509.IPAddress(ip_address("127.0.0.1"))]
            builder = builder.add_extension(x509.SubjectAlternativeName(names), critical=False)
            usage = x509.ExtendedKeyUsage([x509.oid.ExtendedKeyUsageOID.SERVER_AUTH])
            builder = builder.add_extension(usage, critical=False)
        return builder.sign(signer, hashes.SHA256())

    ca, own = ec.generate_private_key(ec.SECP256R1()), ec.generate_private_key(ec.SECP256R1())
    root = certificate("bench CA", "bench CA", ca.public_key(), ca, is_ca=True)
    leaf = certificate("localhost", "bench CA", own.public_key(), ca, is_ca=False)
    pem = serialization.Encoding.PEM
    (folder / "ca.pem").write_bytes(root.public_bytes(pem))
    (folder / "service.pem").write_bytes(leaf.public_bytes(pem))
    (folder / "service.key").write_bytes(
        own.private_bytes(pem, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    )
    return folder / "ca.pem"
