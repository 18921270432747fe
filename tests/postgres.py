"""PostgreSQL for tests: a throw-away cluster that belongs to this run alone.

initdb and the server refuse to run as root, so as root they run as an unprivileged user. `PG_BIN` names the folder of
the programs where they are not in Debian's usual place or on the PATH.
"""

import os
import pwd
import shutil
import socket
import subprocess
import tempfile
from functools import lru_cache
from pathlib import Path

import psycopg
from psycopg import sql

_UNPRIVILEGED = ("postgres", "nobody")
_SETTINGS = (
    "max_connections=200",
    "shared_buffers=32MB",
    "timezone=Asia/Tokyo",  # far from the tests' own zones, so that a time without zone shows itself
    "log_min_messages=fatal",
)
_FAST_AND_UNSAFE = ("fsync=off", "synchronous_commit=off", "full_page_writes=off", "autovacuum=off")


@lru_cache(maxsize=1)
def find_programs() -> Path | None:
    """The folder with initdb and pg_ctl, newest version first; `None` when PostgreSQL is not installed."""
    candidates = [Path(os.environ["PG_BIN"])] if "PG_BIN" in os.environ else []
    versions = Path("/usr/lib/postgresql").glob("*/bin")
    candidates += sorted(versions, key=lambda path: -float(path.parent.name))
    on_path = shutil.which("pg_ctl")
    candidates += [Path(on_path).resolve().parent] if on_path else []
    return next((path for path in candidates if (path / "initdb").exists() and (path / "pg_ctl").exists()), None)


def _unprivileged_user() -> str | None:
    """Whom to become; `None` when we are nobody special ourselves."""
    if os.geteuid() != 0:
        return None
    known = {entry.pw_name for entry in pwd.getpwall()}
    return next((name for name in _UNPRIVILEGED if name in known), None)


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


class PostgresCluster:
    """A server with its own data, socket and port. `stop` and `start` play an outage; `close` removes everything.

    `durable`: what was committed survives an outage, as in production; tests that need no outage are faster without.
    """

    def __init__(self, *, durable: bool = False) -> None:
        programs = find_programs()
        if programs is None:
            raise RuntimeError("PostgreSQL is not installed")
        self._programs = programs
        self._settings = _SETTINGS if durable else _SETTINGS + _FAST_AND_UNSAFE
        self._user = _unprivileged_user()
        self._folder = Path(tempfile.mkdtemp(prefix="app-pg-"))
        if self._user is not None:
            shutil.chown(self._folder, self._user)
        self._data = self._folder / "data"
        self.port = _free_port()
        self._run("initdb", "-D", self._data, "-U", "app", "--auth=trust", "--encoding=UTF8", "--locale=C", "--no-sync")

    def _run(self, program: str, *arguments: str | Path) -> None:
        command = [str(self._programs / program), *map(str, arguments)]
        log = self._folder / f"{program}.log"
        log.touch()  # a file, not a pipe: the server inherits it and would keep a pipe open for ever
        with log.open("ab") as output:
            done = subprocess.run(
                command,
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=output,
                cwd=self._folder,
                user=self._user,
                group=pwd.getpwnam(self._user).pw_gid if self._user else None,
                extra_groups=[] if self._user else None,
                check=False,
            )
        if done.returncode:
            raise RuntimeError(f"{program} failed:\n{log.read_text()[-2000:]}")

    def start(self) -> None:
        """Start the server and wait until it answers."""
        options = [f"-p {self.port}", "-c listen_addresses=127.0.0.1", f"-c unix_socket_directories={self._folder}"]
        options += [f"-c {setting}" for setting in self._settings]
        self._run("pg_ctl", "start", "-D", self._data, "-w", "-t", "60", "-o", " ".join(options))

    def stop(self) -> None:
        """Stop the server at once; connections break as in an outage."""
        self._run("pg_ctl", "stop", "-D", self._data, "-m", "immediate", "-w")

    def close(self) -> None:
        """Stop the server, if it runs, and remove its files."""
        if (self._data / "postmaster.pid").exists():
            self.stop()
        shutil.rmtree(self._folder, ignore_errors=True)

    def url(self, name: str) -> str:
        """Our short database URL for a database of this cluster."""
        return f"postgresql://app@127.0.0.1:{self.port}/{name}"

    def create(self, name: str, template: str = "template0") -> str:
        """Create a database as a copy of `template`; returns its URL."""
        self._administer("CREATE DATABASE {} TEMPLATE {}", name, template)
        return self.url(name)

    def drop(self, name: str) -> None:
        """Remove a database, open connections or not."""
        self._administer("DROP DATABASE IF EXISTS {} WITH (FORCE)", name)

    def _administer(self, statement: str, *names: str) -> None:
        with psycopg.connect(self.url("postgres"), autocommit=True) as connection:
            connection.execute(sql.SQL(statement).format(*map(sql.Identifier, names)))  # type: ignore[arg-type]
