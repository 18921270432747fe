"""Secrets that stand for somebody: long, random, and stored only as a digest (OWASP ASVS 5, 7.2 and 11.4)."""

import hashlib
import secrets

_TOKEN_BYTES = 32


def new_token() -> str:
    """256 random bits, safe in cookies and addresses."""
    return secrets.token_urlsafe(_TOKEN_BYTES)


def token_digest(token: str) -> bytes:
    """What is stored of a token. A fast digest is right: 256 random bits cannot be guessed."""
    return hashlib.sha256(token.encode()).digest()
