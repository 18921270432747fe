"""Texts of senders as plain lines for people: no markup, no doubled escapes, steps one by one."""

import html
import re

_BREAK = re.compile(r"<\s*(?:br|/p|/li|/div)\s*/?\s*>", re.IGNORECASE)
_TAG = re.compile(r"<[/a-zA-Z][^<>]{0,400}>")
_BULLET = re.compile(r"^(?:[-–•*·]|\d{1,2}[.)])\s+")
_SENTENCE_END = re.compile(r"(?<=[^\W\d_]{4}[.!?؟])\s+(?=\S)")
_ESCAPES_DEEP = 3
MAX_STEPS = 12


def plain_lines(text: str | None) -> list[str]:
    """Lines that say something. Escapes are undone as often as senders double them."""
    if not text:
        return []
    for _ in range(_ESCAPES_DEEP):
        undone = html.unescape(text)
        if undone == text:
            break
        text = undone
    text = _TAG.sub(" ", _BREAK.sub("\n", text))
    return [line for line in (" ".join(part.split()) for part in text.split("\n")) if line]


def plain_text(text: str | None) -> str | None:
    """All in one paragraph, or None."""
    return " ".join(plain_lines(text)) or None


def steps(text: str | None) -> list[str]:
    """What to do, one step each: by line, by bullet, by sentence. Abbreviations ("z. B.") do not end a sentence."""
    found: list[str] = []
    for line in plain_lines(text):
        for sentence in _SENTENCE_END.split(_BULLET.sub("", line)):
            step = _BULLET.sub("", sentence.strip())
            if step and step not in found:
                found.append(step)
    if len(found) > MAX_STEPS:
        return [*found[: MAX_STEPS - 1], " ".join(found[MAX_STEPS - 1 :])]
    return found
