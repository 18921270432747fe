"""Sources that lie, drip, blow up or speak in tongues: each fault stays with its source, none costs more than it may.

Everything goes over real HTTP on loopback, TLS with certificates that the test makes.
"""

import gzip
import io
import ssl
import tracemalloc
import zipfile
import zlib
from datetime import UTC, datetime, timedelta
from ipaddress import ip_address
from math import cos, pi, sin
from pathlib import Path
from typing import Any

import httpx
import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from backend.alerts.cap.model import Area, Ring
from backend.alerts.cap.write_json import write_json
from backend.alerts.cap.write_xml import write_xml
from backend.alerts.content import Feed
from backend.alerts.feeds import fetching
from backend.alerts.feeds.documents import read_archive
from backend.alerts.feeds.fetching import FeedFault, Fetched, Fetcher
from backend.alerts.feeds.reading import Memory
from backend.alerts.slice import AlertsSlice
from backend.core.clock import utc_now
from tests.alerts.kit import SENDER, WHOLE_CITY, alert, dashboard, info
from tests.alerts.source import Source
from tests.alerts.test_feeds import archive, look, problems, quiet, say, told
from tests.conftest import FrozenClock

__all__ = ["quiet"]
MEGABYTE = 1_000_000
GOOD = ("mow.DE-1", "active")
GZIP = {"content-encoding": "gzip"}


async def ask(url: str, *, verify: ssl.SSLContext | bool = True, limit: int = MEGABYTE) -> Fetched:
    """One question to one source. Raises `FeedFault`."""
    feed = Feed(key="one", name="", kind="documents", url=url, credit="", hosts=("127.0.0.1",), max_bytes=limit)
    async with httpx.AsyncClient(verify=verify) as client:
        return await Fetcher(client, utc_now, production=False).get(feed, url)


async def fault(url: str, **options: Any) -> str:
    with pytest.raises(FeedFault) as caught:
        await ask(url, **options)
    return caught.value.reason


# --- Size


def bomb(size: int) -> bytes:
    """Zeros, packed to a thousandth."""
    return gzip.compress(bytes(size), 9)


async def test_a_bomb_is_given_up_before_it_is_unpacked(source: Source) -> None:
    source.say("/bomb", bomb(200 * MEGABYTE), headers=GZIP)
    tracemalloc.start()
    try:
        assert await fault(f"{source.url}/bomb") == "too-large"
        assert tracemalloc.get_traced_memory()[1] < 20 * MEGABYTE
    finally:
        tracemalloc.stop()


async def test_packed_answers_are_unpacked_up_to_the_limit(source: Source) -> None:
    text = bytes(range(256)) * 300
    source.say("/ok", gzip.compress(text), headers=GZIP)
    assert (await ask(f"{source.url}/ok")).body == text
    assert await fault(f"{source.url}/ok", limit=len(text) - 1) == "too-large"
    assert source.asked[0][1]["accept-encoding"] == "gzip"


@pytest.mark.parametrize(
    ("body", "headers", "reason"),
    [
        (gzip.compress(b"x" * 5000)[:-20], GZIP, "cut-off"),
        (b"no gzip at all", GZIP, "encoding"),
        (zlib.compress(b"x"), {"content-encoding": "deflate"}, "encoding"),
        (b"x", {"content-encoding": "gzip, gzip"}, "encoding"),
        (b"x", {"content-encoding": "br"}, "encoding"),
    ],
    # Not named by their bytes: gzip writes the time into them, and all processes of a run must know the same names.
    ids=["cut off", "no gzip", "deflate", "gzip twice", "brotli"],
)
async def test_packing_that_is_broken_or_was_not_asked_for_is_refused(
    source: Source, body: bytes, headers: dict[str, str], reason: str
) -> None:
    source.say("/x", body, headers=headers)
    assert await fault(f"{source.url}/x") == reason


FEED = Feed(key="zip", name="", kind="archive", url="https://a.example/x", credit="")


async def test_entries_are_never_unpacked_past_what_the_directory_adds_up_to() -> None:
    body = io.BytesIO()
    with zipfile.ZipFile(body, "w", zipfile.ZIP_DEFLATED) as file:
        file.writestr("liar.xml", b"<feed>" + bytes(50 * MEGABYTE))
        file.filelist[0].file_size = 10
    (refused,) = (await read_archive(FEED, body.getvalue(), Memory())).refused
    assert refused[0] == "liar.xml"


async def test_one_broken_entry_of_an_archive_does_not_hide_its_neighbours() -> None:
    body = io.BytesIO()
    with zipfile.ZipFile(body, "w", zipfile.ZIP_DEFLATED) as file:
        for name in ("cut", "good"):
            file.writestr(f"{name}.xml", write_xml(alert(name)))
    data = bytearray(body.getvalue())
    start = data.index(b"cut.xml") + len("cut.xml")
    data[start : start + 20] = b"\xff" * 20
    reading = await read_archive(FEED, bytes(data), Memory())
    assert [one.identifier for one in reading.alerts] == ["good"]
    assert [name for name, _ in reading.refused] == ["cut.xml"]


@pytest.mark.parametrize("dialect", ["sqlite"], indirect=True)
async def test_a_real_warning_of_almost_two_megabytes_is_taken(alerts: AlertsSlice, quiet: Source) -> None:
    """As large as a real one of the American weather service: 212 polygons, 1.7 MB."""
    large = alert("large", infos=(info(areas=(Area(description="212", polygons=rings(212, 240)), WHOLE_CITY)),))
    assert 1.7 * MEGABYTE < len(write_xml(large)) < 2.5 * MEGABYTE
    say(quiet, alert("mow.DE-1"))
    quiet.say("/all.zip", archive(large))
    await look(alerts)
    assert set(told(alerts)) == {GOOD, ("large", "active")}


def rings(count: int, corners: int) -> tuple[Ring, ...]:
    """Round outlines, each beside the one before."""
    turns = [2 * pi * corner / corners for corner in range(corners)]
    return tuple(
        tuple((51.0 + number / 100 + 0.02 * cos(turn), 6.5 + 0.02 * sin(turn)) for turn in turns)
        for number in range(count)
    )


# --- Time


async def test_a_source_with_hundreds_of_slow_documents_is_given_up_as_a_whole(
    alerts: AlertsSlice, quiet: Source, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(fetching, "LOOK_S", 1.0)
    say(quiet, alert("mow.DE-1"))
    links = "".join(f"<item><guid>{number}</guid><link>/slow</link><id>{number}</id></item>" for number in range(2))
    many = "".join(f"<item><guid>{n}</guid><link>/slow/{n}</link></item>" for n in range(300))
    quiet.say("/files", f"<rss>{links}{many}</rss>")
    for number in range(300):
        quiet.say(f"/slow/{number}", write_xml(alert(f"slow-{number}")), drip_s=0.05)
    await look(alerts)
    assert GOOD in told(alerts)
    assert len([path for path, _ in quiet.asked if path.startswith("/slow")]) < 50


async def test_wrong_dates_of_servers_change_nothing(alerts: AlertsSlice, quiet: Source, clock: FrozenClock) -> None:
    say(quiet, alert("mow.DE-1"))
    quiet.say("/files", write_xml(alert("far")), headers={"last-modified": "Fri, 31 Dec 9999 23:59:59 GMT"})
    quiet.say("/all.zip", b"", status=503, headers={"retry-after": "Thu, 01 Jan 1970 00:00:00 GMT"})
    await look(alerts)
    assert set(told(alerts)) == {GOOD, ("far", "active")}
    states = {state.feed: state for state in await alerts.service.feed_states()}
    assert states["zip"].next_at > clock()
    quiet.say("/all.zip", b"", status=503, headers={"retry-after": "Fri, 31 Dec 9999 23:59:59 GMT"})
    clock.set(states["zip"].next_at)
    await look(alerts)
    states = {state.feed: state for state in await alerts.service.feed_states()}
    assert states["zip"].next_at - clock() <= timedelta(hours=1)


# --- Words


@pytest.mark.parametrize("dialect", ["sqlite"], indirect=True)
@pytest.mark.parametrize(
    ("declared", "written", "reason"),
    [
        ("UTF-8", "latin-1", "not-xml"),
        ("x-unknown", "utf-8", "not-xml"),
        ("UTF-16", "utf-8", "not-xml"),
        ("ISO-8859-1", "latin-1", None),
        ("windows-1252", "cp1252", None),
    ],
)
async def test_a_wrong_charset_is_refused_and_a_declared_one_is_read(
    alerts: AlertsSlice, quiet: Source, declared: str, written: str, reason: str | None
) -> None:
    say(quiet, alert("mow.DE-1"))
    text = write_xml(alert("words", infos=(info(headline="Überflutung"),))).decode()
    quiet.say("/files", text.replace("UTF-8", declared, 1).encode(written))
    await look(alerts)
    assert (await problems(alerts))["files"] == reason
    headlines = {story.newest.alert.infos[0].headline for story in alerts.service.stories()}
    assert headlines == {"Starkregen im Test", *(() if reason else ("Überflutung",))}


@pytest.mark.parametrize("dialect", ["sqlite"], indirect=True)
async def test_what_was_cut_off_in_the_middle_is_refused_whole(alerts: AlertsSlice, quiet: Source) -> None:
    first, second = alert("mow.DE-1"), alert("mow.DE-2")
    quiet.say("/dashboard/051140000000.json", dashboard(first, second))
    quiet.say("/warnings/mow.DE-1.json", write_json(first))
    quiet.say("/warnings/mow.DE-2.json", write_json(second)[:-40])  # told from the list instead
    quiet.say("/files", write_xml(alert("cut"))[:-40])
    quiet.say("/all.zip", archive(alert("packed"))[:-40])
    await look(alerts)
    assert set(told(alerts)) == {GOOD, ("mow.DE-2", "active")}
    assert await problems(alerts) == {"list": None, "files": "not-xml", "zip": "not-zip"}
    cut = next(story for story in alerts.service.stories() if story.newest.alert.identifier == "mow.DE-2")
    assert cut.newest.alert.sender != SENDER


# --- TLS


def certificate(folder: Path, begins: datetime, ends: datetime) -> Path:
    """A self-signed certificate of this machine with its key."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "127.0.0.1")])
    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(begins)
        .not_valid_after(ends)
        .add_extension(x509.SubjectAlternativeName([x509.IPAddress(ip_address("127.0.0.1"))]), critical=False)
        .sign(key, hashes.SHA256())
    )
    path = folder / "own.pem"
    path.write_bytes(
        key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
        + made.public_bytes(serialization.Encoding.PEM)
    )
    return path


NOW = datetime.now(UTC)
DAY = timedelta(days=1)


@pytest.mark.parametrize(
    ("begins", "ends", "trusted", "reason"),
    [
        (NOW - DAY, NOW + DAY, True, None),
        (NOW - 2 * DAY, NOW - DAY, True, "certificate"),  # over
        (NOW + DAY, NOW + 2 * DAY, True, "certificate"),  # not yet
        (NOW - DAY, NOW + DAY, False, "certificate"),  # of nobody we know
    ],
)
async def test_a_certificate_that_is_over_or_unknown_is_not_accepted(
    tmp_path: Path, begins: datetime, ends: datetime, trusted: bool, reason: str | None
) -> None:
    path = certificate(tmp_path, begins, ends)
    trust: ssl.SSLContext | bool = ssl.create_default_context(cafile=str(path)) if trusted else True
    with Source(tls=path).running() as source:
        source.say("/x", b"<feed/>")
        if reason is None:
            assert (await ask(f"{source.url}/x", verify=trust)).body == b"<feed/>"
        else:
            assert await fault(f"{source.url}/x", verify=trust) == reason
