"""Versions of devices and bays, devices out of service, bays that staff gave a device to.

Revision: desk_0001
Follows: privacy_0001
"""

import sqlalchemy as sa
from alembic import op

revision = "desk_0001"
down_revision = "privacy_0001"
branch_labels = None
depends_on = None

_COLUMNS = (
    ("sensor_device", "in_service", sa.Boolean(), sa.true()),
    ("sensor_device", "version", sa.Integer(), sa.text("1")),
    ("parking_bay", "is_watched", sa.Boolean(), sa.false()),
    ("parking_bay", "version", sa.Integer(), sa.text("1")),
)


def upgrade() -> None:
    for table, name, kind, value in _COLUMNS:
        op.add_column(table, sa.Column(name, kind, nullable=False, server_default=value))
    # The values above were for rows that exist; new ones get theirs from the app.
    for table, name, kind, _ in _COLUMNS:
        with op.batch_alter_table(table) as batch:
            batch.alter_column(name, existing_type=kind, existing_nullable=False, server_default=None)


def downgrade() -> None:
    for table, name, _, _ in reversed(_COLUMNS):
        with op.batch_alter_table(table) as batch:
            batch.drop_column(name)
