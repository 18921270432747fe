"""Logins at identity providers, sign-ins under way, logout tokens that were carried out.

Revision: federation_0001
Follows: passkeys_0001
"""

import sqlalchemy as sa
from alembic import op

from backend.core.db import UtcDateTime

revision = "federation_0001"
down_revision = "passkeys_0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "sign_in_attempt",
        sa.Column("state_digest", sa.LargeBinary(length=32), nullable=False),
        sa.Column("browser_digest", sa.LargeBinary(length=32), nullable=False),
        sa.Column("provider", sa.String(length=40), nullable=False),
        sa.Column("nonce", sa.String(length=64), nullable=False),
        sa.Column("code_verifier", sa.String(length=64), nullable=False),
        sa.Column("return_to", sa.String(length=500), nullable=False),
        sa.Column("fresh", sa.Boolean(), nullable=False),
        sa.Column("started_at", UtcDateTime(), nullable=False),
        sa.Column("expires_at", UtcDateTime(), nullable=False),
        sa.PrimaryKeyConstraint("state_digest", name=op.f("pk_sign_in_attempt")),
    )
    op.create_index(op.f("ix_sign_in_attempt_expires_at"), "sign_in_attempt", ["expires_at"])

    op.create_table(
        "spent_logout_token",
        sa.Column("digest", sa.LargeBinary(length=32), nullable=False),
        sa.Column("expires_at", UtcDateTime(), nullable=False),
        sa.PrimaryKeyConstraint("digest", name=op.f("pk_spent_logout_token")),
    )
    op.create_index(op.f("ix_spent_logout_token_expires_at"), "spent_logout_token", ["expires_at"])

    op.create_table(
        "federated_login",
        sa.Column("provider", sa.String(length=40), nullable=False),
        sa.Column("subject", sa.String(length=255), nullable=False),
        sa.Column("account_id", sa.Uuid(), nullable=False),
        sa.Column("created_at", UtcDateTime(), nullable=False),
        sa.ForeignKeyConstraint(
            ["account_id"], ["account.id"], name=op.f("fk_federated_login_account_id_account"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("provider", "subject", name=op.f("pk_federated_login")),
    )
    op.create_index(op.f("ix_federated_login_account_id"), "federated_login", ["account_id"])


def downgrade() -> None:
    op.drop_index(op.f("ix_federated_login_account_id"), table_name="federated_login")

    op.drop_table("federated_login")
    op.drop_index(op.f("ix_spent_logout_token_expires_at"), table_name="spent_logout_token")

    op.drop_table("spent_logout_token")
    op.drop_index(op.f("ix_sign_in_attempt_expires_at"), table_name="sign_in_attempt")

    op.drop_table("sign_in_attempt")
