"""Resolves the dependencies anew: the three Python lock files and npm's. No registry host is written."""

import os
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
COMPILE = (
    *("uv", "pip", "compile", "--quiet", "--universal", "--python-version", "3.11", "--generate-hashes"),
    *("--no-emit-index-url", "--no-header"),
)
NPM_LOCK = ("install", "--package-lock-only", "--no-audit", "--no-fund")


def main() -> int:
    """Rewrite the lock files; pass `--upgrade` to take newer versions."""
    upgrade = ("--upgrade",) if "--upgrade" in sys.argv else ()
    commands = (
        (*COMPILE, *upgrade, "pyproject.toml", "--output-file", "requirements.lock"),
        (*COMPILE, *upgrade, "pyproject.toml", "--group", "dev", "--output-file", "requirements-dev.lock"),
        (*COMPILE, *upgrade, "--group", "build", "-c", "requirements-dev.lock", "-o", "requirements-build.lock"),
        *(("npm", "--prefix", folder, *NPM_LOCK) for folder in ("pwa", "tests/federation/provider")),
    )
    environment = {**os.environ, "npm_config_omit_lockfile_registry_resolved": "true"}
    for command in commands:
        print("->", " ".join(command), flush=True)
        subprocess.run(command, cwd=ROOT, env=environment, check=True)
    return 0


if __name__ == "__main__":
    sys.exit(main())
