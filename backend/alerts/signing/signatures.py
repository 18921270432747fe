"""Make keys, sign CAP (XML Signature, enveloped) and JSON (JWS), and say publicly who signs. Pure.

One key pair of the curve P-256 with a certificate that it signed itself: receivers trust it because they fetched it
over TLS from the app, not because of a name in it.
"""

from collections.abc import Sequence
from datetime import datetime, timedelta
from functools import lru_cache
from typing import Any, cast

import msgspec
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID
from joserfc import jws
from joserfc.jwk import ECKey
from lxml import etree  # type: ignore[import-untyped]  # ships no types
from signxml.algorithms import CanonicalizationMethod, SignatureMethod
from signxml.signer import XMLSigner

LIFETIME = timedelta(days=3652)
"""Of a certificate. A new key is made by hand long before: see docs/ops/signatures.md."""
_EARLY = timedelta(hours=1)
"""Receivers whose clock is behind accept a certificate that was just made."""
_MAX_NAME = 64
_KEPT = 64


class SigningKey(msgspec.Struct, frozen=True):
    """A key pair: `private_key` is PKCS #8 and `certificate` X.509, both DER."""

    private_key: bytes
    certificate: bytes


def make_key(name: str, now: datetime) -> SigningKey:
    """A fresh pair for the app called `name` (its host)."""
    private = ec.generate_private_key(ec.SECP256R1())
    subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name[:_MAX_NAME])])
    certificate = (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(subject)
        .public_key(private.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - _EARLY)
        .not_valid_after(now + LIFETIME)
        .add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
        .sign(private, hashes.SHA256())
    )
    return SigningKey(
        private.private_bytes(
            serialization.Encoding.DER, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
        ),
        certificate.public_bytes(serialization.Encoding.DER),
    )


@lru_cache(maxsize=_KEPT)
def signed_xml(document: bytes, key: SigningKey) -> bytes:
    """A CAP message of ours with its signature as the last child (CAP 1.2, section 3.3.2.1)."""
    parser = etree.XMLParser(resolve_entities=False, no_network=True, huge_tree=True)
    signer = XMLSigner(
        signature_algorithm=SignatureMethod.ECDSA_SHA256,
        c14n_algorithm=CanonicalizationMethod.EXCLUSIVE_XML_CANONICALIZATION_1_0,
    )
    root = signer.sign(
        etree.fromstring(document, parser),
        key=cast("ec.EllipticCurvePrivateKey", serialization.load_der_private_key(key.private_key, password=None)),
        cert=[x509.load_der_x509_certificate(key.certificate)],
    )
    return cast("bytes", etree.tostring(root, xml_declaration=True, encoding="UTF-8"))


def signed_json(body: bytes, key: SigningKey) -> bytes:
    """A JWS in compact form around these bytes; they are inside, so that text and signature never part."""
    jwk = ECKey.import_key(_pem(key.private_key))
    header = {"alg": "ES256", "kid": jwk.thumbprint(), "cty": "application/json"}
    return jws.serialize_compact(header, body, jwk, algorithms=["ES256"]).encode()


def key_set(certificates: Sequence[bytes]) -> dict[str, Any]:
    """The public keys as a JWK Set (RFC 7517), named by their thumbprint (RFC 7638), each with its certificate."""
    return {"keys": [_public(x509.load_der_x509_certificate(one)) for one in certificates]}


def certificates_pem(certificates: Sequence[bytes]) -> str:
    """The certificates for tools that read PEM, in the given order."""
    found = (x509.load_der_x509_certificate(one) for one in certificates)
    return "".join(one.public_bytes(serialization.Encoding.PEM).decode() for one in found)


def _public(certificate: x509.Certificate) -> dict[str, Any]:
    pem = certificate.public_key().public_bytes(
        serialization.Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo
    )
    jwk = ECKey.import_key(pem)
    body = certificate.public_bytes(serialization.Encoding.PEM).decode().split("-----")[2]
    extra = {"kid": jwk.thumbprint(), "use": "sig", "alg": "ES256", "x5c": ["".join(body.split())]}
    return {**jwk.as_dict(private=False), **extra}


def _pem(private_key: bytes) -> bytes:
    return serialization.load_der_private_key(private_key, password=None).private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
