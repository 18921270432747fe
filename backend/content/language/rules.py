"""The rules for plain German. Each is a function from a sentence to its findings; `chat.md` D names the sources.

Patterns see no parts of speech: what they cannot be sure of is a warning, never an error.
"""

import re
from collections.abc import Callable, Iterator

from backend.content.language.compounds import LONG_LETTERS, propose_hyphens
from backend.content.language.text import Finding, Level, Sentence, Severity
from backend.content.language.wordlists import WORDS

Rule = Callable[[Sentence, Level], Iterator[Finding]]

LENGTH: dict[Level, tuple[int, int]] = {"ls": (8, 12), "es": (15, 20)}
"""Words in a sentence: more than the first is a warning, more than the second an error."""

_CLAUSE = re.compile(r", (dass|weil|wenn|ob|damit|obwohl|falls|indem|sodass|der|die|das|welche[rs]?|wo|wie)\b")
_TWO_THOUGHTS = re.compile(r"[,\s](sondern|aber|denn|jedoch)\b")
_GENITIVE = re.compile(r"\b(des|eines|Ihres|seines|ihres|meines|unseres|dessen) (?:\w+en )?[A-ZÄÖÜ]\w+(?:s|n)\b")
_GENITIVE_FEMININE = re.compile(r"\b[A-ZÄÖÜ]\w+ (der|einer|Ihrer|seiner) [A-ZÄÖÜ]\w+")
_WERDEN = re.compile(r"\b(wird|werden|wurde|wurden|worden)\b")
_PARTICIPLE = re.compile(r"\b(?:\w{0,8}ge\w{2,}(?:t|en)|(?:be|ver|er|ent|zer)\w{2,}t|\w{3,}iert)\b")
_ROMAN = re.compile(r"\b(?=[IVX]{2,}\b)X{0,3}(?:IX|IV|V?I{0,3})\b")
_RANGE = re.compile(r"\d\s?[–-]\s?\d")
_HARD_NUMBER = re.compile(r"\d\s?%|\bProzent\b|\d,\d(?!0)\d?\b(?! ?(?:€|Euro))|\b\d{5,}\b|\b\d{1,3}\.\d{3}\b")
_SIGNS: dict[Level, str] = {"ls": r"[;()/&*§„“\"]", "es": r"[;&*]|\((?=[^)]{25})"}
_NOMINAL = re.compile(r"\b[A-ZÄÖÜ]\w+(?:ung|keit|heit|ierung)\b")
_MAX_NOMINAL = 2


def _found(rule: str, severity: Severity, sentence: Sentence, excerpt: str, reason: str, proposal: str) -> Finding:
    return Finding(
        rule=rule, severity=severity, line=sentence.line, excerpt=excerpt.strip(), reason=reason, proposal=proposal
    )


def sentence_length(sentence: Sentence, level: Level) -> Iterator[Finding]:
    """Long sentences are not remembered to their end."""
    count = len(sentence.words)
    soft, hard = LENGTH[level]
    if count > soft:
        severity: Severity = "error" if count > hard else "warning"
        reason = f"{count} Wörter in einem Satz, gut sind höchstens {soft}."
        yield _found("sentence-length", severity, sentence, sentence.text[:60], reason, "Machen Sie zwei Sätze daraus.")


def one_thought(sentence: Sentence, level: Level) -> Iterator[Finding]:
    """One statement in a sentence."""
    if level != "ls":
        return
    for match in (*_CLAUSE.finditer(sentence.text), *_TWO_THOUGHTS.finditer(sentence.text)):
        reason = "Der Satz sagt mehr als eine Sache."
        yield _found("one-thought", "warning", sentence, match[0], reason, "Ein Satz für jede Aussage.")


def genitive(sentence: Sentence, level: Level) -> Iterator[Finding]:
    """The genitive is the hardest of the German cases."""
    if level != "ls":
        return
    for pattern in (_GENITIVE, _GENITIVE_FEMININE):
        for match in pattern.finditer(sentence.text):
            proposal = "Schreiben Sie „von“: statt „die Adresse des Amts“ besser „die Adresse vom Amt“."
            yield _found("genitive", "warning", sentence, match[0], "Das ist ein Wes-Fall.", proposal)


def subjunctive(sentence: Sentence, level: Level) -> Iterator[Finding]:
    """What would be is harder than what is."""
    if level != "ls":
        return
    for word in sentence.words:
        if word.lower() in WORDS.subjunctive:
            proposal = "Sagen Sie, was ist: „kann“, „muss“, „vielleicht“."
            yield _found("subjunctive", "error", sentence, word, "Das ist eine Möglichkeits-Form.", proposal)


def passive(sentence: Sentence, level: Level) -> Iterator[Finding]:
    """In the passive nobody does anything."""
    werden = _WERDEN.search(sentence.text)
    if werden is None:
        return
    participle = _PARTICIPLE.search(sentence.text)
    if participle is None:
        return
    is_sure = participle[0].endswith("t") or werden[0] in {"wurde", "wurden", "worden"}
    severity: Severity = "error" if level == "ls" and is_sure else "warning"
    proposal = "Sagen Sie, wer etwas tut: „Das Amt prüft den Antrag.“"
    yield _found("passive", severity, sentence, f"{werden[0]} … {participle[0]}", "Hier tut niemand etwas.", proposal)


def negation(sentence: Sentence, level: Level) -> Iterator[Finding]:
    """What is not is easily overread."""
    if level != "ls":
        return
    for word in sentence.words:
        if word.lower() in WORDS.negations and not word.isupper():
            proposal = "Sagen Sie, was geht. Oder schreiben Sie das Wort **fett**."
            yield _found("negation", "warning", sentence, word, "Verneinungen werden leicht überlesen.", proposal)


def preterite(sentence: Sentence, level: Level) -> Iterator[Finding]:
    """Spoken German says "hat gemacht"."""
    if level != "ls":
        return
    for word in sentence.words:
        if word in WORDS.preterite:
            proposal = "Schreiben Sie wie beim Sprechen: „hat gemacht“, „ist gekommen“."
            yield _found("preterite", "error", sentence, word, "Diese Vergangenheit spricht kaum jemand.", proposal)


def long_word(sentence: Sentence, level: Level) -> Iterator[Finding]:
    """Long compounds are read letter by letter."""
    for word in sentence.words:
        if max(len(part) for part in re.split(r"[-·\u00ad]", word)) >= LONG_LETTERS:
            split = propose_hyphens(word)
            severity: Severity = "error" if level == "ls" else "warning"
            proposal = split or "Trennen Sie mit Bindestrich oder nehmen Sie zwei kurze Wörter."
            yield _found("long-word", severity, sentence, word, f"{len(word)} Buchstaben sind zu viele.", proposal)


def numbers(sentence: Sentence, level: Level) -> Iterator[Finding]:
    """Digits are seen at once; percentages, decimals and Roman numerals are not."""
    severity: Severity = "error" if level == "ls" else "warning"
    for word in sentence.words:
        if word.lower() in WORDS.number_words:
            digits = WORDS.number_words[word.lower()]
            yield _found("number-word", severity, sentence, word, "Ziffern sieht man sofort.", digits)
    for match in _RANGE.finditer(sentence.text):
        yield _found("range", severity, sentence, match[0], "Der Strich hat keinen Laut.", "von … bis …")
    if level == "ls":
        for match in _ROMAN.finditer(sentence.text):
            yield _found("roman", "error", sentence, match[0], "Römische Zahlen sind schwer.", "1, 2, 3")
        for match in _HARD_NUMBER.finditer(sentence.text):
            proposal = "Nehmen Sie „viele“, „wenige“, „die Hälfte“ oder ein Beispiel."
            yield _found("hard-number", "warning", sentence, match[0], "Diese Zahl ist schwer vorstellbar.", proposal)


def abbreviation(sentence: Sentence, level: Level) -> Iterator[Finding]:
    """Abbreviations have to be known."""
    for pattern, full in WORDS.abbreviations.items():
        for match in re.finditer(rf"(?<!\w){pattern}", sentence.text):
            yield _found("abbreviation", "error", sentence, match[0], "Abkürzungen muss man kennen.", full)


def signs(sentence: Sentence, level: Level) -> Iterator[Finding]:
    """Signs are read aloud as nothing or as noise."""
    for match in re.finditer(_SIGNS[level], sentence.text):
        severity: Severity = "error" if level == "ls" else "warning"
        reason = "Dieses Zeichen stört beim Lesen und beim Vorlesen."
        yield _found("sign", severity, sentence, match[0], reason, "Nehmen Sie einen Punkt oder ein Wort.")


def cross_reference(sentence: Sentence, level: Level) -> Iterator[Finding]:
    """Whoever has to look elsewhere is lost."""
    lower = sentence.text.lower()
    for phrase in WORDS.cross_references:
        if re.search(rf"(?<!\w){re.escape(phrase.lower())}", lower):
            severity: Severity = "error" if level == "ls" else "warning"
            yield _found("cross-reference", severity, sentence, phrase, "Der Verweis führt weg.", "Sagen Sie es hier.")


def metaphor(sentence: Sentence, level: Level) -> Iterator[Finding]:
    """Figures of speech are taken at their word."""
    for phrase in WORDS.metaphors:
        if phrase.lower() in sentence.text.lower():
            reason = "Bilder in der Sprache versteht nicht jeder."
            yield _found("metaphor", "warning", sentence, phrase, reason, "Sagen Sie, was gemeint ist.")


def officialese(sentence: Sentence, level: Level) -> Iterator[Finding]:
    """Words only offices use."""
    for word in sentence.words:
        plain = WORDS.officialese.get(word) or WORDS.officialese.get(word.lower())
        if plain:
            severity: Severity = "error" if level == "ls" else "warning"
            yield _found("officialese", severity, sentence, word, "So spricht nur ein Amt.", plain)


def nominal_style(sentence: Sentence, level: Level) -> Iterator[Finding]:
    """Too many nouns made of verbs."""
    nouns = _NOMINAL.findall(sentence.text)
    if len(nouns) > _MAX_NOMINAL:
        reason = "Viele Hauptwörter auf -ung, -heit oder -keit."
        yield _found("nominal-style", "warning", sentence, ", ".join(nouns), reason, "Nehmen Sie Tu-Wörter.")


RULES: tuple[Rule, ...] = (
    sentence_length,
    one_thought,
    genitive,
    subjunctive,
    passive,
    negation,
    preterite,
    long_word,
    numbers,
    abbreviation,
    signs,
    cross_reference,
    metaphor,
    officialese,
    nominal_style,
)
