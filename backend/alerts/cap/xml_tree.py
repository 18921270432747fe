"""A small, safe XML reader: no document types, no entities of their own, bounded size, depth and number of elements.

The standard library's expat does the parsing; ElementTree would let document types through. Encodings besides UTF-8
are those that expat and Python know by name (real files are ISO-8859-1).
"""

from collections.abc import Iterator
from typing import NoReturn
from xml.parsers import expat

from backend.alerts.cap.model import CapRefused

MAX_BYTES = 8 * 1024 * 1024
"""A real file with 212 polygons has 1.7 MB."""
MAX_DEPTH = 32
MAX_ELEMENTS = 200_000


class Element:
    """An element with its namespace, the text directly inside it and its children."""

    __slots__ = ("attributes", "children", "name", "namespace", "texts")

    def __init__(self, namespace: str, name: str, attributes: dict[str, str]) -> None:
        self.namespace = namespace
        self.name = name
        self.attributes = attributes
        self.children: list[Element] = []
        self.texts: list[str] = []

    @property
    def text(self) -> str:
        """The text directly inside."""
        return "".join(self.texts)

    def all(self, name: str) -> list["Element"]:
        """Children of that name in this element's namespace."""
        return [child for child in self.children if child.name == name and child.namespace == self.namespace]

    def walk(self) -> Iterator["Element"]:
        """This element and everything below it, in document order."""
        todo = [self]
        while todo:
            element = todo.pop()
            yield element
            todo.extend(reversed(element.children))


class _Builder:
    def __init__(self) -> None:
        self.root: Element | None = None
        self.path: list[Element] = []
        self.count = 0

    def start(self, name: str, attributes: dict[str, str]) -> None:
        namespace, _, local = name.rpartition(" ")
        self.count += 1
        if len(self.path) >= MAX_DEPTH:
            raise CapRefused("too-deep")
        if self.count > MAX_ELEMENTS:
            raise CapRefused("too-many-elements")
        element = Element(namespace, local, attributes)
        if self.path:
            self.path[-1].children.append(element)
        else:
            self.root = element
        self.path.append(element)

    def end(self, _name: str) -> None:
        self.path.pop()

    def text(self, data: str) -> None:
        if self.path:
            self.path[-1].texts.append(data)


def _refuse_doctype(*_arguments: object) -> NoReturn:
    raise CapRefused("document-type")


def read_tree(data: bytes) -> Element:
    """The root element. Raises `CapRefused` for what is no well-formed, harmless XML."""
    if len(data) > MAX_BYTES:
        raise CapRefused("too-large")
    builder = _Builder()
    parser = expat.ParserCreate(namespace_separator=" ")
    parser.buffer_text = True
    parser.StartElementHandler = builder.start
    parser.EndElementHandler = builder.end
    parser.CharacterDataHandler = builder.text
    parser.StartDoctypeDeclHandler = _refuse_doctype
    parser.EntityDeclHandler = _refuse_doctype
    parser.ExternalEntityRefHandler = _refuse_doctype
    try:
        parser.Parse(data.lstrip(), True)  # noqa: FBT003 -- expat takes "final" by position only
    except (expat.ExpatError, LookupError, ValueError) as error:
        if isinstance(error, CapRefused):
            raise
        raise CapRefused("not-xml", str(error)[:80]) from error
    if builder.root is None:
        raise CapRefused("not-xml", "empty")
    return builder.root
