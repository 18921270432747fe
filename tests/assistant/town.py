"""The made-up town of these tests and questions to it."""

import tomllib
from pathlib import Path

from backend.assistant.ranking.documents import Document

HERE = Path(__file__).parent
ROOT = HERE.parents[1]


def town(language: str = "de") -> list[Document]:
    pages = tomllib.loads((HERE / "town" / f"{language}.toml").read_text(encoding="utf-8"))["pages"]
    return [
        Document(page["id"], page["title"], page["text"], tuple(page.get("keywords", ())), locale=language)
        for page in pages
    ]
