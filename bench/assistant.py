"""The assistant over HTTP with 5,000 pages, and what its index costs an app that starts.

The pages are made (see `retrieval`), the app is the whole one without a network; times are wall time.
"""

import asyncio
import random
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path
from typing import TypeVar

import httpx
import msgspec

from backend.app import build_context, build_slices, create_litestar
from backend.assistant.slice import AssistantSlice
from backend.content.library import Library, Page, load_library
from backend.content.slice import ContentSlice
from backend.core.asgi import ASGIApp
from backend.core.context import Slice
from backend.core.logs import configure_logging
from backend.core.migration import upgrade
from backend.core.pages import Block, Section, Span
from backend.settings import Settings
from bench.report import Row, at_most, fact, main, percentile
from bench.retrieval import town
from tests.asgi import running

TITLE = "Assistant"
Part = TypeVar("Part", bound=Slice)
_PAGES = 5_000
_GOAL_MS = 15.0
_GOAL_START_S = 1.0
_ROOT = Path(__file__).resolve().parent.parent


def run() -> list[Row]:
    """Ask over HTTP, then start twice: without and with the index."""
    configure_logging("error")
    with tempfile.TemporaryDirectory() as folder:
        url = f"sqlite:///{folder}/bench.db"
        upgrade(url, _ROOT)
        settings = Settings(database_url=url, resources_dir=str(_ROOT), log_level="error")
        asyncio.run(_started_in(settings, with_index=True))  # warm: modules and files
        without = min(asyncio.run(_started_in(settings, with_index=False)) for _ in range(3))
        started = min(asyncio.run(_started_in(settings, with_index=True)) for _ in range(3))
        return [
            *asyncio.run(_ask(settings)),
            at_most("start later because of the index", max(0.0, started - without), _GOAL_START_S, "s"),
        ]


async def _started_in(settings: Settings, *, with_index: bool) -> float:
    context = build_context(settings)
    slices = build_slices(context)
    if not with_index:
        slices = [
            msgspec.structs.replace(part, on_startup=()) if isinstance(part, AssistantSlice) else part
            for part in slices
        ]
    app: ASGIApp = create_litestar(context, slices)
    began = time.perf_counter()
    async with running(app):
        return time.perf_counter() - began


async def _ask(settings: Settings) -> list[Row]:
    context = build_context(settings)
    slices = build_slices(context)
    content = _the(slices, ContentSlice)
    index = _the(slices, AssistantSlice).index
    questions = _fill(content, random.Random(_PAGES))
    async with running(create_litestar(context, slices)) as app:
        began = time.perf_counter()
        await index.settled()
        built_s = time.perf_counter() - began
        times: list[float] = []
        for number, text in enumerate(questions):
            # Each from another address: the limit for one address is not what is measured.
            transport = httpx.ASGITransport(app, client=(f"10.1.{number // 250}.{number % 250 + 1}", 50_000))
            async with httpx.AsyncClient(transport=transport, base_url="http://app.test") as client:
                began = time.perf_counter()
                answer = await client.post("/api/v1/assistant/questions", json={"text": text})
                times.append((time.perf_counter() - began) * 1000)
                answer.raise_for_status()
    return [
        at_most(f"{_PAGES:,} pages: a question over HTTP, p95", percentile(times, 0.95), _GOAL_MS, "ms"),
        fact(f"{_PAGES:,} pages: a question over HTTP, p50", f"{percentile(times, 0.5):.1f} ms"),
        fact(f"{_PAGES:,} pages: all languages built in", f"{built_s:.0f} s, in a thread"),
    ]


def _the(slices: Sequence[Slice], kind: type[Part]) -> Part:
    return next(part for part in slices if isinstance(part, kind))


def _fill(content: ContentSlice, chance: random.Random) -> list[str]:
    """Put made pages in the place of the real ones; returns questions."""
    documents, questions = town(_PAGES, chance)
    real = load_library(_ROOT / "content", tuple(content.service.locales))
    model = next(iter(real.pages.values()))
    pages: dict[str, Page] = {}
    for document in documents:
        file = model.files["de"]
        words = msgspec.structs.replace(
            file.text, id=document.id, title=document.title, keywords=list(document.keywords), sample_questions=[]
        )
        spans = [Span(text=line) for line in document.text.splitlines() if line]
        section = Section(id="text-1", title="Text", blocks=[Block(kind="paragraph", spans=[span]) for span in spans])
        made = msgspec.structs.replace(file, text=words, sections=[section], lines={field: [] for field in file.lines})
        source = msgspec.structs.replace(model.source, id=document.id, related=[], asks={})
        pages[document.id] = Page(document.id, source, {"de": made})
    content.service.replace(Library(pages, real.groups, real.facets, real.glossary))
    return [text for text, _ in questions]


if __name__ == "__main__":
    main(TITLE, run)
