"""Rules of the floor's alerts, what they watch just now, and every alert that was ever raised."""

from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from ticketing.domain import alerts
from ticketing.domain.alerts import AlertMetric, Level, Watch
from ticketing.domain.permissions import Target
from ticketing.models.base import Base, Versioned
from ticketing.models.people import Person
from ticketing.models.queues import Queue
from ticketing.models.telephony import PbxSource


class AlertRule(Versioned, Base):
    """One metric, of one queue or of all: see `domain.alerts.Rule`."""

    __tablename__ = "alert_rules"
    __table_args__ = (sa.UniqueConstraint("metric", "queue_id", "reason", postgresql_nulls_not_distinct=True),)

    metric: Mapped[AlertMetric]
    queue_id: Mapped[int | None] = mapped_column(sa.ForeignKey("queues.id"))
    queue: Mapped[Queue | None] = relationship()
    reason: Mapped[str] = mapped_column(default="")
    warn: Mapped[float | None]
    critical: Mapped[float | None]
    hold_s: Mapped[int] = mapped_column(default=0)
    calm_s: Mapped[int] = mapped_column(default=0)
    margin: Mapped[float] = mapped_column(default=0.0)
    min_calls: Mapped[int] = mapped_column(default=0)
    window_s: Mapped[int] = mapped_column(default=1_800)
    # Whether leads and supervisors on shift are told by the bell, beside the board.
    bell: Mapped[bool] = mapped_column(default=True)
    enabled: Mapped[bool] = mapped_column(default=True)

    @property
    def rule(self) -> alerts.Rule:
        """The rule as plain values."""
        return alerts.Rule(**{name: getattr(self, name) for name in alerts.Rule.__slots__})


class Subject:
    """Of what a figure is measured: `subject` names it for ever (`queue:3`, `person:8`, `name:1:SIP/7`, `link:2`)."""

    metric: Mapped[AlertMetric]
    subject: Mapped[str]
    queue_id: Mapped[int | None] = mapped_column(sa.ForeignKey("queues.id"))
    person_id: Mapped[int | None] = mapped_column(sa.ForeignKey("people.id"))
    source_id: Mapped[int | None] = mapped_column(sa.ForeignKey("pbx_sources.id"))
    # An agent whom nobody has mapped, by the phone system's own name.
    pbx_id: Mapped[int | None]
    name: Mapped[str] = mapped_column(default="")


class AlertWatch(Subject, Base):
    """One figure that is past a limit, or on its way to one; its timer is `alert_watch`."""

    __tablename__ = "alert_watches"
    __table_args__ = (sa.UniqueConstraint("metric", "subject"),)

    level: Mapped[int] = mapped_column(default=0)
    warn_us: Mapped[int | None]
    critical_us: Mapped[int | None]
    under_us: Mapped[int | None]
    # When the timer is planned for; null: nothing changes unless something happens.
    next_us: Mapped[int | None]

    @property
    def watch(self) -> Watch:
        return Watch(Level(self.level), self.warn_us, self.critical_us, self.under_us)

    @watch.setter
    def watch(self, watch: Watch) -> None:
        self.level, self.warn_us, self.critical_us, self.under_us = watch


class Alert(Subject, Base):
    """One alert from its raising to its clearing, kept for ever.

    `value` is what was measured when its level last changed, `limit` the step that it passed, `since_at` when it
    passed it; `worst` is the highest level it had.
    """

    __tablename__ = "alerts"
    __table_args__ = (
        # Each alert is raised once: nothing is open twice for one figure.
        sa.Index("uq_alerts_open", "metric", "subject", unique=True, postgresql_where=sa.text("cleared_at IS NULL")),
        sa.Index("ix_alerts_raised", "raised_at", "id"),
    )

    queue: Mapped[Queue | None] = relationship()
    person: Mapped[Person | None] = relationship(foreign_keys="Alert.person_id")
    source: Mapped[PbxSource | None] = relationship()
    # Null once the rule is gone.
    rule_id: Mapped[int | None] = mapped_column(sa.ForeignKey("alert_rules.id", ondelete="SET NULL"))
    reason: Mapped[str] = mapped_column(default="")
    level: Mapped[int]
    worst: Mapped[int]
    value: Mapped[float | None]
    limit: Mapped[float | None]
    since_at: Mapped[datetime]
    raised_at: Mapped[datetime]
    level_at: Mapped[datetime]
    cleared_at: Mapped[datetime | None]
    acknowledged_at: Mapped[datetime | None]
    acknowledged_by: Mapped[int | None] = mapped_column(sa.ForeignKey("people.id"))
    acknowledger: Mapped[Person | None] = relationship(foreign_keys=[acknowledged_by])

    @property
    def is_open(self) -> bool:
        return self.cleared_at is None

    @property
    def target(self) -> Target:
        """What a permission is asked about: the agent and their team, or the queue."""
        team_id = self.person.team_id if self.person else None
        return Target(owner_id=self.person_id, team_id=team_id, queue_id=self.queue_id)

    def move(self, level: Level, at: datetime) -> None:
        """Worse or better; what became worse must be acknowledged again."""
        if level > self.level:
            self.acknowledged_at = self.acknowledged_by = None
        self.level, self.level_at, self.worst = int(level), at, max(self.worst, int(level))

    def acknowledge(self, by_id: int | None, at: datetime) -> bool:
        """False when somebody has seen it already, or it is over."""
        if self.acknowledged_at is not None or not self.is_open:
            return False
        self.acknowledged_at, self.acknowledged_by = at, by_id
        return True
