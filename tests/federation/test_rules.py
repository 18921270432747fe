"""Where a person may be sent back to."""

import pytest

from backend.federation.rules import local_path


@pytest.mark.parametrize("path", ["/", "/parken", "/parken/ort/7?filter=a&b=c", "/orte?q=M%C3%BCller", "/apiary"])
def test_pages_of_the_app_are_kept(path: str) -> None:
    assert local_path(path) == path


@pytest.mark.parametrize(
    "path",
    [
        None,
        "",
        "parken",
        "//evil.example",
        "///evil.example",
        "/\\evil.example",
        "\\\\evil.example",
        "https://evil.example/",
        "https:evil.example",
        "javascript:alert(1)",
        "/%2Fevil.example",
        "/%252Fevil.example",
        "/%25252Fevil.example",
        "/%5Cevil.example",
        "/%09/evil.example",
        "/\t/evil.example",
        "/\r\nLocation: https://evil.example",
        "/ok%0d%0aLocation:%20https://evil.example",
        "/.//evil.example",
        "/a/..//evil.example",
        "/a/%2e%2e/%2fevil.example",
        " /parken",
        "/parken\u2028",
        "/api/v1/me",
        "/%61pi/v1/me",
        "/metrics",
        "/" + "a" * 500,
    ],
)
def test_everything_else_becomes_the_start_page(path: str | None) -> None:
    assert local_path(path) == "/"
