"""Write down the checks that a day owes, and tell whoever leads the shift of one that was missed."""

from collections.abc import Sequence
from datetime import date, timedelta

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import insert

from ticketing.actions import notices
from ticketing.domain.actors import SYSTEM, Role
from ticketing.domain.equipment_checks import CheckState
from ticketing.domain.equipment_checks.plans import Owed
from ticketing.domain.events import CheckMissed
from ticketing.errors import Forbidden
from ticketing.models.equipment_checks import CheckSheet
from ticketing.models.people import Person
from ticketing.queries import equipment_checks as looks
from ticketing.queries import on_shift
from ticketing.work import Work

NOTICE = "check_missed"
OPEN = (CheckState.OWED, CheckState.BEGUN)
# What was missed longer ago than this is history: nobody is woken for it.
STALE = timedelta(days=2)
#: So far back missed checks are made up after our own processes were off.
MADE_UP = timedelta(days=7)


def owe(work: Work) -> int:
    """Safe at any time and any number of times; gives how many checks were found to be missed."""
    if not work.actor.is_system:
        raise Forbidden(permission=SYSTEM.name)
    today = work.centre.day_of(work.now)
    # Where a check was owed before, those of shifts that went by while our own processes were off are made up.
    last = work.session.scalar(sa.select(sa.func.max(CheckSheet.on_day)))
    first = max(min(last or today, today - timedelta(days=1)), today - MADE_UP)
    for day in (first + timedelta(days=after) for after in range((today - first).days + 1)):
        for one in looks.owed(work.session, day, work.centre):
            # Yesterday's night shift is still on; of what was over before the first sheet nobody owed anything.
            is_on, is_behind = work.now < one.until_at, last is not None and day >= last
            if one.from_at <= work.now and (is_on or is_behind):
                _write(work, day, one)
    missed = _missed(work)
    for sheet in missed:
        _tell(work, sheet)
    return len(missed)


def _write(work: Work, day: date, one: Owed) -> None:
    named = {"on_day": day, "shift": one.shift, "shift_name": one.name, "state": CheckState.OWED}
    spans = {"due_at": one.due_at, "until_at": one.until_at, "note": ""}
    work.session.execute(insert(CheckSheet).values(**named, **spans).on_conflict_do_nothing())


def _missed(work: Work) -> Sequence[CheckSheet]:
    overdue = sa.select(CheckSheet).where(
        CheckSheet.state.in_(OPEN), CheckSheet.missed_at.is_(None), CheckSheet.due_at <= work.now
    )
    return work.session.scalars(overdue.order_by(CheckSheet.due_at).with_for_update(skip_locked=True)).all()


def _tell(work: Work, sheet: CheckSheet) -> None:
    sheet.missed_at = work.now
    work.record(CheckMissed(sheet.id, sheet.on_day.isoformat(), sheet.shift))
    if sheet.due_at is None or work.now - sheet.due_at > STALE:
        return
    params: notices.Params = {"sheet_id": sheet.id, "on": sheet.on_day.isoformat(), "shift": sheet.shift_name}
    for person in _leaders(work):
        notices.tell(work, person.id, NOTICE, f"{NOTICE}:{sheet.id}", notices.Subject(), params)


def _leaders(work: Work) -> list[Person]:
    """Leads and supervisors on shift; when nobody is, whoever runs the system."""
    session, now = work.session, work.now
    here = [*on_shift.people(session, Role.LEAD, now), *on_shift.people(session, Role.SUPERVISOR, now)]
    return list({person.id: person for person in here or on_shift.admins(session)}.values())
