"""Table of the privacy slice: what was deleted because its time was over. Numbers only, nothing about anybody."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import String
from sqlalchemy.orm import Mapped, mapped_column

from backend.core.db import Base
from backend.core.ids import new_id


class RetentionRun(Base):
    """One class of data on one run of the daily deletion. `deleted` is None when it failed."""

    __tablename__ = "retention_run"

    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)
    ran_at: Mapped[datetime] = mapped_column(index=True)
    key: Mapped[str] = mapped_column(String(40))
    deleted: Mapped[int | None]
