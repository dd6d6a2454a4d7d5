"""Plans of follow-ups and the people on their lists; only who has been drawn has a call-back."""

from datetime import date, datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from ticketing.domain.campaigns import ENDED, MOVES, CampaignKind, CampaignState, Plan, TargetState
from ticketing.domain.permissions import Target
from ticketing.errors import IllegalMove
from ticketing.models.base import Base, Versioned
from ticketing.models.customers import Customer
from ticketing.models.people import Person
from ticketing.models.queues import Queue
from ticketing.models.scripts import Script


class Campaign(Versioned, Base):
    """A line of the 电话访谈计划表."""

    __tablename__ = "campaigns"
    __table_args__ = (sa.CheckConstraint("last_on >= first_on", name="days"),)

    name: Mapped[str]
    purpose: Mapped[str] = mapped_column(default="")
    kind: Mapped[CampaignKind]
    state: Mapped[CampaignState] = mapped_column(default=CampaignState.DRAFT)
    # 访谈对象.
    audience: Mapped[str] = mapped_column(default="")
    queue_id: Mapped[int] = mapped_column(sa.ForeignKey("queues.id"))
    queue: Mapped[Queue] = relationship()
    script_id: Mapped[int | None] = mapped_column(sa.ForeignKey("scripts.id"))
    script: Mapped[Script | None] = relationship()
    first_on: Mapped[date]
    last_on: Mapped[date]
    # 时段: minutes after midnight; None: the calling hours.
    from_min: Mapped[int | None]
    to_min: Mapped[int | None]
    max_attempts: Mapped[int] = mapped_column(default=3)
    # 结果摘要.
    summary: Mapped[str] = mapped_column(default="")
    created_at: Mapped[datetime]
    created_by: Mapped[int | None] = mapped_column(sa.ForeignKey("people.id"))
    creator: Mapped[Person | None] = relationship(foreign_keys=created_by)
    reviewed_at: Mapped[datetime | None]
    reviewed_by: Mapped[int | None] = mapped_column(sa.ForeignKey("people.id"))
    reviewer: Mapped[Person | None] = relationship(foreign_keys=reviewed_by)

    @property
    def target(self) -> Target:
        """What a permission is asked about."""
        return Target(queue_id=self.queue_id)

    @property
    def plan(self) -> Plan:
        return Plan(self.first_on, self.last_on, self.from_min, self.to_min)

    def move(self, state: CampaignState) -> None:
        """Raises `IllegalMove` with the moves that there are."""
        if state not in MOVES[self.state]:
            raise IllegalMove(state=self.state.value, allowed=sorted(one.value for one in MOVES[self.state]))
        self.state = state


class CampaignTarget(Base):
    """Somebody on a list; the same number stands on it once."""

    __tablename__ = "campaign_targets"
    __table_args__ = (
        sa.UniqueConstraint("campaign_id", "phone"),
        sa.Index("ix_campaign_targets_state", "campaign_id", "state", "id"),
    )

    campaign_id: Mapped[int] = mapped_column(sa.ForeignKey("campaigns.id"))
    campaign: Mapped[Campaign] = relationship()
    state: Mapped[TargetState] = mapped_column(default=TargetState.WAITING)
    name: Mapped[str]
    phone: Mapped[str]
    customer_id: Mapped[int | None] = mapped_column(sa.ForeignKey("customers.id"))
    customer: Mapped[Customer | None] = relationship()
    product: Mapped[str] = mapped_column(default="")
    ref: Mapped[str] = mapped_column(default="")
    note: Mapped[str] = mapped_column(default="")
    # Not before this day.
    planned_on: Mapped[date | None]
    # What the customer said, in the agent's words.
    answer: Mapped[str] = mapped_column(default="")
    ended_at: Mapped[datetime | None]

    def settle(self, outcome: str, said: str, at: datetime) -> None:
        self.state, self.ended_at = ENDED[outcome], at
        self.answer = said or self.answer
