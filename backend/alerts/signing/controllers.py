"""HTTP of the signatures: the signed list, and the keys to check it with."""

from typing import Any

from litestar import Controller, Response, get
from litestar.di import NamedDependency
from litestar.openapi.datastructures import ResponseSpec

from backend.alerts.service import ALERTS_PATH, JWS_PATH
from backend.alerts.signing.service import SigningService
from backend.core.policy import PUBLIC, allow
from backend.core.snapshots import Snapshots

JWS_MEDIA_TYPE = "application/jose"
_KEYS_MEDIA_TYPE = "application/jwk-set+json"
_PEM_MEDIA_TYPE = "application/x-pem-file"
_CACHED = {"cache-control": "public, max-age=300"}
"""Receivers hear of a new key within minutes."""


def _document(media_type: str, description: str, kind: type = str) -> dict[int, ResponseSpec]:
    return {200: ResponseSpec(kind, media_type=media_type, generate_examples=False, description=description)}


class SigningController(Controller):
    """For systems that pass our warnings on and want to know that they are ours."""

    path = ALERTS_PATH
    tags = ("Alerts",)
    opt = allow(PUBLIC)

    @get(
        "/list.jws",
        operation_id="listAlertsSigned",
        summary="Warnings in force, signed",
        media_type=JWS_MEDIA_TYPE,
        responses=_document(JWS_MEDIA_TYPE, "A JWS (RFC 7515) in compact form; inside is the answer of `listAlerts`."),
    )
    async def list_alerts_signed(self, snapshots: NamedDependency[Snapshots]) -> Response[Any]:
        """The same as the list. `generatedAt` is inside the signature: an old list cannot pass for a new one."""
        snapshot = await snapshots.get(JWS_PATH)
        return Response(snapshot.body, media_type=JWS_MEDIA_TYPE, headers={"etag": snapshot.etag})

    @get(
        "/signing-keys",
        operation_id="listAlertSigningKeys",
        summary="Keys that sign warnings",
        media_type=_KEYS_MEDIA_TYPE,
        responses=_document(_KEYS_MEDIA_TYPE, "A JWK Set (RFC 7517); `x5c` holds the certificate of each key.", dict),
    )
    async def list_signing_keys(self, alert_signing: NamedDependency[SigningService]) -> Response[dict[str, Any]]:
        """The one that signs now is the first; earlier ones stay, so that older messages can be checked."""
        return Response(alert_signing.key_set(), media_type=_KEYS_MEDIA_TYPE, headers=_CACHED)

    @get(
        "/signing-keys.pem",
        operation_id="readAlertSigningCertificates",
        summary="Certificates of the keys",
        media_type=_PEM_MEDIA_TYPE,
        responses=_document(_PEM_MEDIA_TYPE, "X.509 certificates in PEM, for tools that check XML signatures."),
    )
    async def read_certificates(self, alert_signing: NamedDependency[SigningService]) -> Response[str]:
        """The same keys; the certificates are signed by themselves and trusted because of where they were fetched."""
        return Response(alert_signing.certificates(), media_type=_PEM_MEDIA_TYPE, headers=_CACHED)
