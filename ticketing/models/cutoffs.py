"""The register of calls that a fault cut off (电话异常中断回拨登记表)."""

from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.orm import Mapped, mapped_column, relationship

from ticketing.domain.cutoffs import CutCause, CutPart
from ticketing.domain.permissions import Target
from ticketing.models.base import Base, Versioned, words_of
from ticketing.models.callbacks import Callback
from ticketing.models.customers import Customer
from ticketing.models.people import Person
from ticketing.models.queues import Queue


class Cutoff(Versioned, Base):
    """One caller and incident. What became of it stands on its call-back; nobody is rung who rang by themselves."""

    __tablename__ = "cutoffs"
    __table_args__ = (
        sa.Index("ix_cutoffs_time", "last_us", "id"),
        sa.Index("ix_cutoffs_phone", "phone", "last_us"),
    )

    # E.164.
    phone: Mapped[str]
    # The visits that were cut off, by pbx, callid, queue, arrival and number within it.
    visits: Mapped[list[str]] = mapped_column(ARRAY(sa.Text))
    first_us: Mapped[int]
    last_us: Mapped[int]
    pbx_id: Mapped[int]
    callid: Mapped[str]
    # What the log says, and what whoever looked into it says against that.
    cause: Mapped[CutCause]
    said_cause: Mapped[CutCause | None] = mapped_column(words_of(CutCause, "saidcause"))
    hangup_cause: Mapped[int | None]
    part: Mapped[CutPart]
    talk_us: Mapped[int | None]
    caller_name: Mapped[str] = mapped_column(default="")
    queue_id: Mapped[int | None] = mapped_column(sa.ForeignKey("queues.id"))
    queue: Mapped[Queue | None] = relationship()
    customer_id: Mapped[int | None] = mapped_column(sa.ForeignKey("customers.id"))
    customer: Mapped[Customer | None] = relationship()
    # Who was talking; the phone system's name where nobody is mapped.
    person_id: Mapped[int | None] = mapped_column(sa.ForeignKey("people.id"))
    person: Mapped[Person | None] = relationship(foreign_keys=[person_id])
    agent: Mapped[str] = mapped_column(default="")
    due_at: Mapped[datetime]
    callback_id: Mapped[int | None] = mapped_column(sa.ForeignKey("callbacks.id"), index=True)
    callback: Mapped[Callback | None] = relationship()
    # The caller was connected again within half an hour (自行来电).
    returned_at: Mapped[datetime | None]
    # The log told later that nothing was cut off, or that it belongs to another incident.
    withdrawn_at: Mapped[datetime | None]
    # Who put it into the register by hand: what people saw, no log takes back.
    entered_by: Mapped[int | None] = mapped_column(sa.ForeignKey("people.id"))
    note: Mapped[str] = mapped_column(default="")
    satisfied: Mapped[bool | None]

    @property
    def why(self) -> CutCause:
        """The cause that counts: what people said, else the log's."""
        return self.said_cause or self.cause

    @property
    def target(self) -> Target:
        """What a permission is asked about: as for its call-back."""
        return self.callback.target if self.callback else Target(owner_id=self.person_id, queue_id=self.queue_id)


class CutoffCheck(Base):
    """A caller whose end was inferred: looked at once more when its own line has had time to come."""

    __tablename__ = "cutoff_checks"

    phone: Mapped[str] = mapped_column(unique=True)
