"""The city's own warnings: drafts and their way to release.

Revision: alerts_0002
Follows: places_0002
"""

import sqlalchemy as sa
from alembic import op

from backend.core.db import UtcDateTime

revision = "alerts_0002"
down_revision = "places_0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "alert_draft",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("kind", sa.String(length=10), nullable=False),
        sa.Column("state", sa.String(length=10), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("follows", sa.Uuid(), nullable=True),
        sa.Column("headline", sa.String(length=400), nullable=False),
        sa.Column("status", sa.String(length=10), nullable=False),
        sa.Column("severity", sa.String(length=10), nullable=False),
        sa.Column("values", sa.JSON(), nullable=False),
        sa.Column("reason", sa.String(length=300), nullable=False),
        sa.Column("author_id", sa.Uuid(), nullable=True),
        sa.Column("editor_id", sa.Uuid(), nullable=True),
        sa.Column("releaser_id", sa.Uuid(), nullable=True),
        sa.Column("override_reason", sa.String(length=300), nullable=True),
        sa.Column("created_at", UtcDateTime(), nullable=False),
        sa.Column("changed_at", UtcDateTime(), nullable=False),
        sa.Column("released_at", UtcDateTime(), nullable=True),
        sa.Column("published_at", UtcDateTime(), nullable=True),
        sa.Column("document", sa.LargeBinary(), nullable=True),
        sa.ForeignKeyConstraint(["follows"], ["alert_draft.id"], name=op.f("fk_alert_draft_follows_alert_draft")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_alert_draft")),
    )
    op.create_index(op.f("ix_alert_draft_author_id"), "alert_draft", ["author_id"])
    op.create_index(op.f("ix_alert_draft_follows"), "alert_draft", ["follows"])
    op.create_index(op.f("ix_alert_draft_state"), "alert_draft", ["state"])


def downgrade() -> None:
    op.drop_index(op.f("ix_alert_draft_state"), table_name="alert_draft")
    op.drop_index(op.f("ix_alert_draft_follows"), table_name="alert_draft")
    op.drop_index(op.f("ix_alert_draft_author_id"), table_name="alert_draft")

    op.drop_table("alert_draft")
