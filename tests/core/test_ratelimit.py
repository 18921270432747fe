"""Rate limits: fair, forgetful, bounded, and not fooled by invented addresses."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from litestar import Litestar, get
from litestar.testing import AsyncTestClient

from backend.core.http import exception_handlers
from backend.core.i18n import Translations
from backend.core.metrics import Metrics
from backend.core.ratelimit import Rate, RateLimited, RateLimiter, client_address, parse_networks, rate_limit


class _Seconds:
    def __init__(self) -> None:
        self.now = 1_000.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def seconds() -> _Seconds:
    return _Seconds()


@pytest.fixture
def limiter(seconds: _Seconds) -> RateLimiter:
    return RateLimiter(clock=seconds, max_keys=100)


THREE_A_MINUTE = Rate(3, per=60)


def _allowed(limiter: RateLimiter, key: str = "a", scope: str = "reports") -> bool:
    try:
        limiter.check(scope, key, THREE_A_MINUTE)
    except RateLimited:
        return False
    return True


def test_allows_the_limit_and_then_one_more_after_its_share_of_the_time(
    limiter: RateLimiter, seconds: _Seconds
) -> None:
    assert [_allowed(limiter) for _ in range(5)] == [True, True, True, False, False]
    seconds.now += 19.9
    assert not _allowed(limiter)
    seconds.now += 0.2
    assert [_allowed(limiter) for _ in range(2)] == [True, False]
    seconds.now += 3_600
    assert [_allowed(limiter) for _ in range(4)] == [True, True, True, False]


def test_says_when_to_come_back(limiter: RateLimiter, seconds: _Seconds) -> None:
    for _ in range(3):
        limiter.check("reports", "a", Rate(3, per=60))
    seconds.now += 5
    with pytest.raises(RateLimited) as caught:
        limiter.check("reports", "a", Rate(3, per=60))
    assert caught.value.headers == {"retry-after": "15"}
    seconds.now += 15
    assert _allowed(limiter)


def test_clients_and_scopes_do_not_share_a_bucket(limiter: RateLimiter) -> None:
    assert [_allowed(limiter) for _ in range(4)][-1] is False
    assert _allowed(limiter, key="b")
    assert _allowed(limiter, scope="search")


def test_memory_is_bounded_however_many_clients_come(limiter: RateLimiter) -> None:
    for number in range(1_000):
        _allowed(limiter, key=str(number))
    assert len(limiter) == 100


def test_addresses_are_not_kept(limiter: RateLimiter) -> None:
    _allowed(limiter, key="198.51.100.7")
    assert "198.51.100.7" not in repr(vars(limiter))
    assert RateLimiter()._digest("s", "198.51.100.7") != limiter._digest("s", "198.51.100.7")


def _scope(peer: str | None, *forwarded: str) -> dict[str, Any]:
    return {
        "type": "http",
        "client": (peer, 1234) if peer else None,
        "headers": [(b"X-Forwarded-For", value.encode("latin-1")) for value in forwarded],
    }


TRUSTED = parse_networks(["10.0.0.0/8", "2001:db8:ffff::/48"])


@pytest.mark.parametrize(
    ("scope", "address"),
    [
        (_scope("203.0.113.9"), "203.0.113.9"),
        (_scope("203.0.113.9", "198.51.100.1"), "203.0.113.9"),  # not a proxy of ours: its claim is worth nothing
        (_scope("10.0.0.1", "198.51.100.1"), "198.51.100.1"),
        (_scope("10.0.0.1", "6.6.6.6, 198.51.100.1"), "198.51.100.1"),  # what the client invented stands on the left
        (_scope("10.0.0.1", "6.6.6.6", "198.51.100.1, 10.0.0.2"), "198.51.100.1"),
        (_scope("10.0.0.1", "10.0.0.3, 10.0.0.2"), "10.0.0.3"),
        (_scope("10.0.0.1", "198.51.100.1, nonsense"), "10.0.0.1"),
        (_scope("10.0.0.1", ""), "10.0.0.1"),
        (_scope("10.0.0.1", "198.51.100.1:4711"), "198.51.100.1"),
        (_scope("10.0.0.1", "[2001:db8::1]:4711"), "2001:db8::1"),
        (_scope("::ffff:10.0.0.1", "198.51.100.1"), "198.51.100.1"),
        (_scope("2001:db8:ffff::1", "2001:db8::7"), "2001:db8::7"),
        (_scope(None, "198.51.100.1"), ""),
        (_scope("testclient", "198.51.100.1"), ""),
    ],
)
def test_believes_forwarded_addresses_only_as_far_as_trusted_proxies_wrote_them(
    scope: dict[str, Any], address: str
) -> None:
    assert client_address(scope, TRUSTED) == address


@given(st.lists(st.text(max_size=60).map(lambda text: text.encode("utf-8").decode("latin-1")), max_size=4))
def test_no_header_of_an_untrusted_client_changes_its_address(values: list[str]) -> None:
    assert client_address(_scope("203.0.113.9", *values), TRUSTED) == "203.0.113.9"


@given(st.lists(st.text(max_size=60).map(lambda text: text.encode("utf-8").decode("latin-1")), max_size=4))
def test_whatever_the_client_writes_before_the_proxy_counts_for_nothing(values: list[str]) -> None:
    assert client_address(_scope("10.0.0.1", *values, "198.51.100.1"), TRUSTED) == "198.51.100.1"


def test_one_ipv6_household_is_one_client(limiter: RateLimiter) -> None:
    rate = Rate(2, per=60)
    for suffix in ("1", "2"):
        limiter.check_connection(_scope(f"2001:db8:1:2::{suffix}"), "reports", rate)
    with pytest.raises(RateLimited):
        limiter.check_connection(_scope("2001:db8:1:2:ffff::3"), "reports", rate)
    limiter.check_connection(_scope("2001:db8:1:3::1"), "reports", rate)


async def test_a_guarded_route_answers_429_in_plain_words_and_counts_it(tmp_path: Any) -> None:
    @get("/costly", guards=[rate_limit("costly", Rate(1, per=30))])
    async def costly() -> str:
        return "done"

    metrics = Metrics()
    app = Litestar([costly], exception_handlers=exception_handlers(Translations(tmp_path, ["de"])), openapi_config=None)
    app.state.limiter = RateLimiter(metrics=metrics)
    async with AsyncTestClient(app) as client:
        assert (await client.get("/costly")).status_code == 200
        answer = await client.get("/costly")
    assert answer.status_code == 429
    assert answer.headers["content-type"] == "application/problem+json"
    assert answer.headers["retry-after"] == "30"
    assert answer.json()["code"] == "rate-limited"
    assert metrics.value("rate_limited_total", scope="costly") == 1
