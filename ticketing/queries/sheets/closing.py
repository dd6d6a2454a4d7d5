"""Whether a business day may be counted: its stays against their roll-ups, what is still open, what was not heard."""

from datetime import date, datetime
from typing import NamedTuple

import sqlalchemy as sa
from sqlalchemy.orm import Session

from ticketing.domain.calls import Outcome
from ticketing.models.attendance import AttendanceDay
from ticketing.models.calls import QueueVisit
from ticketing.models.rollups import AgentRollup, QueueRollup
from ticketing.models.shifts import Shift
from ticketing.models.timers import Timer

_ENDS = tuple(outcome.value for outcome in Outcome)


class Gap(NamedTuple):
    """What the roll-ups say otherwise than the stays: `name` is an outcome, `offered` or `agents`."""

    name: str
    kept: int
    true: int


def gaps(session: Session, lo_us: int, hi_us: int) -> tuple[int, list[Gap]]:
    """(stays of the stretch, every count that the roll-ups keep differently). Three statements."""
    visit = QueueVisit
    inside = visit.enter_us >= lo_us, visit.enter_us < hi_us
    true = dict.fromkeys(_ENDS, 0) | {"agents": 0}
    for outcome, of_agents, count in session.execute(
        sa.select(visit.outcome, visit.agent.is_not(None), sa.func.count()).where(*inside).group_by(sa.text("1, 2"))
    ):
        true[outcome.value] += count
        true["agents"] += count if of_agents and outcome is Outcome.ANSWERED else 0
    offered = sum(true[name] for name in _ENDS)
    table = QueueRollup
    sums = session.execute(
        sa.select(*(sa.func.coalesce(sa.func.sum(getattr(table, name)), 0) for name in ("offered", *_ENDS))).where(
            table.bucket_us >= lo_us, table.bucket_us < hi_us
        )
    ).one()
    kept = dict(zip(("offered", *_ENDS), map(int, sums), strict=True)) | {"agents": _of_agents(session, lo_us, hi_us)}
    return offered, [Gap(name, kept[name], n) for name, n in ({"offered": offered} | true).items() if kept[name] != n]


def _of_agents(session: Session, lo_us: int, hi_us: int) -> int:
    """Answered calls as the agents' quarters keep them."""
    inside = AgentRollup.bucket_us >= lo_us, AgentRollup.bucket_us < hi_us
    return int(session.scalar(sa.select(sa.func.coalesce(sa.func.sum(AgentRollup.answered), 0)).where(*inside)) or 0)


def still_open(session: Session, lo_us: int, hi_us: int) -> int:
    """Stays that nobody has ended yet."""
    found = sa.select(sa.func.count()).where(
        QueueVisit.enter_us >= lo_us, QueueVisit.enter_us < hi_us, QueueVisit.outcome == Outcome.WAITING
    )
    return session.scalar(found) or 0


def unjudged(session: Session, day: date, at: datetime) -> int:
    """Published shifts of the day that were over at an instant and whose attendance nobody has judged."""
    judged = sa.exists().where(
        AttendanceDay.person_id == Shift.person_id, AttendanceDay.on_day == Shift.on_day, AttendanceDay.is_current
    )
    found = sa.select(sa.func.count()).where(Shift.on_day == day, Shift.published_end_at < at, ~judged)
    return session.scalar(found) or 0


def late_clocks(session: Session, at: datetime) -> int:
    """Clocks of tickets whose instant came before `at` and that nothing has looked at."""
    found = sa.select(sa.func.count()).where(
        Timer.next_at.is_not(None), Timer.due_at < at, Timer.subject == "ticket_clock"
    )
    return session.scalar(found) or 0
