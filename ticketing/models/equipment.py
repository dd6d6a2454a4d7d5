"""The list of equipment (呼叫中心设备明细表) and what was done to each piece."""

from datetime import date, datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from ticketing.domain.equipment import Deed, EquipmentState
from ticketing.models.base import Base, Versioned
from ticketing.models.people import Person


class Equipment(Versioned, Base):
    """One line of the list: a piece, or several alike under one number."""

    __tablename__ = "equipment"

    # 设备编号.
    code: Mapped[str] = mapped_column(unique=True)
    name: Mapped[str]
    model: Mapped[str] = mapped_column(default="")
    brand: Mapped[str] = mapped_column(default="")
    quantity: Mapped[int] = mapped_column(default=1)
    unit: Mapped[str] = mapped_column(default="")
    bought_on: Mapped[date | None]
    # 单价/原值 in the smallest unit of `currency`.
    price_minor: Mapped[int | None]
    currency: Mapped[str] = mapped_column(default="CNY")
    # 使用位置(座席号).
    place: Mapped[str] = mapped_column(default="")
    # 使用人/责任人: one of our people, or a name where it is nobody who logs in.
    keeper_id: Mapped[int | None] = mapped_column(sa.ForeignKey("people.id"))
    person: Mapped[Person | None] = relationship()
    keeper: Mapped[str] = mapped_column(default="")
    state: Mapped[EquipmentState] = mapped_column(default=EquipmentState.IN_USE)
    warranty_until: Mapped[date | None]
    supplier: Mapped[str] = mapped_column(default="")
    supplier_phone: Mapped[str] = mapped_column(default="")
    note: Mapped[str] = mapped_column(default="")
    created_at: Mapped[datetime]

    @property
    def keeper_name(self) -> str:
        return self.person.name if self.person else self.keeper


class EquipmentChange(Base):
    """Who did what to a piece and when; `changes` is {field: [was, is]} in plain words."""

    __tablename__ = "equipment_changes"

    equipment_id: Mapped[int] = mapped_column(sa.ForeignKey("equipment.id"), index=True)
    at: Mapped[datetime]
    by_id: Mapped[int | None] = mapped_column(sa.ForeignKey("people.id"))
    by: Mapped[Person | None] = relationship()
    deed: Mapped[Deed]
    changes: Mapped[dict[str, Any]] = mapped_column(default=dict)
    reason: Mapped[str] = mapped_column(default="")
