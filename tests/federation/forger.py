"""A provider on loopback that speaks the protocol and lies where a test tells it to."""

import json
import threading
from collections.abc import Callable
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

from joserfc import jwt
from joserfc.jwk import ECKey, Key

from backend.core.clock import Clock

Claims = dict[str, Any]
CLIENT_ID = "city-app"


class Forger:
    """Honest unless told otherwise. `claims` changes the claims, `sign` the way they become a token."""

    def __init__(self, clock: Clock) -> None:
        self.clock = clock
        self.key = ECKey.generate_key("P-256", {"kid": "first"})
        self.published: list[Key] = [self.key]
        self.nonce = ""
        self.subject = "somebody"
        self.claims: Callable[[Claims], Claims] = lambda claims: claims
        self.sign: Callable[[Claims], str] = self.honestly
        self.discovery: Callable[[dict[str, Any]], dict[str, Any]] = lambda document: document
        self.token_answer: Callable[[dict[str, Any]], Any] = lambda answer: answer
        self.asked: list[str] = []
        self.silent = threading.Event()
        self.patience = threading.Event()
        """Set at the end: whoever is kept waiting may go."""
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), self._handler())
        self._server.daemon_threads = True
        self.issuer = f"http://127.0.0.1:{self._server.server_address[1]}"
        threading.Thread(target=self._server.serve_forever, args=(0.02,), daemon=True).start()

    def close(self) -> None:
        """Stop listening."""
        self.patience.set()
        self._server.shutdown()
        self._server.server_close()

    def honest_claims(self) -> Claims:
        """What an honest provider says."""
        now = int(self.clock().timestamp())
        return {
            "iss": self.issuer,
            "aud": CLIENT_ID,
            "sub": self.subject,
            "nonce": self.nonce,
            "iat": now,
            "exp": now + 300,
            "auth_time": now,
            "name": "Erika Muster",
            "realm": {"groups": ["canteen"]},
        }

    def honestly(self, claims: Claims, *, header: dict[str, Any] | None = None, key: ECKey | None = None) -> str:
        """Sign with the published key."""
        return jwt.encode({"alg": "ES256", "kid": "first", **(header or {})}, claims, key or self.key)

    def logout_token(self, **changes: Any) -> str:
        """An honest logout token, with changes; a change to None takes the claim out."""
        now = int(self.clock().timestamp())
        claims = {
            "iss": self.issuer,
            "aud": CLIENT_ID,
            "iat": now,
            "exp": now + 120,
            "jti": "one",
            "sub": self.subject,
            "events": {"http://schemas.openid.net/event/backchannel-logout": {}},
        } | changes
        kept = {name: value for name, value in claims.items() if value is not None}
        return self.honestly(kept, header={"typ": "logout+jwt"})

    def _answer(self, path: str) -> Any:
        if path.endswith("/openid-configuration"):
            return self.discovery(
                {
                    "issuer": self.issuer,
                    "authorization_endpoint": f"{self.issuer}/auth",
                    "token_endpoint": f"{self.issuer}/token",
                    "jwks_uri": f"{self.issuer}/jwks",
                    "end_session_endpoint": f"{self.issuer}/end",
                }
            )
        if path == "/jwks":
            return {"keys": [{**key.as_dict(private=False), "use": "sig"} for key in self.published]}
        token = self.sign(self.claims(self.honest_claims()))
        return self.token_answer({"access_token": "a", "token_type": "Bearer", "id_token": token})

    def _handler(self) -> type[BaseHTTPRequestHandler]:
        forger = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                self._respond()

            def do_POST(self) -> None:
                self.rfile.read(int(self.headers["content-length"]))
                self._respond()

            def _respond(self) -> None:
                forger.asked.append(self.path)
                if forger.silent.is_set():
                    forger.patience.wait()
                    return
                answer = forger._answer(self.path)
                redirect = isinstance(answer, str)
                body = b"" if redirect else json.dumps(answer).encode()
                self.send_response(302 if redirect else 200)
                if redirect:
                    self.send_header("location", answer)
                self.send_header("content-type", "application/json")
                self.send_header("content-length", str(len(body)))
                self.end_headers()
                self.wfile.write(body)

            def log_message(self, *_: object) -> None:
                pass

        return Handler
