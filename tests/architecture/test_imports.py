"""Import rules: the contracts in pyproject.toml hold, cover every package and would notice a breach."""

import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
CONTRACTS = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["tool"]["importlinter"]["contracts"]


def _lint(folder: Path) -> subprocess.CompletedProcess[str]:
    program = "from importlinter.cli import lint_imports_command; lint_imports_command()"
    return subprocess.run(
        [sys.executable, "-c", program, "--no-cache", "--config", str(ROOT / "pyproject.toml")],
        cwd=folder,
        env={"PYTHONPATH": str(folder), "PATH": ""},
        capture_output=True,
        text=True,
        check=False,
    )


def test_every_package_has_its_place_in_the_layers() -> None:
    listed = " ".join(CONTRACTS[0]["layers"])
    packages = {path.parent.name for path in (ROOT / "backend").glob("*/__init__.py")}
    assert {name for name in packages if f"backend.{name}" not in listed} == set()


@pytest.mark.parametrize(
    ("file", "line", "broken"),
    [
        ("core/clock.py", "import backend.parking.rules", "the kernel knows nobody"),
        ("sensors/rules.py", "import backend.parking.rules", "The app knows the slices"),
        ("parking/repository.py", "import backend.parking.service", "Inside a slice"),
        ("parking/service/public.py", "import litestar", "Litestar appears only"),
        ("parking/service/public.py", "import sqlalchemy", "SQLAlchemy appears only"),
        ("parking/rules.py", "import httpx", "Rules are pure"),
    ],
)
def test_a_breach_would_be_noticed(tmp_path: Path, file: str, line: str, broken: str) -> None:
    for path in (ROOT / "backend").rglob("*.py"):
        copy = tmp_path / path.relative_to(ROOT)
        copy.parent.mkdir(parents=True, exist_ok=True)
        copy.write_bytes(path.read_bytes())
    assert _lint(tmp_path).returncode == 0, _lint(tmp_path).stdout
    target = tmp_path / "backend" / file
    target.write_text(f"{target.read_text(encoding='utf-8')}\n{line}\n", encoding="utf-8")
    result = _lint(tmp_path)
    assert result.returncode != 0
    verdicts = " ".join(result.stdout.split())
    assert broken in verdicts
    assert "BROKEN" in verdicts
