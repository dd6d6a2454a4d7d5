"""So that it does not happen again: actions with an owner and a day, done by one and verified by another."""

from dataclasses import dataclass
from datetime import date

import sqlalchemy as sa

from ticketing.actions import notices, timers
from ticketing.actions.complaints import held
from ticketing.domain.complaints import MeasureKind
from ticketing.domain.days import day_bounds
from ticketing.domain.events import MeasureMoved
from ticketing.domain.permissions import Permission
from ticketing.errors import Conflict, Forbidden, NotFound
from ticketing.models.complaints import Measure
from ticketing.models.tickets import Ticket
from ticketing.queries import on_shift
from ticketing.work import Work

MEASURE, MEASURE_TIMER = "measure", "measure_due"


@dataclass(frozen=True)
class MeasureWish:
    """`owner` is a person or department in words: departments have no log-ins."""

    kind: MeasureKind
    text: str
    owner: str
    due_on: date


def plan_measure(work: Work, number: str, wish: MeasureWish) -> Measure:
    """Also after the ticket is closed: what prevents the next complaint outlives this one."""
    ticket, _ = held.written(work, number, None, live=False)
    row = work.add(Measure(ticket_id=ticket.id, created_by=work.actor.id, created_at=work.now, **vars(wish)))
    _await(work, row)
    _tell(work, ticket, row, "planned")
    return row


def fall_due(work: Work, row: Measure) -> None:
    """Its day is over and it is not done: who planned it, whose ticket it is and whoever supervises now are told."""
    if row.done_at is not None:
        return
    ticket = work.get(Ticket, row.ticket_id)
    supervisors = [one.id for one in on_shift.supervisors(work.session, work.now)]
    people = {one for one in (row.created_by, ticket.owner_id, *supervisors) if one is not None}
    params: notices.Params = {"number": ticket.number, "owner": row.owner, "text": row.text[:200]}
    for person_id in sorted(people):
        cause = f"{MEASURE}:{row.id}:{row.due_on.isoformat()}:{row.version}"
        notices.tell(work, person_id, "measure_overdue", cause, notices.Subject(ticket_id=ticket.id), params)
    _tell(work, ticket, row, "overdue")


def complete(work: Work, number: str, measure_id: int, note: str) -> Measure:
    """Done; a second time is refused."""
    ticket, row = _held(work, number, measure_id)
    if not work.may(Permission.TICKET_WRITE, ticket.target):
        raise Forbidden(permission=Permission.TICKET_WRITE.value)
    if row.done_at is not None:
        raise Conflict("measure_done", at=row.done_at.isoformat())
    row.done_at, row.done_by, row.done_note = work.now, work.actor.id, note
    timers.void(work, MEASURE, row.id, MEASURE_TIMER)
    _tell(work, ticket, row, "done")
    return row


def verify_measure(work: Work, number: str, measure_id: int, *, effective: bool, note: str) -> Measure:
    """Somebody else looks whether it helped; if not, it is to be done again."""
    ticket, row = _held(work, number, measure_id)
    if not work.may(Permission.COMPENSATION_DECIDE, ticket.target):
        raise Forbidden(permission=Permission.COMPENSATION_DECIDE.value)
    if row.done_at is None or row.verified_at is not None:
        raise Conflict("measure_not_so_far", done=row.done_at is not None, verified=row.verified_at is not None)
    if row.done_by == work.actor.id:
        raise Forbidden("own_measure", permission=Permission.COMPENSATION_DECIDE.value)
    row.verified_note = note
    if effective:
        row.verified_at, row.verified_by = work.now, work.actor.id
    else:
        row.done_at = row.done_by = None
        _await(work, row)
    _tell(work, ticket, row, "verified" if effective else "sent_back")
    return row


def _await(work: Work, row: Measure) -> None:
    """Look again when its day is over; of a day that has passed before everybody knows."""
    _, over_at = day_bounds(row.due_on, work.centre.zone, work.centre.day_start_hour)
    timers.plan(work, timers.Owed(MEASURE, row.id, MEASURE_TIMER, over_at if over_at > work.now else None))


def _held(work: Work, number: str, measure_id: int) -> tuple[Ticket, Measure]:
    ticket, _ = held.looked_at(work, number)
    row = work.session.scalar(sa.select(Measure).filter_by(id=measure_id, ticket_id=ticket.id).with_for_update())
    if row is None:
        raise NotFound(what="complaint_measures")
    return ticket, row


def _tell(work: Work, ticket: Ticket, row: Measure, state: str) -> None:
    row.version = (row.version or 0) + (state != "planned")
    ticket.touch("complaint")
    work.record(MeasureMoved(ticket.id, row.id, state))
