"""The last sign of life of our own processes and servers, node by node, and of the last backup."""

from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from ticketing.models.base import Base


class ServiceSign(Base):
    """One row per node and service, written over every minute: what the check sheet is prefilled from."""

    __tablename__ = "service_signs"
    __table_args__ = (sa.UniqueConstraint("node", "service"),)

    node: Mapped[str]
    # web, clock, phones, books, worker-fast, worker-slow, postgres, redis, disk, backup.
    service: Mapped[str]
    seen_at: Mapped[datetime]
    fine: Mapped[bool] = mapped_column(default=True)
    facts: Mapped[dict[str, Any]] = mapped_column(default=dict)
