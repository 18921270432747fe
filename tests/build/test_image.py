"""The image: its build steps work from a clean context, and what they make starts without the repository."""

import os
import re
import signal
import socket
import subprocess
import tomllib
import urllib.error
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import pytest
from ruamel.yaml import YAML

from tests.build.dockerfile import Builder, Stage, let_in, parse

ROOT = Path(__file__).resolve().parents[2]
STAGES = {stage.name: stage for stage in parse((ROOT / "Dockerfile").read_text(encoding="utf-8"))}
COMPOSE = YAML(typ="safe").load(ROOT / "compose.yaml")
START_SECONDS = 60


@pytest.fixture(scope="module")
def image(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder that the run stage would copy from: a virtual environment with the installed app."""
    builder = Builder(ROOT, tmp_path_factory.mktemp("image"))
    built: dict[str, Stage] = {}
    for name, stage in STAGES.items():
        if name != "run":
            builder.build(stage, built)
            built[name] = stage
    return builder.folder / "wheel" / "opt" / "app"


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _environment(image: Path, data: Path, port: int) -> dict[str, str]:
    """The environment that the run stage sets, with our folders; nothing of the repository is on any path."""
    kept = {key: value for key, value in os.environ.items() if key not in {"PYTHONPATH", "VIRTUAL_ENV"}}
    (assignments,) = STAGES["run"].all("ENV")
    declared = dict(re.findall(r"([A-Z_]+)=(\S+)", assignments))
    declared |= {
        "PATH": f"{image}/bin:{os.environ['PATH']}",
        "APP_HOST": "127.0.0.1",
        "APP_PORT": str(port),
        "APP_DATABASE_URL": f"sqlite:///{data}/app.db",
    }
    return kept | declared


@pytest.fixture(scope="module")
def served(image: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[str, subprocess.Popen[bytes]]]:
    """The installed app, migrated, seeded and serving from an empty folder."""
    data = tmp_path_factory.mktemp("data")
    port = _free_port()
    environment = _environment(image, data, port)
    for command in ("migrate", "seed"):
        subprocess.run([image / "bin" / "krefeld", command], cwd=data, env=environment, check=True)
    with (data / "log").open("wb") as log:
        server = subprocess.Popen(
            [image / "bin" / "krefeld", *_words("CMD")], cwd=data, env=environment, stdout=log, stderr=log
        )
        try:
            _wait_until_ready(f"http://127.0.0.1:{port}", server, data / "log")
            yield f"http://127.0.0.1:{port}", server
        finally:
            if server.poll() is None:
                server.terminate()
                server.wait(30)


def _words(keyword: str) -> list[str]:
    return re.findall(r'"([^"]*)"', STAGES["run"].all(keyword)[0])


def _wait_until_ready(url: str, server: subprocess.Popen[bytes], log: Path) -> None:
    for _ in range(START_SECONDS * 5):
        assert server.poll() is None, log.read_text()
        try:
            if _get(f"{url}/health/ready")[0] == 200:
                return
        except (urllib.error.URLError, ConnectionError):
            pass
        try:
            server.wait(0.2)
        except subprocess.TimeoutExpired:
            continue
    pytest.fail(f"not ready after {START_SECONDS} s:\n{log.read_text()}")


def _get(url: str) -> tuple[int, str]:
    with urllib.request.urlopen(url, timeout=5) as answer:
        return answer.status, answer.read().decode()


def test_the_installed_app_is_ready(served: tuple[str, subprocess.Popen[bytes]]) -> None:
    assert _get(f"{served[0]}/health/ready")[0] == 200


def test_the_installed_app_serves_its_start_page_and_the_scripts_it_names(
    served: tuple[str, subprocess.Popen[bytes]],
) -> None:
    status, page = _get(served[0])
    assert (status, "<html" in page) == (200, True)
    scripts = re.findall(r'src="(/[^"]+\.js)"', page)
    assert scripts
    assert [_get(served[0] + script)[0] for script in scripts] == [200] * len(scripts)


def test_the_installed_app_has_the_citys_places(served: tuple[str, subprocess.Popen[bytes]]) -> None:
    status, body = _get(f"{served[0]}/api/v1/places")
    assert status == 200
    assert body.count('"name"') > 100


def test_the_installed_app_answers_errors_in_another_language(
    served: tuple[str, subprocess.Popen[bytes]],
) -> None:
    details = set()
    for language in ("de", "uk"):
        request = urllib.request.Request(f"{served[0]}/api/v1/places/x", headers={"Accept-Language": language})
        with pytest.raises(urllib.error.HTTPError) as refused:
            urllib.request.urlopen(request, timeout=5)
        details.add(refused.value.read())
    assert len(details) == 2, "the compiled translations are not in the wheel"


def test_the_installed_app_comes_without_its_sources(image: Path) -> None:
    (resources,) = image.glob("lib/python3*/site-packages/backend/_resources")
    assert {path.name for path in resources.iterdir()} == {"content", "migrations", "translations", "pwa"}
    assert list(resources.rglob("*.po")) == []
    assert list(resources.rglob("node_modules")) == []


def test_the_server_ends_cleanly_when_the_engine_stops_it(served: tuple[str, subprocess.Popen[bytes]]) -> None:
    _url, server = served
    assert STAGES["run"].all("STOPSIGNAL") == ["SIGTERM"]
    server.send_signal(signal.SIGTERM)
    assert server.wait(20) == 0


def test_the_image_runs_without_rights_and_says_how_it_is() -> None:
    run = STAGES["run"]
    assert run.all("USER") == ["app"]
    assert _words("ENTRYPOINT") + _words("CMD") == ["krefeld", "serve"]
    assert "/health/ready" in run.all("HEALTHCHECK")[0]
    assert "slim" in run.base
    order = [keyword for keyword, _ in run.instructions]
    assert order.index("USER") < order.index("ENTRYPOINT")
    assert "RUN" not in order[order.index("USER") :]


def test_the_build_context_has_sources_but_neither_secrets_nor_what_was_built() -> None:
    ignore = (ROOT / ".dockerignore").read_text(encoding="utf-8")
    wanted = ["backend/app.py", "pwa/package-lock.json", "content/city.toml", "requirements.lock", "LICENSE"]
    unwanted = [
        ".env",
        ".git/config",
        "var/app.db",
        "pwa/node_modules/vite/index.js",
        "pwa/dist/index.html",
        "tests/x.py",
    ]
    assert [name for name in wanted if not let_in(name, ignore)] == []
    assert [name for name in unwanted if let_in(name, ignore)] == []


def test_compose_has_app_worker_and_database_that_wait_for_each_other() -> None:
    services = COMPOSE["services"]
    assert {"app", "worker", "database"} <= set(services)
    assert services["database"]["image"].startswith("postgres:17")
    assert services["worker"]["command"] == ["work"]
    for name in ("app", "worker"):
        assert services[name]["depends_on"]["database"]["condition"] == "service_healthy"
        assert services[name]["depends_on"]["prepare"]["condition"] == "service_completed_successfully"
        assert services[name]["env_file"] == ".env"
    assert services["database"]["volumes"]
    assert "healthcheck" in services["database"]


def test_compose_and_the_example_of_secrets_fit_each_other() -> None:
    example = (ROOT / ".env.example").read_text(encoding="utf-8")
    offered = set(re.findall(r"^([A-Z_]+)=", example, re.MULTILINE))
    asked = set(re.findall(r"\$\{([A-Z_]+)", (ROOT / "compose.yaml").read_text(encoding="utf-8")))
    assert asked <= offered
    ignored = (ROOT / ".gitignore").read_text(encoding="utf-8").splitlines()
    assert ".env" in ignored


def test_the_image_has_the_python_that_the_project_needs() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    oldest = tuple(int(part) for part in project["requires-python"].removeprefix(">=").split("."))
    for stage in (STAGES["packages"], STAGES["run"]):
        version = re.match(r"python:(\d+)\.(\d+)", stage.base)
        assert version is not None
        assert (int(version[1]), int(version[2])) >= oldest
    assert STAGES["packages"].base == STAGES["run"].base
