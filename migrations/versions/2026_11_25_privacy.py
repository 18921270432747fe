"""Notes about places belong to an account or a device; what the daily deletion deleted is recorded.

Revision: privacy_0001
Follows: federation_0001
"""

import sqlalchemy as sa
from alembic import op

from backend.core.db import UtcDateTime

revision = "privacy_0001"
down_revision = "federation_0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "retention_run",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("ran_at", UtcDateTime(), nullable=False),
        sa.Column("key", sa.String(length=40), nullable=False),
        sa.Column("deleted", sa.Integer(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_retention_run")),
    )
    op.create_index(op.f("ix_retention_run_ran_at"), "retention_run", ["ran_at"])
    for name in ("account_id", "device_id"):
        op.add_column("place_report", sa.Column(name, sa.Uuid(), nullable=True))
        op.create_index(op.f(f"ix_place_report_{name}"), "place_report", [name])


def downgrade() -> None:
    for name in ("device_id", "account_id"):
        op.drop_index(op.f(f"ix_place_report_{name}"), table_name="place_report")
        op.drop_column("place_report", name)
    op.drop_index(op.f("ix_retention_run_ran_at"), table_name="retention_run")
    op.drop_table("retention_run")
