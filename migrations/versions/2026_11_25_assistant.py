"""Messages to the city, questions that no page answers, and whether pages help.

Revision: assistant_0001
Follows: alerts_0003
"""

import sqlalchemy as sa
from alembic import op

from backend.core.db import UtcDateTime

revision = "assistant_0001"
down_revision = "alerts_0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "hand_over",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("message", sa.String(length=2000), nullable=False),
        sa.Column("locale", sa.String(length=12), nullable=False),
        sa.Column("page", sa.String(length=60), nullable=True),
        sa.Column("reply", sa.String(length=10), nullable=False),
        sa.Column("status", sa.String(length=10), nullable=False),
        sa.Column("answer", sa.String(length=2000), nullable=True),
        sa.Column("claimed_by_account_id", sa.Uuid(), nullable=True),
        sa.Column("claimed_at", UtcDateTime(), nullable=True),
        sa.Column("decided_at", UtcDateTime(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", UtcDateTime(), nullable=False),
        sa.Column("delete_after", UtcDateTime(), nullable=False),
        sa.Column("account_id", sa.Uuid(), nullable=True),
        sa.Column("device_id", sa.Uuid(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_hand_over")),
    )
    op.create_index(op.f("ix_hand_over_account_id"), "hand_over", ["account_id"])
    op.create_index(op.f("ix_hand_over_claimed_by_account_id"), "hand_over", ["claimed_by_account_id"])
    op.create_index(op.f("ix_hand_over_delete_after"), "hand_over", ["delete_after"])
    op.create_index(op.f("ix_hand_over_device_id"), "hand_over", ["device_id"])
    op.create_index(op.f("ix_hand_over_status_created_at"), "hand_over", ["status", "created_at"])

    op.create_table(
        "page_feedback",
        sa.Column("page", sa.String(length=60), nullable=False),
        sa.Column("locale", sa.String(length=12), nullable=False),
        sa.Column("text_version", sa.String(length=16), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("helpful", sa.Integer(), nullable=False),
        sa.Column("not_helpful", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("page", "locale", "text_version", "day", name=op.f("pk_page_feedback")),
    )
    op.create_table(
        "unanswered_question",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("text", sa.String(length=200), nullable=False),
        sa.Column("language", sa.String(length=12), nullable=False),
        sa.Column("times", sa.Integer(), nullable=False),
        sa.Column("first_asked_on", sa.Date(), nullable=False),
        sa.Column("last_asked_on", sa.Date(), nullable=False),
        sa.Column("status", sa.String(length=10), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("delete_after", UtcDateTime(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_unanswered_question")),
        sa.UniqueConstraint("language", "text", name=op.f("uq_unanswered_question_language_text")),
    )
    op.create_index(op.f("ix_unanswered_question_delete_after"), "unanswered_question", ["delete_after"])


def downgrade() -> None:
    op.drop_index(op.f("ix_unanswered_question_delete_after"), table_name="unanswered_question")

    op.drop_table("unanswered_question")
    op.drop_table("page_feedback")
    op.drop_index(op.f("ix_hand_over_status_created_at"), table_name="hand_over")
    op.drop_index(op.f("ix_hand_over_device_id"), table_name="hand_over")
    op.drop_index(op.f("ix_hand_over_delete_after"), table_name="hand_over")
    op.drop_index(op.f("ix_hand_over_claimed_by_account_id"), table_name="hand_over")
    op.drop_index(op.f("ix_hand_over_account_id"), table_name="hand_over")

    op.drop_table("hand_over")
