"""Tables of signing in through providers. No token of a provider is stored."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import ForeignKey, LargeBinary, String
from sqlalchemy.orm import Mapped, mapped_column

from backend.core.db import Base


class FederatedLogin(Base):
    """Whom a provider means by a subject."""

    __tablename__ = "federated_login"

    provider: Mapped[str] = mapped_column(String(40), primary_key=True)
    subject: Mapped[str] = mapped_column(String(255), primary_key=True)
    account_id: Mapped[UUID] = mapped_column(ForeignKey("account.id", ondelete="CASCADE"), index=True)
    created_at: Mapped[datetime]


class SignInAttempt(Base):
    """A sign-in under way: what the answer must fit to. Lives ten minutes at most and is used once."""

    __tablename__ = "sign_in_attempt"

    state_digest: Mapped[bytes] = mapped_column(LargeBinary(32), primary_key=True)
    browser_digest: Mapped[bytes] = mapped_column(LargeBinary(32))
    """Of a cookie: an answer counts only in the browser that asked."""
    provider: Mapped[str] = mapped_column(String(40))
    nonce: Mapped[str] = mapped_column(String(64))
    code_verifier: Mapped[str] = mapped_column(String(64))
    return_to: Mapped[str] = mapped_column(String(500))
    fresh: Mapped[bool]
    started_at: Mapped[datetime]
    expires_at: Mapped[datetime] = mapped_column(index=True)


class SpentLogoutToken(Base):
    """A logout token that was carried out, remembered as long as it would be valid."""

    __tablename__ = "spent_logout_token"

    digest: Mapped[bytes] = mapped_column(LargeBinary(32), primary_key=True)
    """Of provider and `jti`."""
    expires_at: Mapped[datetime] = mapped_column(index=True)
