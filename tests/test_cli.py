"""The command line refuses what would hurt and starts fast."""

import subprocess
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner

from backend.cli import main


def test_the_watching_process_of_serve_loads_nothing_of_the_app() -> None:
    """Loading the app takes over a second; it would come before the web processes load it once more."""
    program = "import sys, backend.cli; print({'litestar', 'sqlalchemy', 'shapely'} & set(sys.modules))"
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "set()"


@pytest.mark.parametrize("command", [["serve", "--demo"], ["seed", "--demo"], ["demo"]])
def test_production_refuses_demo_data(command: list[str]) -> None:
    result = CliRunner().invoke(main, command, env={"APP_PRODUCTION": "true"})
    assert result.exit_code == 1
    assert "Demo data is refused in production mode." in result.output


def test_a_worker_of_its_own_needs_a_database_server() -> None:
    result = CliRunner().invoke(main, ["work"], env={"APP_DATABASE_URL": "sqlite:///x.db"})
    assert result.exit_code == 1
    assert "Use PostgreSQL for a separate worker." in result.output


def test_a_faulty_setting_is_named_without_a_traceback() -> None:
    result = CliRunner().invoke(main, ["migrate"], env={"APP_PORT": "eighty"})
    assert result.exit_code == 1
    assert "APP_PORT" in result.output
    assert "Traceback" not in result.output


def test_migrate_makes_the_database_and_its_folder(tmp_path: Path) -> None:
    file = tmp_path / "var" / "app.db"
    result = CliRunner().invoke(main, ["migrate"], env={"APP_DATABASE_URL": f"sqlite:///{file}"})
    assert result.exit_code == 0, result.output
    assert file.is_file()
