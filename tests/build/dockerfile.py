"""Carries out a Dockerfile's build stages in a folder, without a container engine.

Understands what ours uses: FROM, WORKDIR, COPY (also from a stage), ENV and RUN. Each stage is a folder; absolute
paths below /src and /opt mean paths in it. What needs the system (users, base images) is left out: the machine's own
Python and Node stand in.
"""

import os
import re
import shlex
import shutil
import subprocess
from dataclasses import dataclass, field
from pathlib import Path

MAPPED = re.compile(r"(?<![\w.])/(?=(?:src|opt)\b)")


@dataclass
class Stage:
    """One FROM with its instructions."""

    name: str
    base: str
    instructions: list[tuple[str, str]] = field(default_factory=list)

    def all(self, keyword: str) -> list[str]:
        """Arguments of every instruction of this kind."""
        return [argument for word, argument in self.instructions if word == keyword]


def parse(text: str) -> list[Stage]:
    """The stages of a Dockerfile."""
    stages: list[Stage] = []
    joined = re.sub(r"\\\n", " ", text)
    for line in (line.strip() for line in joined.splitlines()):
        if not line or line.startswith("#"):
            continue
        keyword, _, argument = line.partition(" ")
        if keyword == "FROM":
            base, _, name = argument.partition(" AS ")
            stages.append(Stage(name, base))
        else:
            stages[-1].instructions.append((keyword, argument))
    return stages


def context_files(root: Path) -> list[str]:
    """What a clone would hold: files under version control and new ones that are not ignored."""
    listed = subprocess.run(
        ["git", "ls-files", "--cached", "--others", "--exclude-standard"],
        cwd=root,
        capture_output=True,
        text=True,
        check=True,
    )
    return [name for name in listed.stdout.splitlines() if (root / name).is_file()]


def let_in(name: str, dockerignore: str) -> bool:
    """True when `.dockerignore` lets a file into the build; the last pattern that fits decides."""
    kept = True
    for line in dockerignore.splitlines():
        pattern = line.strip()
        if not pattern or pattern.startswith("#"):
            continue
        inverted, pattern = pattern.startswith("!"), pattern.removeprefix("!")
        expression = re.escape(pattern).replace(r"\*\*/", "(?:.*/)?").replace(r"\*", "[^/]*")
        if re.fullmatch(rf"{expression}(?:/.*)?", name):
            kept = inverted
    return kept


class Builder:
    """Builds stages below `folder` from the files of `root`."""

    def __init__(self, root: Path, folder: Path) -> None:
        self.root = root
        self.folder = folder
        ignore = (root / ".dockerignore").read_text(encoding="utf-8")
        self.context = [name for name in context_files(root) if let_in(name, ignore)]

    def build(self, stage: Stage, known: dict[str, Stage]) -> Path:
        """Carry out a stage; a stage that begins from another starts with a copy of it."""
        place = self.folder / stage.name
        if stage.base in known:
            shutil.copytree(self.folder / stage.base, place, symlinks=True)
            _move_paths(place, self.folder / stage.base, place)
        place.mkdir(parents=True, exist_ok=True)
        work = place / "src"
        for keyword, argument in stage.instructions:
            if keyword == "WORKDIR":
                work = place / argument.lstrip("/")
                work.mkdir(parents=True, exist_ok=True)
            elif keyword == "COPY":
                self._copy(argument, work)
            elif keyword == "RUN":
                self._run(MAPPED.sub(f"{place}/", argument), work)
        return place

    def _copy(self, argument: str, work: Path) -> None:
        words = shlex.split(argument)
        origin = words.pop(0).removeprefix("--from=") if words[0].startswith("--from=") else ""
        *sources, target = words
        for source in sources:
            if origin:
                shutil.copytree(self.folder / origin / source.lstrip("/"), work / target, dirs_exist_ok=True)
                continue
            found = [name for name in self.context if name == source or name.startswith(f"{source}/")]
            assert found, f"COPY {source}: not in the build context"
            for name in found:
                inside = name.removeprefix(source).lstrip("/")
                into = (
                    work / target / (inside or Path(source).name) if inside or target.endswith("/") else work / target
                )
                into.parent.mkdir(parents=True, exist_ok=True)
                shutil.copy(self.root / name, into)

    @staticmethod
    def _run(command: str, work: Path) -> None:
        done = subprocess.run(
            ["sh", "-c", command], cwd=work, capture_output=True, text=True, check=False, env=_clean_environment()
        )
        assert done.returncode == 0, f"RUN {command}\n{done.stdout[-3000:]}\n{done.stderr[-3000:]}"


def _clean_environment() -> dict[str, str]:
    """The machine's environment (proxies, certificates) without what the test run adds for this project."""
    return {key: value for key, value in os.environ.items() if key not in {"VIRTUAL_ENV", "PYTHONPATH"}}


def _move_paths(place: Path, before: Path, after: Path) -> None:
    """Scripts of a virtual environment name its place; a copied one has another."""
    for script in place.glob("opt/*/bin/*"):
        if script.is_symlink() or b"\0" in (content := script.read_bytes())[:1024]:
            continue
        script.write_bytes(content.replace(str(before).encode(), str(after).encode()))
