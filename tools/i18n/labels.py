"""Finds the labels in `content/**/*.toml`: every `label = "…"` is a German text that the app translates."""

import re
import tomllib
from collections.abc import Collection, Iterator, Mapping
from typing import IO, Any

_LABEL = re.compile(r"""\blabel\s*=\s*("(?:[^"\\]|\\.)*"|'[^']*')""")
_NOTE = re.compile(r"#\s*(.*)$")


def extract_labels(
    fileobj: IO[bytes], keywords: Mapping[str, Any], comment_tags: Collection[str], options: Mapping[str, Any]
) -> Iterator[tuple[int, str, str, list[str]]]:
    """Extractor in Babel's form. A note for translators is a comment on the line before: `# i18n: …`."""
    previous = ""
    for number, line in enumerate(fileobj.read().decode("utf-8").splitlines(), start=1):
        for match in () if line.lstrip().startswith("#") else _LABEL.finditer(line):
            text = tomllib.loads(f"label = {match[1]}")["label"]
            note = _NOTE.match(previous.strip())
            tagged = [note[1].removeprefix(tag).strip() for tag in comment_tags if note and note[1].startswith(tag)]
            if text:
                yield number, "N_", text, tagged
        previous = line
