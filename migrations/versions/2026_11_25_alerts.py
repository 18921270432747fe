"""Warnings: messages of sources and the state of each source.

Revision: alerts_0001
Follows: privacy_0001
"""

import sqlalchemy as sa
from alembic import op

from backend.core.db import UtcDateTime

revision = "alerts_0001"
down_revision = "privacy_0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Forward."""
    op.create_table(
        "alert_feed",
        sa.Column("feed", sa.String(length=32), nullable=False),
        sa.Column("checked_at", UtcDateTime(), nullable=True),
        sa.Column("attempted_at", UtcDateTime(), nullable=False),
        sa.Column("next_at", UtcDateTime(), nullable=False),
        sa.Column("failures", sa.Integer(), nullable=False),
        sa.Column("problem", sa.String(length=80), nullable=True),
        sa.Column("etag", sa.String(length=200), nullable=True),
        sa.Column("last_modified", sa.String(length=60), nullable=True),
        sa.PrimaryKeyConstraint("feed", name=op.f("pk_alert_feed")),
    )
    op.create_table(
        "alert_version",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("thread", sa.Uuid(), nullable=False),
        sa.Column("feed", sa.String(length=32), nullable=False),
        sa.Column("identity", sa.String(length=64), nullable=False),
        sa.Column("identifier", sa.String(length=500), nullable=False),
        sa.Column("status", sa.String(length=10), nullable=False),
        sa.Column("references", sa.Text(), nullable=True),
        sa.Column("document", sa.LargeBinary(), nullable=False),
        sa.Column("concern", sa.JSON(), nullable=False),
        sa.Column("received_at", UtcDateTime(), nullable=False),
        sa.Column("missing_since", UtcDateTime(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_alert_version")),
        sa.UniqueConstraint("feed", "identity", name=op.f("uq_alert_version_feed_identity")),
    )
    op.create_index(op.f("ix_alert_version_received_at"), "alert_version", ["received_at"], unique=False)
    op.create_index(op.f("ix_alert_version_thread"), "alert_version", ["thread"], unique=False)


def downgrade() -> None:
    """Back."""
    op.drop_table("alert_version")
    op.drop_table("alert_feed")
