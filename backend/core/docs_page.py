"""Readable API documents at /api/docs: plain HTML made from the OpenAPI document, no script, no foreign host."""

import json
from html import escape
from typing import Any

from litestar import Controller, MediaType, Request, Response, get

from backend.core.errors import Problem
from backend.core.policy import PUBLIC, allow

_STYLE = """
:root{color-scheme:light dark;
--paper:#faf7f2;--ink:#1d1830;--soft:#565068;--line:#e4ddd2;--card:#fff;--accent:#3a2170}
@media(prefers-color-scheme:dark){:root{
--paper:#14101f;--ink:#f6f2ff;--soft:#c0b8d4;--line:#3a3350;--card:#1f1930;--accent:#c5b0ff}}
body{margin:0 auto;max-width:60rem;padding:1rem;background:var(--paper);color:var(--ink);
font:1.0625rem/1.5 system-ui,sans-serif}
a{color:var(--accent)} h2{margin-block-start:2.5rem} p,td,th{text-align:start} .soft{color:var(--soft)}
article{background:var(--card);border:1px solid var(--line);border-radius:1rem;padding:1rem;margin-block:1rem}
h3{margin:0;overflow-wrap:anywhere} code,pre{font:0.9375rem/1.45 ui-monospace,monospace}
pre{overflow:auto;padding:.75rem;border:1px solid var(--line);border-radius:.625rem;max-height:24rem}
table{border-collapse:collapse;width:100%}
td,th{padding:.375rem .5rem;border-block-end:1px solid var(--line);vertical-align:top}
summary{min-height:3rem;display:flex;align-items:center;cursor:pointer}
:focus-visible{outline:3px solid var(--accent);outline-offset:2px}
"""


class DocsController(Controller):
    """The API documents for people."""

    path = "/api/docs"
    opt = allow(PUBLIC)
    include_in_schema = False

    @get("/", media_type=MediaType.HTML, sync_to_thread=False)
    def index(self, request: Request[Any, Any, Any]) -> str:
        """Every operation by topic, with parameters, answers and examples."""
        schema: dict[str, Any] = request.app.openapi_schema.to_schema()
        return _page(schema["info"]["title"], _operations(schema))

    @get("/problems", media_type=MediaType.HTML, sync_to_thread=False)
    def problems(self, request: Request[Any, Any, Any]) -> str:
        """Every problem code; the `type` of a problem document leads here."""
        rows = "".join(
            f'<article id="{escape(kind.code)}"><h3><code>{escape(kind.code)}</code></h3>'
            f"<p>{kind.status} · {escape(kind.title)}</p><p>{escape(kind.detail)}</p>"
            f'<p class="soft" lang="en">{escape((kind.__doc__ or "").strip())}</p></article>'
            for kind in sorted(all_problems(), key=lambda kind: kind.code)
        )
        return _page(request.app.openapi_schema.info.title, rows)

    @get("/style.css", sync_to_thread=False)
    def style(self) -> Response[str]:
        """The style sheet; a file of its own because the content policy forbids inline style."""
        return Response(_STYLE, media_type="text/css")


def all_problems(kind: type[Problem] = Problem) -> list[type[Problem]]:
    """Every concrete problem the app can answer with."""
    found = [] if kind is Problem else [kind]
    for child in kind.__subclasses__():
        found += all_problems(child)
    return found


def _page(title: str, body: str) -> str:
    return (
        '<!doctype html><html lang="en"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width,initial-scale=1">'
        f'<title>{escape(title)} – API</title><link rel="stylesheet" href="/api/docs/style.css"></head><body>'
        f"<header><h1>{escape(title)} – API</h1><p>Machine-readable: "
        '<a href="/api/schema/openapi.json">OpenAPI 3.1</a> · <a href="/api/docs/problems">Problem codes</a> · '
        f'<a href="/api/docs">Operations</a></p></header><main>{body}</main></body></html>'
    )


def _operations(schema: dict[str, Any]) -> str:
    by_tag: dict[str, list[str]] = {}
    for path, methods in schema["paths"].items():
        for method, operation in methods.items():
            if isinstance(operation, dict) and "responses" in operation:
                tag = (operation.get("tags") or ["Other"])[0]
                by_tag.setdefault(tag, []).append(_operation(schema, method, path, operation))
    order = [tag["name"] for tag in schema.get("tags", [])]
    names = sorted(by_tag, key=lambda name: order.index(name) if name in order else len(order))
    meaning = {tag["name"]: tag.get("description", "") for tag in schema.get("tags", [])}
    return "".join(
        f"<section><h2>{escape(name)}</h2><p>{escape(meaning.get(name, ''))}</p>{''.join(by_tag[name])}</section>"
        for name in names
    )


def _operation(schema: dict[str, Any], method: str, path: str, operation: dict[str, Any]) -> str:
    parts = [
        f'<article id="{escape(operation.get("operationId", ""))}">',
        f"<h3><code>{method.upper()} {escape(path)}</code></h3>",
        f"<p><strong>{escape(operation.get('summary', ''))}</strong></p>",
        f"<p>{escape(operation.get('description', ''))}</p>",
        _parameters(operation.get("parameters", [])),
    ]
    body = operation.get("requestBody", {}).get("content", {})
    for media, content in body.items():
        parts.append(_schema_block(f"Request body · {media}", content, schema))
    for status, response in sorted(operation["responses"].items()):
        label = f"{status} · {response.get('description', '')}"
        contents = response.get("content") or {"": {}}
        for media, content in contents.items():
            parts.append(_schema_block(f"{label} {media}".strip(), content, schema))
    return "".join(parts) + "</article>"


def _parameters(parameters: list[dict[str, Any]]) -> str:
    if not parameters:
        return ""
    rows = "".join(
        f"<tr><td><code>{escape(item['name'])}</code></td><td>{escape(item['in'])}</td>"
        f"<td>{'required' if item.get('required') else 'optional'}</td>"
        f"<td>{escape(item.get('description') or '')}</td></tr>"
        for item in parameters
    )
    head = "<tr><th>Name</th><th>In</th><th>Needed</th><th>Meaning</th></tr>"
    return f"<table><thead>{head}</thead><tbody>{rows}</tbody></table>"


def _schema_block(label: str, content: dict[str, Any], schema: dict[str, Any]) -> str:
    if not content:
        return f"<p>{escape(label)}</p>"
    shown = _resolve(content.get("schema", {}), schema, depth=0)
    parts = {"example": _example(content), "schema": shown}
    text = json.dumps({key: value for key, value in parts.items() if value}, indent=1, ensure_ascii=False)
    return f"<details><summary>{escape(label)}</summary><pre>{escape(text)}</pre></details>"


def _example(content: dict[str, Any]) -> Any:
    examples = content.get("examples") or {}
    first = next(iter(examples.values()), None) if isinstance(examples, dict) else None
    return first.get("value") if isinstance(first, dict) else content.get("example")


def _resolve(node: Any, schema: dict[str, Any], depth: int) -> Any:
    """Follow references a few levels deep, so that one block tells the whole shape."""
    if isinstance(node, dict):
        if "$ref" in node and depth < 4:
            name = node["$ref"].rpartition("/")[2]
            return _resolve(schema["components"]["schemas"].get(name, {}), schema, depth + 1)
        return {key: _resolve(value, schema, depth) for key, value in node.items()}
    if isinstance(node, list):
        return [_resolve(value, schema, depth) for value in node]
    return node
