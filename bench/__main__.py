"""`make bench`: all benchmarks one after the other, each in a process of its own, then one table of goals."""

import argparse
import subprocess
import sys
import time
from pathlib import Path

NAMES = ("snapshots", "alerts", "uplinks", "screen", "clients", "start", "page", "retrieval", "assistant", "push")


def main() -> int:
    """Run the benchmarks that the command line names (default: all). Returns the exit code."""
    parser = argparse.ArgumentParser(prog="python -m bench", description=__doc__)
    parser.add_argument("names", nargs="*", choices=[[], *NAMES], help=f"some of: {', '.join(NAMES)}")
    names = parser.parse_args().names or NAMES
    root = Path(__file__).resolve().parent.parent
    failed = []
    for name in names:
        started = time.monotonic()
        done = subprocess.run([sys.executable, "-m", f"bench.{name}"], cwd=root, check=False)
        if done.returncode:
            failed.append(name)
        print(f"({name}: {time.monotonic() - started:.0f} s)\n", flush=True)
    if failed:
        print(f"These benchmarks could not run to their end: {', '.join(failed)}")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
