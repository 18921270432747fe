"""Whatever can be said in CAP survives writing and reading, in XML and in the German JSON."""

from contextlib import suppress
from datetime import UTC, datetime, timedelta
from typing import Any, get_args

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from backend.alerts.cap import model
from backend.alerts.cap.model import Alert, Area, CapRefused, Circle, Info, NamedValue, Resource
from backend.alerts.cap.read_json import read_json
from backend.alerts.cap.read_xml import EXCLUDE, read_xml
from backend.alerts.cap.values import tidy
from backend.alerts.cap.write_json import write_json
from backend.alerts.cap.write_xml import write_xml

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
TEXTS = st.text(min_size=1, max_size=30).map(tidy).filter(bool)
OPTIONAL = st.none() | TEXTS
NAMES = st.from_regex(r"\A[A-Za-z0-9.@:_-]{1,40}\Z")
TIMES = st.integers(6 * 10**14, 4 * 10**15).map(lambda micros: EPOCH + timedelta(microseconds=micros))
NUMBERS = st.floats(-1e5, 1e5, allow_nan=False).map(lambda number: number + 0.0)
POINTS = st.tuples(st.floats(-89, 89).map(lambda n: n + 0.0), st.floats(-179, 179).map(lambda n: n + 0.0)).filter(
    lambda point: point != (-1.0, -1.0)
)
RINGS = st.lists(POINTS, min_size=1, max_size=6).map(tuple)
PAIRS = st.builds(NamedValue, TEXTS, TEXTS).filter(lambda pair: pair.name != EXCLUDE)


def some(strategy: Any) -> Any:
    return st.lists(strategy, max_size=3).map(tuple)


def words_of(kind: Any) -> Any:
    return st.sampled_from(get_args(kind))


def several_of(kind: Any) -> Any:
    return st.lists(words_of(kind), max_size=3, unique=True).map(tuple)


AREAS = st.builds(
    Area,
    description=TEXTS,
    polygons=some(RINGS),
    holes=some(RINGS),
    circles=some(st.builds(lambda point, radius: Circle(*point, radius), POINTS, st.floats(0, 500).map(abs))),
    geocodes=some(PAIRS),
    altitude=st.none() | NUMBERS,
    ceiling=st.none() | NUMBERS,
)
RESOURCES = st.builds(
    Resource,
    description=TEXTS,
    mime_type=TEXTS,
    size=st.none() | st.integers(0, 10**9),
    uri=OPTIONAL,
    deref_uri=OPTIONAL,
    digest=OPTIONAL,
)
INFOS = st.builds(
    Info,
    language=OPTIONAL,
    categories=several_of(model.Category),
    event=TEXTS,
    response_types=several_of(model.ResponseType),
    urgency=words_of(model.Urgency),
    severity=words_of(model.Severity),
    certainty=words_of(model.Certainty),
    audience=OPTIONAL,
    event_codes=some(PAIRS),
    effective=st.none() | TIMES,
    onset=st.none() | TIMES,
    expires=st.none() | TIMES,
    sender_name=OPTIONAL,
    headline=OPTIONAL,
    description=OPTIONAL,
    instruction=OPTIONAL,
    web=OPTIONAL,
    contact=OPTIONAL,
    parameters=some(PAIRS),
    resources=st.lists(RESOURCES, max_size=1).map(tuple),
    areas=st.lists(AREAS, max_size=2).map(tuple),
)
ALERTS = st.builds(
    Alert,
    identifier=NAMES,
    sender=NAMES,
    sent=TIMES,
    status=words_of(model.Status),
    msg_type=words_of(model.MsgType),
    scope=words_of(model.Scope),
    source=OPTIONAL,
    restriction=TEXTS,
    addresses=TEXTS,
    codes=some(TEXTS),
    note=OPTIONAL,
    references=TEXTS,
    incidents=OPTIONAL,
    infos=st.lists(INFOS, max_size=2).map(tuple),
)
MODEST = settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))


@MODEST
@given(ALERTS)
def test_xml_says_what_was_meant(alert: Alert) -> None:
    assert read_xml(write_xml(alert)) == alert


@MODEST
@given(ALERTS)
def test_json_says_what_was_meant(alert: Alert) -> None:
    assert read_json(write_json(alert)) == alert


@MODEST
@given(ALERTS, st.integers(0, 2000), st.binary(max_size=8))
def test_a_damaged_message_is_read_or_refused_and_nothing_else(alert: Alert, at: int, junk: bytes) -> None:
    for write, read in ((write_xml, read_xml), (write_json, read_json)):
        body = write(alert)
        damaged = body[: at % len(body)] + junk + body[at % len(body) + len(junk) :]
        with suppress(CapRefused):
            read(damaged)
