"""The built web app: pages fall back to the shell, files never escape the folder, ranges work."""

from pathlib import Path
from typing import Any

import httpx
import pytest

from backend.core.static import StaticSite, parse_range


async def below(scope: Any, _receive: Any, send: Any) -> None:
    await send({"type": "http.response.start", "status": 404, "headers": []})
    await send({"type": "http.response.body", "body": b"below"})


@pytest.fixture
def client(tmp_path: Path) -> httpx.AsyncClient:
    site = tmp_path / "dist"
    (site / "assets").mkdir(parents=True)
    (site / "index.html").write_text("<h1>shell</h1>")
    (site / "assets" / "app-1a2b.js").write_text("let a=1")
    (site / "assets" / "app-1a2b.js.br").write_bytes(b"compressed")
    (tmp_path / "secret.txt").write_text("outside")
    tiles = tmp_path / "city.pmtiles"
    tiles.write_bytes(bytes(range(256)) * 4)
    app = StaticSite(below, site, ("/api/",), tiles)
    return httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://test")


async def test_a_page_address_gets_the_shell_and_a_missing_file_does_not(client: httpx.AsyncClient) -> None:
    page = await client.get("/parken/platz/7")
    assert (page.text, page.headers["cache-control"]) == ("<h1>shell</h1>", "no-cache")
    assert (await client.get("/assets/gone.js")).status_code == 404
    assert (await client.get("/api/v1/unknown")).text == "below"


async def test_hashed_files_are_immutable_and_come_precompressed(client: httpx.AsyncClient) -> None:
    async with client.stream("GET", "/assets/app-1a2b.js", headers={"accept-encoding": "br"}) as answer:
        raw = b"".join([part async for part in answer.aiter_raw()])
    assert raw == b"compressed"
    assert answer.headers["content-encoding"] == "br"
    assert "immutable" in answer.headers["cache-control"]
    plain = await client.get("/assets/app-1a2b.js", headers={"accept-encoding": "identity"})
    assert plain.text == "let a=1"
    assert plain.headers["etag"] != answer.headers["etag"]


@pytest.mark.parametrize("path", ["/../secret.txt", "/%2e%2e/secret.txt", "/assets/../../secret.txt"])
async def test_no_path_leads_out_of_the_folder(client: httpx.AsyncClient, path: str) -> None:
    answer = await client.get(path)
    assert "outside" not in answer.text


async def test_tiles_are_served_by_range(client: httpx.AsyncClient) -> None:
    part = await client.get("/map/city.pmtiles", headers={"range": "bytes=10-19"})
    assert (part.status_code, part.headers["content-range"]) == (206, "bytes 10-19/1024")
    assert part.content == bytes(range(10, 20))
    assert (await client.get("/map/city.pmtiles", headers={"range": "bytes=2000-"})).status_code == 416
    assert len((await client.get("/map/city.pmtiles")).content) == 1024


@pytest.mark.parametrize(
    ("header", "expected"),
    [
        (b"bytes=0-0", (0, 0)),
        (b"bytes=-10", (90, 99)),
        (b"bytes=95-500", (95, 99)),
        (b"bytes=0-1,5-6", None),
        (b"bytes=a-b", None),
        (b"", None),
    ],
)
def test_ranges_are_read_as_the_rfc_says(header: bytes, expected: tuple[int, int] | None) -> None:
    assert parse_range(header, 100) == expected
