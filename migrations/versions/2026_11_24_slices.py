"""Places and districts, sensors, parking.

Revision: slices_0001
Follows: kernel_0001
"""

import sqlalchemy as sa
from alembic import op

from backend.core.db import UtcDateTime

revision = "slices_0001"
down_revision = "kernel_0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Forward."""
    op.create_table(
        "district",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("level", sa.String(length=10), nullable=False),
        sa.Column("code", sa.String(length=12), nullable=False),
        sa.Column("name", sa.String(length=100), nullable=False),
        sa.Column("parent", sa.String(length=12), nullable=True),
        sa.Column("geometry", sa.Text(), nullable=False),
        sa.Column("inhabitants", sa.Integer(), nullable=True),
        sa.Column("inhabitants_on", sa.Date(), nullable=True),
        sa.Column("valid_from", sa.Date(), nullable=False),
        sa.Column("valid_to", sa.Date(), nullable=True),
        sa.Column("source", sa.String(length=200), nullable=False),
        sa.Column("licence", sa.String(length=60), nullable=False),
        sa.CheckConstraint(
            "inhabitants IS NULL OR inhabitants >= 0", name=op.f("ck_district_inhabitants_not_negative")
        ),
        sa.CheckConstraint("valid_to IS NULL OR valid_to > valid_from", name=op.f("ck_district_valid_in_order")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_district")),
        sa.UniqueConstraint("level", "code", "valid_from", name=op.f("uq_district_level_code_valid_from")),
    )
    op.create_table(
        "parking_site",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("catalogue", sa.String(length=40), nullable=False),
        sa.Column("key", sa.String(length=80), nullable=False),
        sa.Column("name", sa.String(length=160), nullable=False),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("lat", sa.Double(), nullable=False),
        sa.Column("lon", sa.Double(), nullable=False),
        sa.Column("street", sa.String(length=160), nullable=True),
        sa.Column("capacity", sa.Integer(), nullable=True),
        sa.Column("has_realtime_data", sa.Boolean(), nullable=False),
        sa.Column("opening_hours", sa.Text(), nullable=True),
        sa.Column("hours_text", sa.Text(), nullable=True),
        sa.Column("fee_text", sa.Text(), nullable=True),
        sa.Column("max_stay", sa.String(length=20), nullable=True),
        sa.Column("max_height_cm", sa.Integer(), nullable=True),
        sa.Column("public_transport", sa.Text(), nullable=True),
        sa.Column("restrictions", sa.JSON(), nullable=False),
        sa.Column("entrances", sa.JSON(), nullable=False),
        sa.Column("source", sa.JSON(), nullable=False),
        sa.Column("place_id", sa.Uuid(), nullable=True),
        sa.Column("is_closed_by_city", sa.Boolean(), nullable=False),
        sa.CheckConstraint("capacity IS NULL OR capacity >= 0", name=op.f("ck_parking_site_capacity_not_negative")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_parking_site")),
        sa.UniqueConstraint("key", name=op.f("uq_parking_site_key")),
    )
    op.create_index(op.f("ix_parking_site_catalogue"), "parking_site", ["catalogue"], unique=False)
    op.create_table(
        "place",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("layer", sa.String(length=40), nullable=False),
        sa.Column("category", sa.String(length=40), nullable=False),
        sa.Column("name", sa.String(length=300), nullable=False),
        sa.Column("aliases", sa.JSON(), nullable=False),
        sa.Column("lat", sa.Double(), nullable=False),
        sa.Column("lon", sa.Double(), nullable=False),
        sa.Column("street", sa.String(length=200), nullable=True),
        sa.Column("zip", sa.String(length=10), nullable=True),
        sa.Column("district", sa.String(length=10), nullable=True),
        sa.Column("description", sa.Text(), nullable=True),
        sa.Column("hours_text", sa.Text(), nullable=True),
        sa.Column("note", sa.Text(), nullable=True),
        sa.Column("web", sa.Text(), nullable=True),
        sa.Column("accessible_toilet", sa.Boolean(), nullable=False),
        sa.Column("entrances", sa.JSON(), nullable=False),
        sa.Column("source", sa.String(length=200), nullable=False),
        sa.Column("licence", sa.String(length=60), nullable=False),
        sa.Column("as_of", sa.String(length=10), nullable=False),
        sa.Column("fingerprint", sa.String(length=32), nullable=False),
        sa.Column("changed_at", UtcDateTime(), nullable=False),
        sa.Column("withdrawn_at", UtcDateTime(), nullable=True),
        sa.CheckConstraint("NOT (lat = 0 AND lon = 0)", name=op.f("ck_place_position_known")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_place")),
    )
    op.create_table(
        "sensor_device",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("dev_eui", sa.String(length=16), nullable=False),
        sa.Column("profile", sa.String(length=64), nullable=False),
        sa.Column("name", sa.String(length=120), nullable=False),
        sa.Column("target_kind", sa.String(length=40), nullable=True),
        sa.Column("target_id", sa.Uuid(), nullable=True),
        sa.Column("demo", sa.Boolean(), nullable=False),
        sa.Column("created_at", UtcDateTime(), nullable=False),
        sa.Column("last_seen_at", UtcDateTime(), nullable=True),
        sa.Column("session", sa.String(length=80), nullable=False),
        sa.Column("f_cnt", sa.BigInteger(), nullable=False),
        sa.Column("counter_reset_at", UtcDateTime(), nullable=True),
        sa.Column("battery_percent", sa.Double(), nullable=True),
        sa.Column("battery_at", UtcDateTime(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_sensor_device")),
        sa.UniqueConstraint("dev_eui", name=op.f("uq_sensor_device_dev_eui")),
    )
    op.create_index(
        op.f("ix_sensor_device_target_kind_target_id"), "sensor_device", ["target_kind", "target_id"], unique=False
    )
    op.create_table(
        "sensor_frame",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("dev_eui", sa.String(length=16), nullable=False),
        sa.Column("kind", sa.String(length=10), nullable=False),
        sa.Column("session", sa.String(length=80), nullable=False),
        sa.Column("f_cnt", sa.BigInteger(), nullable=False),
        sa.Column("variant", sa.String(length=16), nullable=False),
        sa.Column("f_port", sa.Integer(), nullable=False),
        sa.Column("payload", sa.LargeBinary(), nullable=False),
        sa.Column("decoded", sa.LargeBinary(), nullable=True),
        sa.Column("battery_percent", sa.Double(), nullable=True),
        sa.Column("server", sa.String(length=20), nullable=False),
        sa.Column("transport", sa.String(length=10), nullable=False),
        sa.Column("rssi", sa.Integer(), nullable=True),
        sa.Column("snr", sa.Double(), nullable=True),
        sa.Column("observed_at", UtcDateTime(), nullable=False),
        sa.Column("received_at", UtcDateTime(), nullable=False),
        sa.Column("status", sa.String(length=12), nullable=False),
        sa.Column("reason", sa.String(length=200), nullable=True),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("processed_at", UtcDateTime(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_sensor_frame")),
        sa.UniqueConstraint(
            "dev_eui",
            "kind",
            "session",
            "f_cnt",
            "variant",
            name=op.f("uq_sensor_frame_dev_eui_kind_session_f_cnt_variant"),
        ),
    )
    op.create_index(
        "ix_sensor_frame_pending",
        "sensor_frame",
        ["id"],
        unique=False,
        sqlite_where=sa.text("status = 'pending'"),
        postgresql_where=sa.text("status = 'pending'"),
    )
    op.create_index(
        "ix_sensor_frame_quarantined",
        "sensor_frame",
        ["dev_eui"],
        unique=False,
        sqlite_where=sa.text("status = 'quarantined'"),
        postgresql_where=sa.text("status = 'quarantined'"),
    )
    op.create_index(op.f("ix_sensor_frame_received_at"), "sensor_frame", ["received_at"], unique=False)
    op.create_table(
        "occupancy_hour",
        sa.Column("site_id", sa.Uuid(), nullable=False),
        sa.Column("hour_at", UtcDateTime(), nullable=False),
        sa.Column("bays", sa.Integer(), nullable=False),
        sa.Column("known_share", sa.Double(), nullable=False),
        sa.Column("free_share", sa.Double(), nullable=False),
        sa.Column("stays", sa.Integer(), nullable=False),
        sa.Column("stay_s", sa.Integer(), nullable=False),
        sa.Column("demo", sa.Boolean(), nullable=False),
        sa.CheckConstraint("free_share BETWEEN 0 AND 1", name=op.f("ck_occupancy_hour_free_share_range")),
        sa.CheckConstraint("known_share BETWEEN 0 AND 1", name=op.f("ck_occupancy_hour_known_share_range")),
        sa.ForeignKeyConstraint(
            ["site_id"], ["parking_site.id"], name=op.f("fk_occupancy_hour_site_id_parking_site"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("site_id", "hour_at", name=op.f("pk_occupancy_hour")),
    )
    op.create_index(op.f("ix_occupancy_hour_hour_at"), "occupancy_hour", ["hour_at"], unique=False)
    op.create_table(
        "parking_bay",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("catalogue", sa.String(length=40), nullable=False),
        sa.Column("key", sa.String(length=80), nullable=False),
        sa.Column("site_id", sa.Uuid(), nullable=True),
        sa.Column("name", sa.String(length=160), nullable=False),
        sa.Column("street", sa.String(length=160), nullable=True),
        sa.Column("lat", sa.Double(), nullable=False),
        sa.Column("lon", sa.Double(), nullable=False),
        sa.Column("bay_kind", sa.String(length=10), nullable=False),
        sa.Column("has_realtime_data", sa.Boolean(), nullable=False),
        sa.Column("restrictions", sa.JSON(), nullable=False),
        sa.Column("opening_hours", sa.Text(), nullable=True),
        sa.Column("max_stay", sa.String(length=20), nullable=True),
        sa.Column("width_cm", sa.Integer(), nullable=True),
        sa.Column("length_cm", sa.Integer(), nullable=True),
        sa.Column("surface", sa.String(length=20), nullable=True),
        sa.Column("slope_percent", sa.Double(), nullable=True),
        sa.Column("kerb", sa.String(length=10), nullable=True),
        sa.Column("orientation", sa.String(length=15), nullable=True),
        sa.Column("side", sa.String(length=5), nullable=True),
        sa.Column("lit", sa.Boolean(), nullable=True),
        sa.Column("covered", sa.Boolean(), nullable=True),
        sa.Column("entrance_distance_m", sa.Integer(), nullable=True),
        sa.Column("nearby", sa.Text(), nullable=True),
        sa.Column("source", sa.JSON(), nullable=False),
        sa.Column("is_closed_by_city", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(
            ["site_id"], ["parking_site.id"], name=op.f("fk_parking_bay_site_id_parking_site"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_parking_bay")),
        sa.UniqueConstraint("key", name=op.f("uq_parking_bay_key")),
    )
    op.create_index(op.f("ix_parking_bay_catalogue"), "parking_bay", ["catalogue"], unique=False)
    op.create_index(op.f("ix_parking_bay_site_id"), "parking_bay", ["site_id"], unique=False)
    op.create_table(
        "place_report",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("place_id", sa.Uuid(), nullable=False),
        sa.Column("reason", sa.String(length=20), nullable=False),
        sa.Column("comment", sa.String(length=500), nullable=True),
        sa.Column("created_at", UtcDateTime(), nullable=False),
        sa.Column("delete_after", UtcDateTime(), nullable=False),
        sa.ForeignKeyConstraint(["place_id"], ["place.id"], name=op.f("fk_place_report_place_id_place")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_place_report")),
    )
    op.create_index(op.f("ix_place_report_delete_after"), "place_report", ["delete_after"], unique=False)
    op.create_index(
        op.f("ix_place_report_place_id_created_at"), "place_report", ["place_id", "created_at"], unique=False
    )
    op.create_table(
        "sensor_reading",
        sa.Column("device_id", sa.Uuid(), nullable=False),
        sa.Column("quantity", sa.String(length=40), nullable=False),
        sa.Column("value", sa.JSON(none_as_null=True), nullable=True),
        sa.Column("observed_at", UtcDateTime(), nullable=False),
        sa.Column("received_at", UtcDateTime(), nullable=False),
        sa.Column("f_cnt", sa.BigInteger(), nullable=False),
        sa.Column("session", sa.String(length=80), nullable=False),
        sa.ForeignKeyConstraint(
            ["device_id"],
            ["sensor_device.id"],
            name=op.f("fk_sensor_reading_device_id_sensor_device"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("device_id", "quantity", name=op.f("pk_sensor_reading")),
    )
    op.create_table(
        "bay_change",
        sa.Column("bay_id", sa.Uuid(), nullable=False),
        sa.Column("observed_at", UtcDateTime(), nullable=False),
        sa.Column("occupied", sa.Boolean(), nullable=True),
        sa.Column("was", sa.Boolean(), nullable=True),
        sa.ForeignKeyConstraint(
            ["bay_id"], ["parking_bay.id"], name=op.f("fk_bay_change_bay_id_parking_bay"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("bay_id", "observed_at", name=op.f("pk_bay_change")),
    )
    op.create_index(op.f("ix_bay_change_observed_at"), "bay_change", ["observed_at"], unique=False)
    op.create_table(
        "bay_status",
        sa.Column("bay_id", sa.Uuid(), nullable=False),
        sa.Column("occupied", sa.Boolean(), nullable=True),
        sa.Column("observed_at", UtcDateTime(), nullable=False),
        sa.Column("received_at", UtcDateTime(), nullable=False),
        sa.Column("changed_at", UtcDateTime(), nullable=False),
        sa.Column("stale_at", UtcDateTime(), nullable=False),
        sa.Column("expected_interval_s", sa.Integer(), nullable=False),
        sa.Column("stale_after_s", sa.Integer(), nullable=False),
        sa.Column("held", sa.Boolean(), nullable=True),
        sa.Column("settles_at", UtcDateTime(), nullable=True),
        sa.ForeignKeyConstraint(
            ["bay_id"], ["parking_bay.id"], name=op.f("fk_bay_status_bay_id_parking_bay"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("bay_id", name=op.f("pk_bay_status")),
    )


def downgrade() -> None:
    """Back."""
    op.drop_table("bay_status")
    op.drop_index(op.f("ix_bay_change_observed_at"), table_name="bay_change")
    op.drop_table("bay_change")
    op.drop_table("sensor_reading")
    op.drop_index(op.f("ix_place_report_place_id_created_at"), table_name="place_report")
    op.drop_index(op.f("ix_place_report_delete_after"), table_name="place_report")
    op.drop_table("place_report")
    op.drop_index(op.f("ix_parking_bay_site_id"), table_name="parking_bay")
    op.drop_index(op.f("ix_parking_bay_catalogue"), table_name="parking_bay")
    op.drop_table("parking_bay")
    op.drop_index(op.f("ix_occupancy_hour_hour_at"), table_name="occupancy_hour")
    op.drop_table("occupancy_hour")
    op.drop_index(op.f("ix_sensor_frame_received_at"), table_name="sensor_frame")
    op.drop_index(
        "ix_sensor_frame_quarantined",
        table_name="sensor_frame",
        sqlite_where=sa.text("status = 'quarantined'"),
        postgresql_where=sa.text("status = 'quarantined'"),
    )
    op.drop_index(
        "ix_sensor_frame_pending",
        table_name="sensor_frame",
        sqlite_where=sa.text("status = 'pending'"),
        postgresql_where=sa.text("status = 'pending'"),
    )
    op.drop_table("sensor_frame")
    op.drop_index(op.f("ix_sensor_device_target_kind_target_id"), table_name="sensor_device")
    op.drop_table("sensor_device")
    op.drop_table("place")
    op.drop_index(op.f("ix_parking_site_catalogue"), table_name="parking_site")
    op.drop_table("parking_site")
    op.drop_table("district")
