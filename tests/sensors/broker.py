"""A real mosquitto on a loopback port, with a password and, if wanted, TLS."""

import shutil
import socket
import subprocess
import time
from pathlib import Path

USER, PASSWORD = "city", "a-broker-password"
_PROGRAMS = ("mosquitto", "mosquitto_passwd", "openssl")


def missing_programs() -> list[str]:
    """What has to be installed before these tests can run."""
    return [name for name in _PROGRAMS if _find(name) is None]


def _find(name: str) -> str | None:
    return shutil.which(name) or shutil.which(name, path="/usr/sbin:/usr/local/sbin:/opt/homebrew/sbin")


class Mosquitto:
    """Start and stop it; the port stays the same."""

    def __init__(self, folder: Path, *, tls: bool) -> None:
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            self.port = int(probe.getsockname()[1])
        self.url = f"{'mqtts' if tls else 'mqtt'}://localhost:{self.port}"
        self.certificate = folder / "certificate.pem"
        self._folder = folder
        self._process: subprocess.Popen[bytes] | None = None
        passwords = folder / "passwords"
        passwords.touch()
        subprocess.run(
            [_find("mosquitto_passwd") or "", "-b", passwords, USER, PASSWORD], check=True, capture_output=True
        )
        lines = [f"listener {self.port} 127.0.0.1", "allow_anonymous false", f"password_file {passwords}", "user root"]
        if tls:
            self._make_certificate()
            lines += [f"certfile {self.certificate}", f"keyfile {folder / 'key.pem'}"]
        self._config = folder / "mosquitto.conf"
        self._config.write_text("\n".join(lines) + "\n")

    def _make_certificate(self) -> None:
        subject = ["-subj", "/CN=localhost", "-addext", "subjectAltName=DNS:localhost", "-days", "2"]
        files = ["-keyout", self._folder / "key.pem", "-out", self.certificate]
        curve = ["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1"]
        command = [_find("openssl") or "", "req", "-x509", "-nodes", *curve, *files, *subject]
        subprocess.run(command, check=True, capture_output=True)

    def start(self) -> None:
        """Return when it takes connections."""
        self._process = subprocess.Popen(
            [_find("mosquitto") or "", "-c", self._config], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
        )
        give_up = time.monotonic() + 20
        while self._process.poll() is None and time.monotonic() < give_up:
            with socket.socket() as probe:
                if probe.connect_ex(("127.0.0.1", self.port)) == 0:
                    return
            time.sleep(0.01)
        self.stop()
        raise RuntimeError("mosquitto did not start")

    def stop(self) -> None:
        """Return when it is gone."""
        if self._process is not None:
            self._process.terminate()
            self._process.wait(timeout=10)
            self._process = None
