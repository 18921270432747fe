"""Keys that sign published warnings.

Revision: alerts_0003
Follows: alerts_0002
"""

import sqlalchemy as sa
from alembic import op

from backend.core.db import UtcDateTime

revision = "alerts_0003"
down_revision = "alerts_0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "alert_signing_key",
        sa.Column("number", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("private_key", sa.LargeBinary(), nullable=False),
        sa.Column("certificate", sa.LargeBinary(), nullable=False),
        sa.Column("created_at", UtcDateTime(), nullable=False),
        sa.PrimaryKeyConstraint("number", name=op.f("pk_alert_signing_key")),
    )


def downgrade() -> None:
    op.drop_table("alert_signing_key")
