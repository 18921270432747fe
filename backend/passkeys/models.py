"""Tables of passkeys. Nothing here can be used to sign in: keys are public, codes are digests."""

from datetime import date, datetime
from uuid import UUID

from sqlalchemy import BigInteger, Date, ForeignKey, LargeBinary, String
from sqlalchemy.orm import Mapped, mapped_column

from backend.core.db import Base
from backend.core.ids import new_id


class Passkey(Base):
    """A WebAuthn credential of a person. Neither the make nor the model of the authenticator is kept."""

    __tablename__ = "passkey"

    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)
    account_id: Mapped[UUID] = mapped_column(ForeignKey("account.id", ondelete="CASCADE"), index=True)
    credential_id: Mapped[bytes] = mapped_column(LargeBinary(1023), unique=True)
    public_key: Mapped[bytes] = mapped_column(LargeBinary)
    """COSE key."""
    sign_count: Mapped[int] = mapped_column(BigInteger)
    """What the authenticator counted at its last use; 0 for those that do not count (most synced passkeys)."""
    transports: Mapped[str] = mapped_column(String(60))
    """How the browser reaches it, comma-separated; a hint that goes back to the browser."""
    can_be_backed_up: Mapped[bool]
    is_backed_up: Mapped[bool]
    """Lives in a password store beyond one machine, as of its last use."""
    clone_suspected_at: Mapped[datetime | None]
    """When a counter ran backwards: somebody may hold a copy."""
    label: Mapped[str] = mapped_column(String(60))
    created_at: Mapped[datetime]
    last_used_on: Mapped[date | None] = mapped_column(Date)


class RecoveryCode(Base):
    """Digest of the one recovery code of a person. Replaced the moment it is used."""

    __tablename__ = "recovery_code"

    account_id: Mapped[UUID] = mapped_column(ForeignKey("account.id", ondelete="CASCADE"), primary_key=True)
    digest: Mapped[bytes] = mapped_column(LargeBinary(32), unique=True)
    retry_digest: Mapped[bytes | None] = mapped_column(LargeBinary(32), unique=True)
    """Digest of the code before and of the key of the request that used it; that request may come again."""
    created_at: Mapped[datetime]


class WebauthnChallenge(Base):
    """A challenge on its way, bound to one browser by a cookie whose digest is the key. Used once, for minutes."""

    __tablename__ = "webauthn_challenge"

    token_digest: Mapped[bytes] = mapped_column(LargeBinary(32), primary_key=True)
    challenge: Mapped[bytes] = mapped_column(LargeBinary(32))
    purpose: Mapped[str] = mapped_column(String(12))
    """`register`, `signIn`, `add` or `confirm`."""
    account_id: Mapped[UUID | None]
    """Whose; when registering, the account that is about to be. No foreign key: it does not exist yet."""
    name: Mapped[str | None] = mapped_column(String(80))
    expires_at: Mapped[datetime] = mapped_column(index=True)
