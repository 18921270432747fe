"""The kernel's tables: answers to repeated writes, and on PostgreSQL procrastinate's queue.

Revision: kernel_0001
Follows: nothing
"""

from pathlib import Path

import sqlalchemy as sa
from alembic import op

from backend.core.db import UtcDateTime

revision = "kernel_0001"
down_revision = None
branch_labels = None
depends_on = None

_QUEUE_SCHEMA = Path(__file__).parent.parent / "sql" / "procrastinate_3_10.sql"
_DROP_QUEUE = """
DO $$
DECLARE
    item record;
BEGIN
    DROP TABLE IF EXISTS procrastinate_events, procrastinate_periodic_defers, procrastinate_jobs, procrastinate_workers
        CASCADE;
    FOR item IN
        SELECT oid::regprocedure AS name FROM pg_proc
        WHERE proname LIKE 'procrastinate%' AND pronamespace = current_schema()::regnamespace
    LOOP
        EXECUTE format('DROP FUNCTION %s CASCADE', item.name);
    END LOOP;
    DROP TYPE IF EXISTS procrastinate_job_to_defer_v1, procrastinate_job_event_type, procrastinate_job_status CASCADE;
END;
$$
"""


def _run_as_is(script: str) -> None:
    """Run several statements at once, percent signs untouched."""
    op.get_bind().exec_driver_sql(script, execution_options={"no_parameters": True})


def upgrade() -> None:
    op.create_table(
        "idempotency_record",
        sa.Column("scope", sa.String(length=64), nullable=False),
        sa.Column("key", sa.String(length=64), nullable=False),
        sa.Column("fingerprint", sa.String(length=32), nullable=False),
        sa.Column("status", sa.Integer(), nullable=False),
        sa.Column("body", sa.LargeBinary(), nullable=False),
        sa.Column("created_at", UtcDateTime(), nullable=False),
        sa.PrimaryKeyConstraint("scope", "key", name=op.f("pk_idempotency_record")),
    )
    op.create_index(op.f("ix_idempotency_record_created_at"), "idempotency_record", ["created_at"])
    if op.get_context().dialect.name == "postgresql":
        _run_as_is(_QUEUE_SCHEMA.read_text(encoding="utf-8"))


def downgrade() -> None:
    if op.get_context().dialect.name == "postgresql":
        _run_as_is(_DROP_QUEUE)
    op.drop_index(op.f("ix_idempotency_record_created_at"), table_name="idempotency_record")
    op.drop_table("idempotency_record")
