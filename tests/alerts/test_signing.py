"""What the app publishes can be checked by others, with other software and the keys it shows."""

import base64
from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import httpx
import pytest
from cryptography import x509
from joserfc import jws
from joserfc.errors import BadSignatureError
from joserfc.jwk import KeySet
from lxml import etree
from signxml.algorithms import SignatureMethod
from signxml.exceptions import InvalidSignature
from signxml.verifier import SignatureConfiguration, XMLVerifier

from backend.accounts import slice as accounts_slice
from backend.alerts.cap.model import Alert
from backend.alerts.cap.read_xml import read_xml
from backend.alerts.cap.write_xml import write_xml
from backend.alerts.service import ALERTS_PATH, ATOM_PATH, JWS_PATH, RSS_PATH
from backend.alerts.signing.service import SigningService
from backend.alerts.signing.signatures import make_key, signed_xml
from backend.alerts.slice import AlertsSlice
from backend.app import create_litestar
from backend.core.context import Context
from backend.core.snapshots import SnapshotGate
from tests.alerts.kit import NOW, alert, info

KEY = make_key("app.test", NOW)
STRICT = replace(SignatureConfiguration(), location="./", signature_methods=frozenset({SignatureMethod.ECDSA_SHA256}))
FILES = sorted((Path(__file__).parents[1] / "data" / "cap").glob("*.xml"))


def verified(document: bytes, certificate: bytes) -> Alert:
    """What the signature covers, read as CAP. Raises `InvalidSignature`."""
    trusted = x509.load_der_x509_certificate(certificate)
    result = XMLVerifier().verify(document, x509_cert=trusted, expect_config=STRICT)
    assert not isinstance(result, list)
    return read_xml(result.signed_data)


def test_a_signed_message_is_still_the_same_message() -> None:
    message = alert(infos=(info(headline="Übung & <Probe>", description="Zwei\nZeilen"), info(language="AR")))
    document = signed_xml(write_xml(message), KEY)
    assert read_xml(document) == message
    assert verified(document, KEY.certificate) == message


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_real_messages_can_be_signed(path: Path) -> None:
    message = read_xml(path.read_bytes())
    assert verified(signed_xml(write_xml(message), KEY), KEY.certificate) == message


def test_a_changed_word_or_the_key_of_somebody_else_is_noticed() -> None:
    document = signed_xml(write_xml(alert()), KEY)
    forged = document.replace(b"Starkregen", b"Sonne")
    assert forged != document
    for wrong, certificate in ((forged, KEY.certificate), (document, make_key("app.test", NOW).certificate)):
        with pytest.raises(InvalidSignature):
            verified(wrong, certificate)


def test_the_signature_is_the_last_child_as_the_schema_of_cap_wants_it() -> None:
    root = etree.fromstring(signed_xml(write_xml(alert()), KEY))
    assert etree.QName(root[-1]).namespace == "http://www.w3.org/2000/09/xmldsig#"


@pytest.fixture
async def client(alerts: AlertsSlice, context: Context) -> AsyncIterator[httpx.AsyncClient]:
    app = SnapshotGate(create_litestar(context, [accounts_slice.build(context), alerts]), context.snapshots)
    async with httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://app.test") as opened:
        yield opened


async def keys_of(client: httpx.AsyncClient) -> list[dict[str, Any]]:
    answer = await client.get(f"{ALERTS_PATH}/signing-keys")
    keys: list[dict[str, Any]] = answer.json()["keys"]
    return keys


async def test_messages_and_the_list_are_checked_with_the_published_keys(
    alerts: AlertsSlice, context: Context, client: httpx.AsyncClient
) -> None:
    message = alert()
    await alerts.service.store("list", [message])
    await alerts.service.reload()
    (story,) = alerts.service.stories()
    (key,) = keys_of_now = await keys_of(client)
    assert "d" not in key
    path = f"{ALERTS_PATH}/{story.id}/versions/{story.newest.id}/cap.xml"
    document = (await client.get(path)).content
    assert verified(document, base64.b64decode(key["x5c"][0])) == message
    pem = (await client.get(f"{ALERTS_PATH}/signing-keys.pem")).text
    assert x509.load_pem_x509_certificate(pem.encode()).not_valid_after_utc - NOW > timedelta(days=3000)

    await context.snapshots.fresh(JWS_PATH)
    token = (await client.get(JWS_PATH)).text
    inside = jws.deserialize_compact(token, KeySet.import_key_set({"keys": keys_of_now}), algorithms=["ES256"])
    assert inside.headers()["kid"] == key["kid"]
    assert b"Starkregen im Test" in inside.payload
    head, _, mac = token.rpartition(".")
    with pytest.raises(BadSignatureError):
        jws.deserialize_compact(f"{head[:-4]}AAAA.{mac}", KeySet.import_key_set({"keys": keys_of_now}))


async def test_a_new_key_signs_and_the_old_one_stays_until_it_is_forgotten(
    alerts: AlertsSlice, context: Context, client: httpx.AsyncClient
) -> None:
    (first,) = await keys_of(client)
    service: SigningService = alerts.dependencies["alert_signing"]
    await service.renew(forget_old=False)
    await service.start()  # what PostgreSQL tells the processes comes later
    second, known = await keys_of(client)
    assert known == first
    assert second["kid"] != first["kid"]
    await service.renew(forget_old=True)
    await service.start()
    (last,) = await keys_of(client)
    assert last["kid"] not in {first["kid"], second["kid"]}
    other = SigningService(context)
    await other.start()
    assert other.key_set()["keys"] == [last]


async def test_documents_say_in_the_header_how_they_are_written(alerts: AlertsSlice, client: httpx.AsyncClient) -> None:
    await alerts.service.store("list", [alert()])
    await alerts.service.reload()
    (story,) = alerts.service.stories()
    for path in (ATOM_PATH, RSS_PATH, f"{ALERTS_PATH}/{story.id}/versions/{story.newest.id}/cap.xml"):
        assert (await client.get(path)).headers["content-type"].endswith("+xml; charset=utf-8")
