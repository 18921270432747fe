"""CAP in XML as sources publish it: one message, several in an envelope, Atom or RSS with links, a ZIP of files."""

import asyncio
import io
import zipfile
import zlib
from collections.abc import Iterator
from urllib.parse import urljoin

from backend.alerts.cap.model import CapRefused
from backend.alerts.cap.read_xml import is_alert, read_alert, read_xml
from backend.alerts.cap.xml_tree import MAX_BYTES, Element, read_tree
from backend.alerts.content import Feed
from backend.alerts.feeds.fetching import FeedFault, Fetcher
from backend.alerts.feeds.reading import MAX_MESSAGES, Memory, Reading

_ATOM = "http://www.w3.org/2005/Atom"
# What `zipfile` raises for an entry that is damaged, encrypted or packed in a way it does not know.
_BROKEN = (zipfile.BadZipFile, zlib.error, OSError, RuntimeError, NotImplementedError, EOFError)
_MAX_FILES = 5000
_MAX_UNPACKED = 256 * 1024 * 1024


async def read_documents(feed: Feed, body: bytes, fetcher: Fetcher, memory: Memory) -> Reading:
    """Messages in the document and behind its links. Raises `CapRefused` if it is neither message nor feed."""
    root = await asyncio.to_thread(read_tree, body)
    inside = [element for element in root.walk() if is_alert(element)]
    links = list(dict.fromkeys(_links(root)))
    if not inside and root.name not in {"feed", "rss", "RDF"}:
        read_alert(root)  # says why it is none
    reading = Reading(listed=None)
    for number, element in enumerate(inside[:MAX_MESSAGES]):
        try:
            reading.alerts.append(read_alert(element))
        except CapRefused as refused:
            reading.refused.append((f"message {number}", str(refused)))
    for href, mark in links[:MAX_MESSAGES]:
        await _follow_link(feed, urljoin(feed.url, href), mark, fetcher, memory, reading)
    memory.keep_only({urljoin(feed.url, href) for href, _ in links})
    if feed.complete:
        named = {alert.identifier for alert in reading.alerts}
        reading.listed = named | set(memory.identifiers.values())
    return reading


async def _follow_link(feed: Feed, url: str, mark: str, fetcher: Fetcher, memory: Memory, reading: Reading) -> None:
    if mark and memory.knows(url, mark):
        return
    try:
        fetched = await fetcher.get(feed, url)
        alert = await asyncio.to_thread(read_xml, fetched.body or b"")
    except (FeedFault, CapRefused) as error:
        reading.refused.append((url, str(error)))
        return
    reading.alerts.append(alert)
    memory.learn(url, mark, alert.identifier)


def _links(root: Element) -> Iterator[tuple[str, str]]:
    """Addresses of messages with what tells a change; entries that carry their message inside need none."""
    for entry in root.walk():
        if entry.name not in {"entry", "item"} or any(is_alert(element) for element in entry.walk()):
            continue
        fields = {child.name: child.text.strip() for child in entry.children}
        mark = fields.get("updated") or fields.get("pubDate") or fields.get("id") or fields.get("guid") or ""
        if entry.namespace == _ATOM:
            hrefs = [link.attributes for link in entry.children if link.name == "link"]
            typed = [link for link in hrefs if "cap" in link.get("type", "") or "xml" in link.get("type", "")]
            plain = [link for link in hrefs if link.get("rel", "alternate") == "alternate"]
            found = next((link.get("href", "") for link in (*typed, *plain)), "")
        else:
            enclosure = [child.attributes.get("url", "") for child in entry.children if child.name == "enclosure"]
            found = next(iter(enclosure), "") or fields.get("link", "")
        if found:
            yield found, mark


async def read_archive(feed: Feed, body: bytes, memory: Memory) -> Reading:
    """The messages of a ZIP. Raises `CapRefused` if it is none or unpacks to too much."""
    return await asyncio.to_thread(_unpack, feed, body, memory)


def _unpack(feed: Feed, body: bytes, memory: Memory) -> Reading:
    reading = Reading(listed=None)
    try:
        archive = zipfile.ZipFile(io.BytesIO(body))
    except (zipfile.BadZipFile, ValueError) as error:
        raise CapRefused("not-zip") from error
    members = [member for member in archive.infolist() if member.filename.lower().endswith((".xml", ".cap"))]
    if len(members) > _MAX_FILES or sum(member.file_size for member in members) > _MAX_UNPACKED:
        raise CapRefused("too-large")
    for member in members:
        mark = f"{member.CRC}/{member.file_size}"
        if memory.knows(member.filename, mark):
            continue
        try:
            with archive.open(member) as file:  # never unpacks more than the directory says, which was added up above
                alert = read_xml(file.read(MAX_BYTES + 1))
        except (CapRefused, *_BROKEN) as error:
            reading.refused.append((member.filename, str(error)[:120]))
            continue
        reading.alerts.append(alert)
        memory.learn(member.filename, mark, alert.identifier)
    memory.keep_only({member.filename for member in members})
    if feed.complete:
        reading.listed = set(memory.identifiers.values())
    return reading
