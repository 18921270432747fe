#!/usr/bin/env python3
"""Prepares a checkout and starts it, doing only what has changed since the last time.

Needs nothing but Python's standard library: it is what runs before anything is installed. Each step has a stamp file
with a hash over the contents of its inputs; a step whose stamp still fits is skipped, so a second start costs
milliseconds here. The environment (proxies, certificates, package indexes) is passed on unchanged.

    bootstrap.py prepare            .venv, Node packages, translations, web app
    bootstrap.py run                the same, then database, demo data and the server
    bootstrap.py exec COMMAND ...   the same as prepare, then COMMAND from the environment
"""

import contextlib
import fcntl
import hashlib
import importlib.util
import os
import shutil
import signal
import socket
import subprocess
import sys
import time

OLDEST_PYTHON = (3, 11)


def _require_python() -> None:
    """Go on with a newer Python when `python3` is too old and one is installed; else say what to do."""
    if sys.version_info >= OLDEST_PYTHON:
        return
    for minor in range(14, 10, -1):
        newer = shutil.which(f"python3.{minor}")
        if newer:
            os.execv(newer, [newer, *sys.argv])
    found = ".".join(str(part) for part in sys.version_info[:3])
    sys.exit(
        f"Python 3.11 or newer is needed; this is Python {found} ({sys.executable}).\n"
        "Install it, or name one: make run PYTHON=..."
    )


_require_python()

from collections.abc import Callable, Iterator, Sequence  # noqa: E402 -- an old Python must reach the message above
from pathlib import Path  # noqa: E402 -- as above
from typing import NamedTuple  # noqa: E402 -- as above

ROOT = Path(__file__).resolve().parent.parent
VENV = ROOT / ".venv"
BIN = VENV / "bin"
PWA = ROOT / "pwa"
TEST_PROVIDER = ROOT / "tests" / "federation" / "provider"
BUILD = ROOT / ".build"
NOT_SOURCE = {"node_modules", "dist", "__pycache__", ".vite"}
NOT_SOURCE_SUFFIXES = {".mo", ".pyc"}


class Trouble(Exception):
    """Something on this machine has to be mended by a person; the message says how."""


class Step(NamedTuple):
    """One thing to prepare: redone when `inputs` or `salt` changed, or when an output is gone."""

    title: str
    inputs: Sequence[Path]
    stamp: Path
    outputs: Sequence[Path]
    action: Callable[[], None]
    salt: str = ""


def _files(inputs: Sequence[Path]) -> Iterator[Path]:
    for entry in inputs:
        if entry.is_file():
            yield entry
            continue
        for folder, subfolders, names in os.walk(entry):
            subfolders[:] = sorted(name for name in subfolders if name not in NOT_SOURCE)
            for name in sorted(names):
                path = Path(folder, name)
                if path.suffix not in NOT_SOURCE_SUFFIXES:
                    yield path


def fingerprint(inputs: Sequence[Path], salt: str = "") -> str:
    """A hash over the names and contents of all files in `inputs`."""
    digest = hashlib.sha256(salt.encode())
    for path in _files(inputs):
        digest.update(f"\0{path}\0".encode())
        digest.update(path.read_bytes())
    return digest.hexdigest()


def perform(steps: Sequence[Step]) -> None:
    """Do the steps whose inputs changed, in order, and remember each one that succeeded."""
    for step in steps:
        wanted = fingerprint(step.inputs, step.salt)
        known = step.stamp.read_text() if step.stamp.is_file() else ""
        if known == wanted and all(output.exists() for output in step.outputs):
            continue
        print(f"-> {step.title} ...", flush=True)
        started = time.monotonic()
        step.action()
        step.stamp.parent.mkdir(parents=True, exist_ok=True)
        step.stamp.write_text(wanted)
        print(f"   done in {time.monotonic() - started:.1f} s", flush=True)


def environment() -> dict[str, str]:
    """The caller's environment with the tools of `.venv` first."""
    path = f"{BIN}{os.pathsep}{os.environ.get('PATH', '')}"
    return {**os.environ, "PATH": path, "VIRTUAL_ENV": str(VENV), "npm_config_fetch_retries": "1"}


def call(*command: str | Path, cwd: Path = ROOT, hint: str = "") -> None:
    """Run a command; raise `Trouble` with its name and a hint when it fails."""
    words = [str(word) for word in command]
    try:
        subprocess.run(words, cwd=cwd, env=environment(), check=True)
    except FileNotFoundError as error:
        raise Trouble(f"This program is missing: {error.filename}") from None
    except subprocess.CalledProcessError:
        raise Trouble(f"This step failed: {' '.join(words)}\n{hint}".rstrip()) from None


# -- the environment -------------------------------------------------------------------------------------------------


def _create_venv() -> None:
    """Make `.venv`, also where Debian has split `ensurepip` off but pip itself is there."""
    if importlib.util.find_spec("ensurepip"):
        call(sys.executable, "-m", "venv", "--clear", VENV)
    elif importlib.util.find_spec("venv") and importlib.util.find_spec("pip"):
        call(sys.executable, "-m", "venv", "--clear", "--without-pip", VENV)
    else:
        raise Trouble(
            "This Python can make no virtual environment: neither ensurepip nor pip is installed.\n"
            "On Debian or Ubuntu: apt install python3-venv"
        )


def _pip(*arguments: str | Path) -> None:
    own = any(VENV.glob("lib/python3*/site-packages/pip"))
    pip: list[str | Path] = (
        [BIN / "python", "-m", "pip"] if own else [sys.executable, "-m", "pip", "--python", BIN / "python"]
    )
    hint = "Is the package index reachable? pip uses your usual settings (PIP_INDEX_URL, HTTPS_PROXY, pip.conf)."
    call(*pip, "install", "--quiet", "--disable-pip-version-check", *arguments, hint=hint)


def _install_python_packages() -> None:
    _pip("--prefer-binary", "--require-hashes", "-r", ROOT / "requirements-dev.lock")


def _install_project() -> None:
    _pip("--no-deps", "--no-build-isolation", "--editable", ROOT)


def _install_node_packages() -> None:
    hint = "Is the npm registry reachable? npm uses your usual settings (npm_config_registry, HTTPS_PROXY, .npmrc)."
    call(BIN / "npm", "ci", "--no-audit", "--no-fund", "--loglevel=error", cwd=PWA, hint=hint)


def _install_test_provider() -> None:
    hint = "Is the npm registry reachable? npm uses your usual settings (npm_config_registry, HTTPS_PROXY, .npmrc)."
    call(BIN / "npm", "ci", "--no-audit", "--no-fund", "--loglevel=error", cwd=TEST_PROVIDER, hint=hint)


def _compile_translations() -> None:
    call(BIN / "python", "-m", "tools.i18n", "compile")


def _build_pwa() -> None:
    call(BIN / "npm", "run", "--silent", "build", "--", "--logLevel", "warn", cwd=PWA)


def _python_steps() -> list[Step]:
    python = f"{sys.version_info.major}.{sys.version_info.minor}"
    stamps = VENV / ".stamps"
    return [
        Step("Creating .venv", [], stamps / "venv", [BIN / "python"], _create_venv, salt=python),
        Step(
            "Installing the Python packages (about a minute)",
            [ROOT / "requirements-dev.lock"],
            stamps / "packages",
            [BIN / "node"],
            _install_python_packages,
        ),
        Step(
            "Installing the app into .venv",
            [ROOT / "pyproject.toml"],
            stamps / "project",
            [BIN / "krefeld"],
            _install_project,
            salt=str(ROOT),
        ),
    ]


def _web_steps() -> list[Step]:
    packages = [PWA / "package.json", PWA / "package-lock.json"]
    return [
        Step(
            "Installing the Node packages",
            packages,
            PWA / "node_modules" / ".stamp",
            [PWA / "node_modules" / "vite"],
            _install_node_packages,
        ),
        Step(
            "Compiling the translations",
            [ROOT / "translations", ROOT / "tools" / "i18n"],
            BUILD / "translations.stamp",
            [
                PWA / "src/core/i18n/catalogues",
                *(path.with_suffix(".mo") for path in (ROOT / "translations").glob("*/LC_MESSAGES/backend.po")),
            ],
            _compile_translations,
        ),
        Step(
            "Building the web app",
            [PWA, ROOT / "translations", ROOT / "content" / "city.toml"],
            BUILD / "pwa.stamp",
            [PWA / "dist" / "index.html"],
            _build_pwa,
        ),
    ]


def _test_steps() -> list[Step]:
    """What only tests need; `make run` goes without."""
    return [
        Step(
            "Installing the OpenID provider for the tests",
            [TEST_PROVIDER / "package.json", TEST_PROVIDER / "package-lock.json"],
            TEST_PROVIDER / "node_modules" / ".stamp",
            [TEST_PROVIDER / "node_modules" / "oidc-provider"],
            _install_test_provider,
        )
    ]


@contextlib.contextmanager
def _alone() -> Iterator[None]:
    """Two `make` in one checkout prepare one after the other."""
    BUILD.mkdir(exist_ok=True)
    with (BUILD / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def prepare(*, with_tests: bool = True) -> None:
    """Bring `.venv`, Node packages, translations and the web app up to date."""
    with _alone():
        perform(_python_steps())
        perform(_web_steps())
        if with_tests:
            perform(_test_steps())


# -- running the demo ------------------------------------------------------------------------------------------------


def _database_steps() -> list[Step]:
    """Migrations and demo data. The stamps lie beside the database file, so they go when it goes."""
    url = os.environ.get("APP_DATABASE_URL", "sqlite:///var/app.db")
    file = ROOT / url.removeprefix("sqlite:///")
    stamps = file.parent if url.startswith("sqlite") else BUILD
    outputs = [file] if url.startswith("sqlite") else []
    salt = url if outputs else f"{url} {time.time()}"  # a server database is asked each time
    krefeld = BIN / "krefeld"
    return [
        Step(
            "Migrating the database",
            [ROOT / "migrations"],
            stamps / f"{file.stem}.migrated",
            outputs,
            lambda: call(krefeld, "migrate"),
            salt,
        ),
        Step(
            "Filling in the city's data and the demo",
            [ROOT / "content", ROOT / "migrations", ROOT / "backend"],
            stamps / f"{file.stem}.seeded",
            outputs,
            lambda: call(krefeld, "seed", "--demo"),
            salt,
        ),
    ]


def _check_port(port: int) -> None:
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((os.environ.get("APP_HOST", "127.0.0.1"), port))
        except OSError as error:
            raise Trouble(f"Port {port} cannot be used: {error.strerror}. Try: make run PORT={port + 1}") from None


def run() -> int:
    """Prepare all, then serve the demo until Ctrl-C. Returns the exit code."""
    text = os.environ.get("PORT", "8000")
    if not text.isdigit() or not 0 < int(text) < 65536:
        raise Trouble(f"PORT must be a number from 1 to 65535, not {text!r}.")
    _check_port(int(text))
    prepare(with_tests=False)
    os.environ["APP_PORT"] = text
    os.environ.setdefault("APP_PUBLIC_URL", f"http://localhost:{text}")
    os.environ.setdefault("APP_LOG_LEVEL", "warning")  # a person reads this terminal; each request would be a line
    perform(_database_steps())
    print(f"Open {os.environ['APP_PUBLIC_URL']} ... Ctrl-C ends it.", flush=True)
    command = [str(BIN / "krefeld"), "serve", "--demo"]
    if not sys.stdin.isatty():
        os.execve(command[0], command, environment())
    return _serve_in_foreground(command)


def _serve_in_foreground(command: list[str]) -> int:
    """Give the terminal to the server, so that Ctrl-C reaches it alone and `make` sees a clean end.

    `make` would otherwise get the same Ctrl-C and report an error although all went well.
    """
    terminal = sys.stdin.fileno()
    previous = os.tcgetpgrp(terminal)
    signal.signal(signal.SIGTTOU, signal.SIG_IGN)  # to take the terminal from the background would stop us

    def take_terminal() -> None:
        os.tcsetpgrp(terminal, os.getpid())  # before the server runs, so that no Ctrl-C can come in between
        signal.signal(signal.SIGTTOU, signal.SIG_DFL)

    server = subprocess.Popen(  # this program has one thread, so code between fork and exec is safe
        command,
        env=environment(),
        cwd=ROOT,
        process_group=0,
        preexec_fn=take_terminal,  # noqa: PLW1509 -- as said above
    )
    signal.signal(signal.SIGINT, lambda *_: server.send_signal(signal.SIGINT))
    for number in (signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, lambda *_: server.terminate())
    try:
        code = server.wait()
    finally:
        with contextlib.suppress(OSError):  # the terminal may have been closed meanwhile
            os.tcsetpgrp(terminal, previous)
    return 0 if code in (-signal.SIGINT, 128 + signal.SIGINT) else code


def main(arguments: Sequence[str]) -> int:
    """Do what the command line says; returns the exit code."""
    os.chdir(ROOT)
    command, *rest = arguments or [""]
    if command == "prepare":
        prepare()
    elif command == "run":
        return run()
    elif command == "exec" and rest:
        prepare()
        found = shutil.which(rest[0], path=environment()["PATH"])
        if found is None:
            raise Trouble(f"{rest[0]} is not installed in .venv.")
        os.execve(found, [found, *rest[1:]], environment())
    else:
        print(__doc__)
        return 2
    return 0


if __name__ == "__main__":
    try:
        sys.exit(main(sys.argv[1:]))
    except Trouble as trouble:
        sys.exit(f"\n{trouble}")
    except KeyboardInterrupt:
        sys.exit(130)
