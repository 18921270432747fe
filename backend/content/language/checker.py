"""Runs the rules over a text."""

import re
from collections.abc import Mapping

from backend.content.language.rules import RULES
from backend.content.language.text import Finding, Level, Severity, sentences


def check_text(
    text: str, level: Level, *, first_line: int = 1, preferred: Mapping[str, str] | None = None
) -> list[Finding]:
    """All findings in reading order. `preferred` maps words for the same thing to the one the glossary chose."""
    found: list[Finding] = []
    for sentence in sentences(text):
        for rule in RULES:
            found += rule(sentence, level)
        for word, better in (preferred or {}).items():
            if re.search(rf"(?<!\w){re.escape(word)}(?!\w)", sentence.text):
                severity: Severity = "error" if level == "ls" else "warning"
                found.append(
                    Finding(
                        rule="same-word",
                        severity=severity,
                        line=sentence.line,
                        excerpt=word,
                        reason="Für eine Sache gibt es hier nur ein Wort.",
                        proposal=better,
                    )
                )
    shifted = [_moved(finding, first_line - 1) for finding in found]
    return sorted(shifted, key=lambda finding: finding.line)


def _moved(finding: Finding, lines: int) -> Finding:
    return Finding(
        rule=finding.rule,
        severity=finding.severity,
        line=finding.line + lines,
        excerpt=finding.excerpt,
        reason=finding.reason,
        proposal=finding.proposal,
    )
