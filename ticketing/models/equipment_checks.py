"""The check register (呼叫中心设备运行情况检查表): what is looked at, the sheets, their rows and every correction."""

from datetime import date, datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from ticketing.domain.equipment_checks import CheckState, Look, Verdict
from ticketing.errors import Conflict
from ticketing.models.base import Base, Versioned
from ticketing.models.equipment import Equipment
from ticketing.models.people import Person
from ticketing.models.tickets import Ticket


class CheckItem(Versioned, Base):
    """设备/项目 with 检查内容/标准; one that is no longer looked at stays on the sheets of the past."""

    __tablename__ = "check_items"

    code: Mapped[str] = mapped_column(unique=True)
    name: Mapped[str]
    name_en: Mapped[str] = mapped_column(default="")
    standard: Mapped[str] = mapped_column(default="")
    standard_en: Mapped[str] = mapped_column(default="")
    look: Mapped[Look] = mapped_column(default=Look.HAND)
    position: Mapped[int] = mapped_column(default=0)
    active: Mapped[bool] = mapped_column(default=True)


class CheckSheet(Versioned, Base):
    """One check of one shift (or of the whole day, `shift` empty); owed as soon as the shift begins."""

    __tablename__ = "check_sheets"
    __table_args__ = (
        sa.UniqueConstraint("on_day", "shift"),
        sa.Index(
            "ix_check_sheets_open",
            "due_at",
            postgresql_where=sa.text("state IN ('owed', 'begun') AND missed_at IS NULL"),
        ),
    )

    on_day: Mapped[date]
    shift: Mapped[str] = mapped_column(default="")
    shift_name: Mapped[str] = mapped_column(default="")
    state: Mapped[CheckState] = mapped_column(default=CheckState.OWED)
    # By when it should be done, and until when there is any sense in looking; no due time: nobody asked for it.
    due_at: Mapped[datetime | None]
    until_at: Mapped[datetime]
    # When somebody was told that it is overdue.
    missed_at: Mapped[datetime | None]
    # From when on calls and outages were looked at: the check before.
    since_at: Mapped[datetime | None]
    begun_at: Mapped[datetime | None]
    begun_by: Mapped[int | None] = mapped_column(sa.ForeignKey("people.id"))
    checker: Mapped[Person | None] = relationship(foreign_keys=begun_by)
    done_at: Mapped[datetime | None]
    done_by: Mapped[int | None] = mapped_column(sa.ForeignKey("people.id"))
    reviewed_at: Mapped[datetime | None]
    reviewed_by: Mapped[int | None] = mapped_column(sa.ForeignKey("people.id"))
    reviewer: Mapped[Person | None] = relationship(foreign_keys=reviewed_by)
    note: Mapped[str] = mapped_column(default="")

    def begin(self, by: int | None, at: datetime, since_at: datetime) -> None:
        """Raises `Conflict` (`check_begun`) when somebody has, `check_over` when its time is past."""
        if self.state is not CheckState.OWED:
            raise Conflict("check_begun", id=self.id)
        if at >= self.until_at:
            raise Conflict("check_over")
        self.state, self.begun_at, self.begun_by, self.since_at = CheckState.BEGUN, at, by, since_at
        self.version += 1

    def finish(self, by: int | None, at: datetime) -> None:
        self._must_be(CheckState.BEGUN)
        self.state, self.done_at, self.done_by = CheckState.DONE, at, by

    def reopen(self) -> None:
        """Sent back by whoever was to sign it."""
        self._must_be(CheckState.DONE)
        self.state, self.done_at, self.done_by = CheckState.BEGUN, None, None

    def sign(self, by: int | None, at: datetime, note: str) -> None:
        self._must_be(CheckState.DONE)
        self.state, self.reviewed_at, self.reviewed_by, self.note = CheckState.REVIEWED, at, by, note

    def _must_be(self, state: CheckState) -> None:
        if self.state is not state:
            raise Conflict("check_not_so_far", state=self.state.value)


class CheckRow(Base):
    """One line of a sheet. `seen*` is what live truth said when the sheet was begun and is never changed."""

    __tablename__ = "check_rows"
    __table_args__ = (
        sa.UniqueConstraint("sheet_id", "no"),
        sa.Index("ix_check_rows_equipment", "equipment_id", postgresql_where=sa.text("equipment_id IS NOT NULL")),
    )

    sheet_id: Mapped[int] = mapped_column(sa.ForeignKey("check_sheets.id"))
    sheet: Mapped[CheckSheet] = relationship()
    no: Mapped[int]
    # As the item stood when the sheet was begun.
    item: Mapped[str]
    item_name: Mapped[str]
    item_name_en: Mapped[str] = mapped_column(default="")
    standard: Mapped[str] = mapped_column(default="")
    standard_en: Mapped[str] = mapped_column(default="")
    look: Mapped[Look]
    # The trunk, the feed, the service.
    subject: Mapped[str] = mapped_column(default="")
    # A `Verdict` in words.
    seen_result: Mapped[str | None]
    # [code, values] of each observation.
    seen: Mapped[list[Any]] = mapped_column(default=list)
    seen_restored_at: Mapped[datetime | None]
    result: Mapped[Verdict | None]
    finding: Mapped[str] = mapped_column(default="")
    measure: Mapped[str] = mapped_column(default="")
    handler: Mapped[str] = mapped_column(default="")
    restored_at: Mapped[datetime | None]
    corrected_at: Mapped[datetime | None]
    corrected_by: Mapped[int | None] = mapped_column(sa.ForeignKey("people.id"))
    corrector: Mapped[Person | None] = relationship()
    equipment_id: Mapped[int | None] = mapped_column(sa.ForeignKey("equipment.id"))
    equipment: Mapped[Equipment | None] = relationship()
    ticket_id: Mapped[int | None] = mapped_column(sa.ForeignKey("tickets.id"))
    ticket: Mapped[Ticket | None] = relationship()

    @property
    def is_open(self) -> bool:
        """Nobody has said how it is."""
        return self.result is None


class CheckChange(Base):
    """One value that a person wrote over another, in a row or (`row_no` null) on the sheet."""

    __tablename__ = "check_changes"

    sheet_id: Mapped[int] = mapped_column(sa.ForeignKey("check_sheets.id"), index=True)
    row_no: Mapped[int | None]
    at: Mapped[datetime]
    by_id: Mapped[int | None] = mapped_column(sa.ForeignKey("people.id"))
    by: Mapped[Person | None] = relationship()
    field: Mapped[str]
    was: Mapped[str] = mapped_column(default="")
    said: Mapped[str] = mapped_column(default="")
