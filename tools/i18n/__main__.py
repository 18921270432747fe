"""`python -m tools.i18n extract | update | compile | check | status`."""

import argparse
import sys
from collections.abc import Callable

from tools.i18n.check import find_faults
from tools.i18n.collect import collect
from tools.i18n.compile import compile_all
from tools.i18n.layout import ROOT, all_catalogues, read_catalogue, render_catalogue, write_catalogue


def extract() -> int:
    """Write the templates to .build/i18n/ (for translation programs; `update` does not need them)."""
    folder = ROOT / ".build" / "i18n"
    folder.mkdir(parents=True, exist_ok=True)
    for domain, template in collect().items():
        (folder / f"{domain}.pot").write_text(render_catalogue(template), encoding="utf-8")
        print(f"{domain}: {len(template)} messages")
    return 0


def update() -> int:
    """Bring every PO file up to the source: new messages empty, unused ones gone, translations kept."""
    templates = collect()
    for tag, domain, path in all_catalogues():
        catalogue = read_catalogue(path, tag)
        # Guessed ("fuzzy") translations read well and are wrong: start anew instead.
        catalogue.update(templates[domain], no_fuzzy_matching=True, update_header_comment=False)
        if write_catalogue(path, catalogue):
            print(f"{path.relative_to(ROOT)} updated")
    return 0


def compile_() -> int:
    """Write backend.mo for the server and the JSON catalogues for the app."""
    print(f"{len(compile_all())} catalogues compiled")
    return 0


def check() -> int:
    """Fail on missing, fuzzy, obsolete, broken, glued or untranslated texts in any language."""
    faults = find_faults()
    for fault in faults:
        print(fault, file=sys.stderr)
    print("Texts: all well" if not faults else f"Texts: {len(faults)} faults")
    return 1 if faults else 0


def status() -> int:
    """How much of each file is translated."""
    for _tag, _domain, path in all_catalogues():
        messages = [message for message in read_catalogue(path, _tag) if message.id]
        done = sum(bool(message.string and all(message.string) and not message.fuzzy) for message in messages)
        print(f"{done:4} of {len(messages):4}  {path.relative_to(ROOT)}")
    return 0


COMMANDS: dict[str, Callable[[], int]] = {
    "extract": extract,
    "update": update,
    "compile": compile_,
    "check": check,
    "status": status,
}


def main() -> int:
    """Run one command; the exit code says whether it went well."""
    parser = argparse.ArgumentParser(prog="python -m tools.i18n", description="Texts of the app in all languages.")
    commands = parser.add_subparsers(dest="command", required=True)
    for name, function in COMMANDS.items():
        commands.add_parser(name, help=(function.__doc__ or "").splitlines()[0])
    return COMMANDS[parser.parse_args().command]()


if __name__ == "__main__":
    sys.exit(main())
