"""Web Push: alarms on their way, in chunks, and messages that did not get through.

Revision: push_0002
Follows: push_0001
"""

import sqlalchemy as sa
from alembic import op

from backend.core.db import UtcDateTime

revision = "push_0002"
down_revision = "push_0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "push_alarm",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("family", sa.Uuid(), nullable=False),
        sa.Column("alarm", sa.LargeBinary(), nullable=False),
        sa.Column("sent_at", UtcDateTime(), nullable=False),
        sa.Column("quiet_at", UtcDateTime(), nullable=False),
        sa.Column("ends_at", UtcDateTime(), nullable=False),
        sa.Column("started_at", UtcDateTime(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_push_alarm")),
    )
    op.create_index(op.f("ix_push_alarm_family"), "push_alarm", ["family"])

    op.create_table(
        "push_chunk",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("alarm_id", sa.Uuid(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("parts", sa.Integer(), nullable=False),
        sa.Column("rank", sa.SmallInteger(), nullable=False),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("devices", sa.JSON(), nullable=True),
        sa.Column("state", sa.String(length=8), nullable=False),
        sa.Column("cursor", sa.LargeBinary(length=32), nullable=False),
        sa.Column("holder", sa.Uuid(), nullable=True),
        sa.Column("lease_until", UtcDateTime(), nullable=True),
        sa.Column("seen", sa.Integer(), nullable=False),
        sa.Column("accepted", sa.Integer(), nullable=False),
        sa.Column("gone", sa.Integer(), nullable=False),
        sa.Column("failed", sa.Integer(), nullable=False),
        sa.Column("late", sa.Integer(), nullable=False),
        sa.Column("services", sa.JSON(), nullable=False),
        sa.Column("first_at", UtcDateTime(), nullable=True),
        sa.Column("finished_at", UtcDateTime(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_push_chunk")),
        sa.UniqueConstraint("alarm_id", "number", name=op.f("uq_push_chunk_alarm_id_number")),
    )
    op.create_index(
        "ix_push_chunk_open", "push_chunk", ["rank", "alarm_id", "number"], postgresql_where=sa.text("state = 'open'")
    )

    op.create_table(
        "push_late",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("alarm_id", sa.Uuid(), nullable=False),
        sa.Column("chunk_id", sa.Uuid(), nullable=False),
        sa.Column("subscription_id", sa.Uuid(), nullable=False),
        sa.Column("service", sa.Text(), nullable=False),
        sa.Column("reason", sa.String(length=20), nullable=False),
        sa.Column("attempt", sa.SmallInteger(), nullable=False),
        sa.Column("due_at", UtcDateTime(), nullable=True),
        sa.Column("failed_at", UtcDateTime(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_push_late")),
        sa.UniqueConstraint("subscription_id", "alarm_id", name=op.f("uq_push_late_subscription_id_alarm_id")),
    )
    op.create_index(op.f("ix_push_late_due_at"), "push_late", ["due_at"])


def downgrade() -> None:
    op.drop_index(op.f("ix_push_late_due_at"), table_name="push_late")

    op.drop_table("push_late")
    op.drop_index("ix_push_chunk_open", table_name="push_chunk", postgresql_where=sa.text("state = 'open'"))

    op.drop_table("push_chunk")
    op.drop_index(op.f("ix_push_alarm_family"), table_name="push_alarm")

    op.drop_table("push_alarm")
