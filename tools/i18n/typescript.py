"""Finds `t`, `nt`, `tc` and `N_` in TypeScript and TSX.

A full parser is not needed and Babel's JavaScript lexer is not enough: an apostrophe in JSX text makes it lose what
follows. This reader looks for the calls themselves and only has to know where comments are. A message must be one
literal; anything glued, templated or chosen in the argument is reported by `find_faults`.
"""

import re
from collections.abc import Collection, Iterator, Mapping
from typing import IO, Any, NamedTuple

ARGUMENTS = {"t": 1, "N_": 1, "nt": 2, "tc": 2}
"""How many leading arguments of each function are literal messages (for `tc`: context and message)."""

_CALL = re.compile(r"(?<![\w$.])(?<!function )(t|nt|tc|N_)\(\s*")
_LITERAL = re.compile(r"""'(?:[^'\\\n]|\\.)*'|"(?:[^"\\\n]|\\.)*"|`(?:[^`\\$]|\\.|\$(?!\{))*`""", re.DOTALL)
# `t(label ?? N_('Ort'))`, `t(label ?? '')`: the first is collected by its own mark, the second is no text.
_MARKED_OR_EMPTY = re.compile(rf"""N_\(\s*(?:{_LITERAL.pattern})\s*\)|''|\"\"""", re.DOTALL)
_ESCAPE = re.compile(r"\\(u\{[0-9a-fA-F]+\}|u[0-9a-fA-F]{4}|x[0-9a-fA-F]{2}|\r?\n|.)", re.DOTALL)
_SIMPLE_ESCAPES = {"n": "\n", "t": "\t", "r": "\r", "b": "\b", "f": "\f", "v": "\v", "0": "\0"}
_TOKEN = re.compile(
    r"""//[^\n]* | /\*.*?\*/ | '(?:[^'\\\n]|\\.)*' | "(?:[^"\\\n]|\\.)*" | `(?:[^`\\]|\\.)*`""",
    re.DOTALL | re.VERBOSE,
)


class Call(NamedTuple):
    """One call in a source file. `messages` is empty when its argument is a variable."""

    line: int
    function: str
    messages: tuple[str, ...]
    fault: str | None


def _unescape(literal: str) -> str:
    def replace(match: re.Match[str]) -> str:
        code = match[1]
        if code[0] in "ux" and len(code) > 1:
            return chr(int(code.strip("ux{}"), 16))
        return "" if code in {"\n", "\r\n"} else _SIMPLE_ESCAPES.get(code, code)

    return _ESCAPE.sub(replace, literal[1:-1])


def _comments(source: str) -> list[tuple[int, int, str]]:
    """Start, end and text of each comment. Strings end at the line, so a stray apostrophe costs one line at most."""
    return [
        (match.start(), match.end(), match[0]) for match in _TOKEN.finditer(source) if match[0].startswith(("//", "/*"))
    ]


def _argument(source: str, start: int) -> tuple[str, int]:
    """Text of the argument that begins at `start`, and where it ends (at its comma or bracket)."""
    depth, position = 0, start
    while position < len(source):
        literal = _LITERAL.match(source, position)
        if literal:
            position = literal.end()
            continue
        char = source[position]
        if depth == 0 and char in ",)":
            break
        depth += (char in "([{") - (char in ")]}")
        position += 1
    return source[start:position].strip(), position


def _fault(argument: str) -> str | None:
    """Why an argument that is no literal cannot be collected; None for a plain variable."""
    if "${" in argument:
        return "template with a value inside"
    if "+" in argument:
        return "text glued with +"
    if any(quote in _MARKED_OR_EMPTY.sub("", argument) for quote in "'\"`"):
        return "text chosen inside the call: give each its own call"
    return None


def find_calls(source: str) -> Iterator[Call]:
    """Every call of a translation function outside comments."""
    spans = [(start, end) for start, end, _ in _comments(source)]
    for match in _CALL.finditer(source):
        if any(start <= match.start() < end for start, end in spans):
            continue
        line = source.count("\n", 0, match.start()) + 1
        yield _read_call(source, match, line)


def _read_call(source: str, match: re.Match[str], line: int) -> Call:
    function, position = match[1], match.end()
    messages: list[str] = []
    for _ in range(ARGUMENTS[function]):
        argument, position = _argument(source, position)
        literal = _LITERAL.fullmatch(argument)
        if literal is None:
            fault = _fault(argument)
            if fault is None and messages:
                fault = "one argument is a text, the other is not"
            return Call(line, function, (), fault)
        messages.append(_unescape(argument))
        position += 1
        position += len(source[position:]) - len(source[position:].lstrip())
    fault = "empty message" if not all(messages) else None
    return Call(line, function, tuple(messages), fault)


def _note(comments: list[tuple[int, int, str]], source: str, line: int, tags: Collection[str]) -> list[str]:
    """The translator's note on the line of the call or the line before."""
    for _start, end, text in comments:
        if source.count("\n", 0, end) + 1 not in {line, line - 1}:
            continue
        body = " ".join(part.strip(" *") for part in text.strip("/* ").splitlines()).strip()
        for tag in tags:
            if body.startswith(tag):
                return [body.removeprefix(tag).strip()]
    return []


def extract_typescript(
    fileobj: IO[bytes], keywords: Mapping[str, Any], comment_tags: Collection[str], options: Mapping[str, Any]
) -> Iterator[tuple[int, str, str | tuple[str, ...], list[str]]]:
    """Extractor in Babel's form: line, function, message or messages, notes. Faulty calls yield nothing."""
    source = fileobj.read().decode("utf-8")
    comments = _comments(source)
    for call in find_calls(source):
        if call.messages and not call.fault and call.function in keywords:
            message = call.messages if len(call.messages) > 1 else call.messages[0]
            yield call.line, call.function, message, _note(comments, source, call.line, comment_tags)
