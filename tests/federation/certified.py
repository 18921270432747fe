"""Runs npm `oidc-provider`, which is certified, and drives its pages as a browser would."""

import os
import re
import secrets
import signal
import socket
import subprocess
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from queue import Queue
from urllib.parse import parse_qs, urlsplit

import httpx

FOLDER = Path(__file__).resolve().parent / "provider"
APP = "http://app.test"
_FORM_ACTION = re.compile(r'action="([^"]+)"')
_XSRF = re.compile(r'name="xsrf" value="([^"]+)"')


def free_port() -> int:
    """A port nobody listens on just now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


class LogoutInbox:
    """Takes the provider's back-channel requests; the tests hand them on to the app, which has no port of its own."""

    def __init__(self) -> None:
        self.tokens: Queue[str] = Queue()
        inbox = self.tokens

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                body = self.rfile.read(int(self.headers["content-length"])).decode()
                inbox.put(parse_qs(body)["logout_token"][0])
                self.send_response(200)
                self.end_headers()

            def log_message(self, *_: object) -> None:
                pass

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self._server.daemon_threads = True
        self.url = f"http://127.0.0.1:{self._server.server_address[1]}/"
        threading.Thread(target=self._server.serve_forever, args=(0.02,), daemon=True).start()

    def clear(self) -> None:
        """Forget what earlier tests caused."""
        while not self.tokens.empty():
            self.tokens.get_nowait()

    def close(self) -> None:
        """Stop listening."""
        self._server.shutdown()
        self._server.server_close()


class CertifiedProvider:
    """The provider as a process of its own. Starting it again on the same port gives it new keys."""

    def __init__(self, provider_id: str, inbox: LogoutInbox, token_seconds: int = 60) -> None:
        self.port = free_port()
        self.issuer = f"http://127.0.0.1:{self.port}"
        self.client_secret = secrets.token_urlsafe(24)
        self._process: subprocess.Popen[str] | None = None
        self._environment = {
            "PATH": os.environ["PATH"],
            "PORT": str(self.port),
            "REDIRECT_URI": f"{APP}/api/v1/sign-in/oidc/{provider_id}/callback",
            "AFTER_LOGOUT_URI": f"{APP}/konto",
            "BACKCHANNEL_URI": inbox.url,
            "CLIENT_SECRET": self.client_secret,
            "TOKEN_SECONDS": str(token_seconds),
        }

    def start(self) -> None:
        """Start and wait until it listens."""
        self._process = subprocess.Popen(
            ["node", "provider.mjs"],
            cwd=FOLDER,
            env=self._environment,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            start_new_session=True,  # `node` may be a wrapper that starts the real one
        )
        assert self._process.stdout is not None
        for line in self._process.stdout:
            if line.strip() == "ready":
                return
        raise RuntimeError("the provider did not start; is its package installed (make setup)?")

    def stop(self) -> None:
        """Stop, as an outage would."""
        if self._process is not None:
            os.killpg(self._process.pid, signal.SIGKILL)
            self._process.communicate()
            self._process = None


class Browser:
    """Follows one sign-in between app and provider. Cookies are kept per host, as a browser does."""

    def __init__(self, app: httpx.AsyncClient) -> None:
        self.app = app
        self.provider = httpx.AsyncClient()

    async def close(self) -> None:
        await self.provider.aclose()

    async def begin(self, path: str) -> str:
        """Press "sign in"; returns the address at the provider."""
        answer = await self.app.get(path)
        assert answer.status_code == 302, answer.text
        return answer.headers["location"]

    async def sign_in(self, address: str, login: str) -> str:
        """Go through the provider's pages; returns the address it sends the browser back to."""
        answer = await self.provider.get(address)
        for _ in range(12):
            if answer.is_redirect:
                target = str(answer.url.join(answer.headers["location"]))
                if target.startswith(APP):
                    return target
                answer = await self.provider.get(target)
                continue
            assert answer.status_code == 200, answer.text
            form = _FORM_ACTION.search(answer.text)
            assert form is not None, answer.text
            values = {"prompt": "login", "login": login, "password": "any"}
            if 'value="consent"' in answer.text:
                values = {"prompt": "consent"}
            answer = await self.provider.post(str(answer.url.join(form[1])), data=values)
        raise AssertionError("the provider's pages do not end")

    async def come_back(self, address: str) -> str:
        """Follow the provider's redirect into the app; returns the page the app goes on with."""
        assert address.startswith(APP)
        answer = await self.app.get(address.removeprefix(APP))
        assert answer.status_code == 302, answer.text
        return answer.headers["location"]

    async def sign_out_at_provider(self, address: str) -> str:
        """Confirm signing out on the provider's page; returns where it sends the browser."""
        page = await self.provider.get(address)
        xsrf, action = _XSRF.search(page.text), _FORM_ACTION.search(page.text)
        assert xsrf is not None, page.text
        assert action is not None, page.text
        answer = await self.provider.post(action[1], data={"xsrf": xsrf[1], "logout": "yes"})
        return answer.headers["location"]


def query_of(address: str) -> dict[str, str]:
    """The query of an address."""
    return {name: values[0] for name, values in parse_qs(urlsplit(address).query).items()}
