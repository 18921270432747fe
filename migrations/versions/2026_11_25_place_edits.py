"""Edits of places that outlive imports, and answers to notes about places.

Revision: places_0002
Follows: alerts_0001
"""

import sqlalchemy as sa
from alembic import op

from backend.core.db import UtcDateTime

revision = "places_0002"
down_revision = "alerts_0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "place_edit",
        sa.Column("place_id", sa.Uuid(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("city_values", sa.JSON(), nullable=False),
        sa.Column("merged_into", sa.Uuid(), nullable=True),
        sa.Column("edited_at", UtcDateTime(), nullable=False),
        sa.CheckConstraint(
            "merged_into IS NULL OR merged_into <> place_id", name=op.f("ck_place_edit_merged_into_another")
        ),
        sa.ForeignKeyConstraint(["merged_into"], ["place.id"], name=op.f("fk_place_edit_merged_into_place")),
        sa.ForeignKeyConstraint(["place_id"], ["place.id"], name=op.f("fk_place_edit_place_id_place")),
        sa.PrimaryKeyConstraint("place_id", name=op.f("pk_place_edit")),
    )
    op.create_index(op.f("ix_place_edit_merged_into"), "place_edit", ["merged_into"])
    op.add_column("place_report", sa.Column("status", sa.String(length=10), server_default="open", nullable=False))
    op.add_column("place_report", sa.Column("note", sa.String(length=300), nullable=True))
    op.add_column("place_report", sa.Column("decided_at", UtcDateTime(), nullable=True))
    op.add_column("place_report", sa.Column("version", sa.Integer(), server_default="1", nullable=False))


def downgrade() -> None:
    op.drop_column("place_report", "version")
    op.drop_column("place_report", "decided_at")
    op.drop_column("place_report", "note")
    op.drop_column("place_report", "status")
    op.drop_index(op.f("ix_place_edit_merged_into"), table_name="place_edit")
    op.drop_table("place_edit")
