"""`tools/bootstrap.py` does only what changed and says what is wrong."""

import importlib.util
import os
import pty
import re
import select
import socket
import subprocess
import sys
import time
from pathlib import Path

import pytest

from tools import bootstrap
from tools.bootstrap import Step, Trouble, fingerprint, perform

ROOT = Path(__file__).resolve().parents[2]
STAND_IN = """
import time
try:
    print("SERVING", flush=True)
    time.sleep(60)
except KeyboardInterrupt:
    print("STOPPED", flush=True)
"""


def _step(folder: Path, ran: list[str]) -> Step:
    def action() -> None:
        ran.append("ran")
        (folder / "output").touch()

    return Step("Doing it", [folder / "input"], folder / "stamps" / "it", [folder / "output"], action)


def test_a_step_runs_once_and_again_only_when_its_input_changes_or_its_output_is_gone(tmp_path: Path) -> None:
    ran: list[str] = []
    (tmp_path / "input").write_text("one")
    step = _step(tmp_path, ran)
    perform([step])
    perform([step])
    assert len(ran) == 1
    (tmp_path / "input").write_text("two")
    perform([step])
    assert len(ran) == 2
    (tmp_path / "output").unlink()
    perform([step])
    assert len(ran) == 3


def test_a_step_that_failed_runs_again(tmp_path: Path) -> None:
    (tmp_path / "input").write_text("one")

    def fail() -> None:
        raise Trouble("no network")

    step = _step(tmp_path, [])._replace(action=fail)
    for _ in range(2):
        with pytest.raises(Trouble, match="no network"):
            perform([step])


def test_a_new_time_stamp_alone_changes_nothing(tmp_path: Path) -> None:
    file = tmp_path / "input"
    file.write_text("one")
    before = fingerprint([tmp_path])
    os.utime(file, (0, 0))
    assert fingerprint([tmp_path]) == before
    file.rename(tmp_path / "renamed")
    assert fingerprint([tmp_path]) != before


def test_what_was_built_is_no_input(tmp_path: Path) -> None:
    before = fingerprint([tmp_path])
    (tmp_path / "node_modules").mkdir()
    (tmp_path / "node_modules" / "x.js").write_text("x")
    (tmp_path / "de.mo").write_bytes(b"x")
    assert fingerprint([tmp_path]) == before


def test_a_command_that_fails_is_named_with_a_hint() -> None:
    with pytest.raises(Trouble, match=r"(?s)false --quickly.*Is the network there\?"):
        bootstrap.call("false", "--quickly", hint="Is the network there?")


def test_a_port_in_use_is_told_with_another_to_try() -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        done = _bootstrap("run", PORT=str(port))
    assert done.returncode != 0
    assert f"Port {port} cannot be used" in done.stderr
    assert f"make run PORT={port + 1}" in done.stderr
    assert "Traceback" not in done.stderr


def test_a_port_that_is_no_number_is_told() -> None:
    done = _bootstrap("run", PORT="eighty")
    assert "PORT must be a number" in done.stderr
    assert "Traceback" not in done.stderr


def _bootstrap(*arguments: str, **variables: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, str(ROOT / "tools/bootstrap.py"), *arguments],
        env=os.environ | variables,
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        check=False,
    )


def test_an_old_python_gets_a_sentence_instead_of_a_syntax_error(tmp_path: Path) -> None:
    """The file must stay readable for Python 3.8, else nobody would see the message."""
    source = (ROOT / "tools/bootstrap.py").read_text(encoding="utf-8")
    compile(source, "bootstrap.py", "exec", flags=0x400, dont_inherit=True)  # 0x400: only parse
    pretend = tmp_path / "old.py"
    pretend.write_text(f"import sys\nsys.version_info = (3, 9, 2)\n{source}", encoding="utf-8")
    done = subprocess.run(
        [sys.executable, str(pretend), "prepare"], env={"PATH": ""}, capture_output=True, text=True, check=False
    )
    assert done.returncode == 1
    assert "Python 3.11 or newer is needed; this is Python 3.9.2" in done.stderr


def test_without_ensurepip_and_pip_the_package_to_install_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("importlib.util.find_spec", lambda _name: None)
    with pytest.raises(Trouble, match="apt install python3-venv"):
        bootstrap._create_venv()


def test_an_environment_without_its_own_pip_is_filled_by_the_pip_outside(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Debian without python3-venv has pip but no ensurepip."""
    find_spec = importlib.util.find_spec
    monkeypatch.setattr("importlib.util.find_spec", lambda name: None if name == "ensurepip" else find_spec(name))
    monkeypatch.setattr(bootstrap, "VENV", tmp_path / "venv")
    monkeypatch.setattr(bootstrap, "BIN", tmp_path / "venv" / "bin")
    (tmp_path / "one.py").touch()
    (tmp_path / "pyproject.toml").write_text("""[build-system]
requires = ["hatchling"]
build-backend = "hatchling.build"
[project]
name = "one"
version = "1"
[tool.hatch.build.targets.wheel]
include = ["one.py"]
""")
    call_python = [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(tmp_path)]
    subprocess.run(call_python, cwd=tmp_path, capture_output=True, check=True)
    bootstrap._create_venv()
    assert not list(bootstrap.VENV.glob("lib/python3*/site-packages/pip"))
    bootstrap._pip("--no-deps", "--no-index", *tmp_path.glob("*.whl"))
    assert list(bootstrap.VENV.glob("lib/python3*/site-packages/one.py"))


def test_ctrl_c_at_a_terminal_ends_the_server_and_leaves_make_with_success(tmp_path: Path) -> None:
    """A stand-in server under a real terminal: Ctrl-C is typed, `make` itself must not report an error."""
    server = tmp_path / "server.py"
    server.write_text(STAND_IN)
    program = (
        f"import sys; sys.path.insert(0, {str(ROOT)!r}); from tools import bootstrap; "
        f"sys.exit(bootstrap._serve_in_foreground([{sys.executable!r}, {str(server)!r}]))"
    )
    (tmp_path / "Makefile").write_text(f'run:\n\t@{sys.executable} -c "{program}"\n')
    child, terminal = pty.fork()
    if child == 0:
        os.chdir(tmp_path)
        os.execvp("make", ["make", "run"])
    output = _read_until(terminal, "SERVING")
    os.write(terminal, b"\x03")
    output += _read_until(terminal, None)
    _pid, status = os.waitpid(child, 0)
    assert os.waitstatus_to_exitcode(status) == 0, output
    assert "STOPPED" in output
    assert not re.search(r"Traceback|\*\*\*", output)


def _read_until(terminal: int, word: str | None) -> str:
    """Read what appears on the terminal until `word`, or until it is closed; gives up after 30 s."""
    text = ""
    while word is None or word not in text:
        ready, _, _ = select.select([terminal], [], [], 30)
        try:
            chunk = os.read(terminal, 1024) if ready else b""
        except OSError:  # Linux says so when the other end is closed
            chunk = b""
        if not chunk:
            break
        text += chunk.decode()
    return text


def test_nothing_to_prepare_takes_no_time() -> None:
    bootstrap_time = min(_seconds_to_find_nothing_to_do() for _ in range(3))
    assert bootstrap_time < 1.0


def _seconds_to_find_nothing_to_do() -> float:
    """Only the comparing: all inputs are read and hashed as `make run` does before it starts the server."""
    started = time.perf_counter()
    for step in [*bootstrap._python_steps(), *bootstrap._web_steps(), *bootstrap._database_steps()]:
        fingerprint(step.inputs, step.salt)
    return time.perf_counter() - started
