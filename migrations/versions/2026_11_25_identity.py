"""Devices, accounts, sessions, roles, organisations, and the audit log that refuses to be changed.

Revision: accounts_0001
Follows: slices_0001
"""

import sqlalchemy as sa
from alembic import op

from backend.core.db import UtcDateTime

revision = "accounts_0001"
down_revision = "slices_0001"
branch_labels = None
depends_on = None

# Whatever the app's own code does: entries are added, and only their details may be forgotten.
_FIXED = ("sequence", "at", "actor_id", "action", "subject_kind", "subject_id", "undoes", "details_digest")
_CHANGED = " OR ".join(f"NEW.{name} IS DISTINCT FROM OLD.{name}" for name in (*_FIXED, "previous_hash", "hash"))
_SQLITE_CHANGED = _CHANGED.replace("IS DISTINCT FROM", "IS NOT")
_SQLITE_GUARDS = (
    f"""CREATE TRIGGER audit_entry_is_append_only BEFORE UPDATE ON audit_entry
    WHEN {_SQLITE_CHANGED} OR NEW.details IS NOT NULL
    BEGIN SELECT RAISE(ABORT, 'audit entries cannot be changed'); END""",
    """CREATE TRIGGER audit_entry_is_kept BEFORE DELETE ON audit_entry
    BEGIN SELECT RAISE(ABORT, 'audit entries cannot be deleted'); END""",
)
_POSTGRES_GUARDS = (
    f"""CREATE FUNCTION refuse_audit_change() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
        IF TG_OP <> 'UPDATE' OR {_CHANGED} OR NEW.details IS NOT NULL THEN
            RAISE EXCEPTION 'audit entries cannot be changed';
        END IF;
        RETURN NEW;
    END $$""",
    """CREATE TRIGGER audit_entry_is_append_only BEFORE UPDATE OR DELETE ON audit_entry
    FOR EACH ROW EXECUTE FUNCTION refuse_audit_change()""",
    """CREATE TRIGGER audit_entry_is_kept BEFORE TRUNCATE ON audit_entry
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_audit_change()""",
)


def upgrade() -> None:
    op.create_table(
        "account",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("name", sa.String(length=80), nullable=False),
        sa.Column("locale", sa.String(length=12), nullable=True),
        sa.Column("demo", sa.Boolean(), nullable=False),
        sa.Column("created_at", UtcDateTime(), nullable=False),
        sa.Column("last_signed_in_on", sa.Date(), nullable=False),
        sa.Column("blocked_at", UtcDateTime(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_account")),
    )
    op.create_index(op.f("ix_account_last_signed_in_on"), "account", ["last_signed_in_on"])

    op.create_table(
        "audit_entry",
        sa.Column("sequence", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("at", UtcDateTime(), nullable=False),
        sa.Column("actor_id", sa.Uuid(), nullable=True),
        sa.Column("action", sa.String(length=60), nullable=False),
        sa.Column("subject_kind", sa.String(length=40), nullable=False),
        sa.Column("subject_id", sa.String(length=64), nullable=False),
        sa.Column("undoes", sa.BigInteger(), nullable=True),
        sa.Column("details", sa.JSON(none_as_null=True), nullable=True),
        sa.Column("details_digest", sa.String(length=64), nullable=False),
        sa.Column("previous_hash", sa.Text(), nullable=False),
        sa.Column("hash", sa.String(length=64), nullable=False),
        sa.PrimaryKeyConstraint("sequence", name=op.f("pk_audit_entry")),
        sa.UniqueConstraint("undoes", name=op.f("uq_audit_entry_undoes")),
    )
    op.create_index(op.f("ix_audit_entry_actor_id"), "audit_entry", ["actor_id"])
    op.create_index(op.f("ix_audit_entry_at"), "audit_entry", ["at"])
    op.create_index(op.f("ix_audit_entry_subject_kind_subject_id"), "audit_entry", ["subject_kind", "subject_id"])

    op.create_table(
        "organisation",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("name", sa.String(length=120), nullable=False),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("status", sa.String(length=12), nullable=False),
        sa.Column("demo", sa.Boolean(), nullable=False),
        sa.Column("created_at", UtcDateTime(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint("status IN ('pending', 'verified', 'suspended')", name=op.f("ck_organisation_status_known")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_organisation")),
    )
    op.create_table(
        "account_session",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("account_id", sa.Uuid(), nullable=False),
        sa.Column("token_digest", sa.LargeBinary(length=32), nullable=False),
        sa.Column("former_digest", sa.LargeBinary(length=32), nullable=True),
        sa.Column("rotated_at", UtcDateTime(), nullable=True),
        sa.Column("must_rotate", sa.Boolean(), nullable=False),
        sa.Column("method", sa.String(length=20), nullable=False),
        sa.Column("provider", sa.String(length=40), nullable=True),
        sa.Column("provider_session", sa.String(length=255), nullable=True),
        sa.Column("label", sa.String(length=60), nullable=False),
        sa.Column("created_at", UtcDateTime(), nullable=False),
        sa.Column("authenticated_at", UtcDateTime(), nullable=False),
        sa.Column("last_seen_at", UtcDateTime(), nullable=False),
        sa.Column("expires_at", UtcDateTime(), nullable=False),
        sa.ForeignKeyConstraint(
            ["account_id"], ["account.id"], name=op.f("fk_account_session_account_id_account"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_account_session")),
        sa.UniqueConstraint("token_digest", name=op.f("uq_account_session_token_digest")),
    )
    op.create_index(op.f("ix_account_session_account_id"), "account_session", ["account_id"])
    op.create_index(op.f("ix_account_session_expires_at"), "account_session", ["expires_at"])
    op.create_index(op.f("ix_account_session_former_digest"), "account_session", ["former_digest"])
    op.create_index(op.f("ix_account_session_provider_session"), "account_session", ["provider_session"])

    op.create_table(
        "device",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("token_digest", sa.LargeBinary(length=32), nullable=False),
        sa.Column("account_id", sa.Uuid(), nullable=True),
        sa.Column("asked_to_move_at", UtcDateTime(), nullable=True),
        sa.Column("created_on", sa.Date(), nullable=False),
        sa.Column("last_seen_on", sa.Date(), nullable=False),
        sa.ForeignKeyConstraint(
            ["account_id"], ["account.id"], name=op.f("fk_device_account_id_account"), ondelete="SET NULL"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_device")),
        sa.UniqueConstraint("token_digest", name=op.f("uq_device_token_digest")),
    )
    op.create_index(op.f("ix_device_account_id"), "device", ["account_id"])
    op.create_index(op.f("ix_device_last_seen_on"), "device", ["last_seen_on"])

    op.create_table(
        "organisation_member",
        sa.Column("organisation_id", sa.Uuid(), nullable=False),
        sa.Column("account_id", sa.Uuid(), nullable=False),
        sa.Column("manages", sa.Boolean(), nullable=False),
        sa.Column("joined_at", UtcDateTime(), nullable=False),
        sa.ForeignKeyConstraint(
            ["account_id"], ["account.id"], name=op.f("fk_organisation_member_account_id_account"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["organisation_id"],
            ["organisation.id"],
            name=op.f("fk_organisation_member_organisation_id_organisation"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("organisation_id", "account_id", name=op.f("pk_organisation_member")),
    )
    op.create_index(op.f("ix_organisation_member_account_id"), "organisation_member", ["account_id"])

    op.create_table(
        "role_grant",
        sa.Column("account_id", sa.Uuid(), nullable=False),
        sa.Column("role", sa.String(length=20), nullable=False),
        sa.Column("source", sa.String(length=60), nullable=False),
        sa.Column("granted_at", UtcDateTime(), nullable=False),
        sa.ForeignKeyConstraint(
            ["account_id"], ["account.id"], name=op.f("fk_role_grant_account_id_account"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("account_id", "role", "source", name=op.f("pk_role_grant")),
    )
    is_postgres = op.get_context().dialect.name == "postgresql"
    for guard in _POSTGRES_GUARDS if is_postgres else _SQLITE_GUARDS:
        op.execute(guard)


def downgrade() -> None:
    op.drop_table("role_grant")
    op.drop_index(op.f("ix_organisation_member_account_id"), table_name="organisation_member")

    op.drop_table("organisation_member")
    op.drop_index(op.f("ix_device_last_seen_on"), table_name="device")
    op.drop_index(op.f("ix_device_account_id"), table_name="device")

    op.drop_table("device")
    op.drop_index(op.f("ix_account_session_provider_session"), table_name="account_session")
    op.drop_index(op.f("ix_account_session_former_digest"), table_name="account_session")
    op.drop_index(op.f("ix_account_session_expires_at"), table_name="account_session")
    op.drop_index(op.f("ix_account_session_account_id"), table_name="account_session")

    op.drop_table("account_session")
    op.drop_table("organisation")
    op.drop_index(op.f("ix_audit_entry_subject_kind_subject_id"), table_name="audit_entry")
    op.drop_index(op.f("ix_audit_entry_at"), table_name="audit_entry")
    op.drop_index(op.f("ix_audit_entry_actor_id"), table_name="audit_entry")

    op.drop_table("audit_entry")
    if op.get_context().dialect.name == "postgresql":
        op.execute("DROP FUNCTION refuse_audit_change()")
    op.drop_index(op.f("ix_account_last_signed_in_on"), table_name="account")

    op.drop_table("account")
