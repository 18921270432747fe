"""Build hook: takes content, migrations, translations and the built web app into the wheel.

The installed app finds them as `backend/_resources` (see `Settings.resources_dir`); a checkout uses the folders
themselves, so an editable installation takes nothing along.
"""

from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface

RESOURCES = ("content", "migrations", "translations", "pwa/dist")
NOT_NEEDED_TO_RUN = {".po", ".pot", ".pyc"}


class WheelResources(BuildHookInterface[Any]):
    """Refuses to build a wheel that would start without its web app or its translations."""

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """Name the files to take along; `version` is "editable" for an installation in a checkout."""
        if version == "editable":
            return
        root = Path(self.root)
        if not (root / "pwa/dist/index.html").is_file():
            raise FileNotFoundError("pwa/dist is missing: build the web app first (make setup)")
        for catalogue in (root / "translations").glob("*/LC_MESSAGES/backend.po"):
            if not catalogue.with_suffix(".mo").is_file():
                raise FileNotFoundError(f"{catalogue.parent} is not compiled: make setup")
        for folder in RESOURCES:
            for path in sorted((root / folder).rglob("*")):
                if path.is_file() and path.suffix not in NOT_NEEDED_TO_RUN:
                    relative = path.relative_to(root).as_posix()
                    build_data["force_include"][str(path)] = f"backend/_resources/{relative}"
