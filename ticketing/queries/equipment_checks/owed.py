"""Which checks a day owes: by the plan, and by the shifts that people were told of."""

from datetime import date

import sqlalchemy as sa
from sqlalchemy.orm import Session

from ticketing.domain.centre import Centre
from ticketing.domain.equipment_checks.plans import Cadence, Owed, Plan, ShiftSpan, owed_on, plan_of
from ticketing.models.shifts import Shift, ShiftTemplate
from ticketing.models.system import Setting

PLAN = "equipment_checks"


def plan(session: Session) -> Plan:
    """How often checks are due, as whoever runs the centre has set it."""
    return plan_of(session.scalar(sa.select(Setting.value).filter_by(key=PLAN)))


def owed(session: Session, day: date, centre: Centre) -> list[Owed]:
    """The checks of one business day, by their beginning; two statements."""
    wanted = plan(session)
    shifts = _shifts(session, day) if wanted.cadence is Cadence.SHIFT else []
    return owed_on(wanted, day, centre, shifts)


def _shifts(session: Session, day: date) -> list[ShiftSpan]:
    first, last = sa.func.min(Shift.published_start_at), sa.func.max(Shift.published_end_at)
    rows = session.execute(
        sa.select(ShiftTemplate.code, ShiftTemplate.name, first, last)
        .join(Shift, Shift.published_template_id == ShiftTemplate.id)
        .where(Shift.on_day == day, ShiftTemplate.working, Shift.published_start_at.is_not(None))
        .group_by(ShiftTemplate.code, ShiftTemplate.name)
        .order_by(first)
    )
    return [ShiftSpan(code, name, start, end) for code, name, start, end in rows if start and end]
