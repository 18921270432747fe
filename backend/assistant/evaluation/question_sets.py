"""Question sets from outside: plain JSON with documents, questions and which documents answer them.

`{"language": "de", "documents": [{"id", "title", "text"}], "questions": [{"id", "text", "relevant": [ids]}]}`, one such
object or a list of them. `relevant` is empty where no document answers. Documents may also have `keywords` and
`questions` (lists of texts). Ids may be numbers. Everything else in the file is ignored.
"""

from collections.abc import Iterable
from pathlib import Path
from typing import Any

import msgspec

from backend.assistant.ranking.documents import Document


class UnreadableQuestions(Exception):
    """The file cannot be evaluated; the message says where and why, for the person who made it."""


class Asked(msgspec.Struct, frozen=True):
    """A question with the ids of the documents that answer it."""

    id: str
    text: str
    relevant: frozenset[str]


class QuestionSet(msgspec.Struct, frozen=True):
    """Documents of one language with questions about them."""

    language: str
    documents: tuple[Document, ...]
    questions: tuple[Asked, ...]


def read_question_sets(path: Path) -> list[QuestionSet]:
    """Read a file. Raises UnreadableQuestions with the place and the reason."""
    try:
        content = msgspec.json.decode(path.read_bytes())
    except OSError as error:
        raise UnreadableQuestions(f"{path}: {error.strerror}") from error
    except (msgspec.DecodeError, UnicodeDecodeError) as error:
        raise UnreadableQuestions(f"{path}: not JSON: {error}") from error
    sets = content if isinstance(content, list) else [content]
    if not sets:
        raise UnreadableQuestions(f"{path}: holds no question set")
    return [_question_set(one, f"set {number}" if len(sets) > 1 else "") for number, one in enumerate(sets)]


def _question_set(given: object, place: str) -> QuestionSet:
    fields = _object(given, place or "the file")
    prefix = f"{place}: " if place else ""
    language = fields.get("language")
    if not isinstance(language, str) or not language.strip():
        raise UnreadableQuestions(f'{prefix}`language` is missing; expected a code like "de"')
    documents = tuple(
        _document(item, f"{prefix}documents[{number}]", language)
        for number, item in enumerate(_list(fields, "documents", prefix))
    )
    if not documents:
        raise UnreadableQuestions(f"{prefix}`documents` is empty: there is nothing to search")
    questions = tuple(
        _asked(item, f"{prefix}questions[{number}]") for number, item in enumerate(_list(fields, "questions", prefix))
    )
    if not questions:
        raise UnreadableQuestions(f"{prefix}`questions` is empty: there is nothing to ask")
    _unique([document.id for document in documents], f"{prefix}documents")
    _unique([question.id for question in questions], f"{prefix}questions")
    known = {document.id for document in documents}
    for number, question in enumerate(questions):
        if unknown := sorted(question.relevant - known):
            raise UnreadableQuestions(f"{prefix}questions[{number}]: `relevant` names no document: {unknown[0]!r}")
    return QuestionSet(language, documents, questions)


def _document(given: object, place: str, language: str) -> Document:
    fields = _object(given, place)
    title, text = _text(fields, "title", place, needed=False), _text(fields, "text", place)
    if not title.strip() and not text.strip():
        raise UnreadableQuestions(f"{place}: `title` and `text` are both empty")
    return Document(
        _id(fields, "id", place),
        title,
        text,
        keywords=tuple(_texts(fields, "keywords", place)),
        questions=tuple(_texts(fields, "questions", place)),
        locale=language,
    )


def _asked(given: object, place: str) -> Asked:
    fields = _object(given, place)
    text = _text(fields, "text", place)
    if not text.strip():
        raise UnreadableQuestions(f"{place}: `text` is empty")
    relevant = fields.get("relevant")
    if not isinstance(relevant, list):
        raise UnreadableQuestions(f"{place}: `relevant` is missing; expected a list of document ids, [] for none")
    ids = frozenset(_id({"relevant": one}, "relevant", place) for one in relevant)
    return Asked(_id(fields, "id", place), text, ids)


def _object(given: object, place: str) -> dict[str, Any]:
    if not isinstance(given, dict):
        raise UnreadableQuestions(f"{place}: expected an object, found {type(given).__name__}")
    return given


def _list(fields: dict[str, Any], name: str, prefix: str) -> list[object]:
    found = fields.get(name)
    if not isinstance(found, list):
        raise UnreadableQuestions(f"{prefix}`{name}` is missing; expected a list")
    return found


def _id(fields: dict[str, Any], name: str, place: str) -> str:
    found = fields.get(name)
    if isinstance(found, bool) or not isinstance(found, str | int) or str(found) == "":
        raise UnreadableQuestions(f"{place}: `{name}` is missing or is no text or whole number")
    return str(found)


def _text(fields: dict[str, Any], name: str, place: str, *, needed: bool = True) -> str:
    found = fields.get(name)
    if found is None and not needed:
        return ""
    if not isinstance(found, str):
        raise UnreadableQuestions(f"{place}: `{name}` is missing or is no text")
    return found


def _texts(fields: dict[str, Any], name: str, place: str) -> list[str]:
    found = fields.get(name) or []
    if not isinstance(found, list) or not all(isinstance(one, str) for one in found):
        raise UnreadableQuestions(f"{place}: `{name}` is no list of texts")
    return found


def _unique(ids: Iterable[str], place: str) -> None:
    seen: set[str] = set()
    for number, one in enumerate(ids):
        if one in seen:
            raise UnreadableQuestions(f"{place}[{number}]: the id {one!r} is there twice")
        seen.add(one)
