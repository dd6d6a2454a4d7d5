"""The frame of a draw: every answered call of a period, once for each agent in it, with the rules it meets."""

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from ticketing.domain.instants import SECOND_US, instant
from ticketing.domain.quality import Candidate, Rule, SamplePlan
from ticketing.domain.tickets import TicketKind
from ticketing.domain.whole_calls import CallOutcome
from ticketing.models.people import Person
from ticketing.models.satisfaction import Rating
from ticketing.models.tickets import Ticket
from ticketing.models.whole_calls import Call

#: Rows are fetched and ranked in portions: a busy week has a million calls.
PORTION = 5_000
_DAY_US = 86_400 * SECOND_US


def candidates(session: Session, plan: SamplePlan, lo_us: int, hi_us: int) -> Iterator[Candidate]:
    """In the order of calls; one statement down the index on time, read in portions."""
    person = sa.func.unnest(Call.person_ids).label("person_id")
    found = (
        sa.select(
            *(Call.id, Call.pbx_id, Call.root, Call.queues, Call.direction, Call.talk_us, Call.hold_us),
            *(Call.transfers, person, Ticket.kind, _is_bad().label("bad"), _again().label("again")),
        )
        .select_from(Call)
        .outerjoin(Ticket, Ticket.id == Call.ticket_id)
        .where(*_within(plan, lo_us, hi_us))
        .execution_options(yield_per=PORTION)
    )
    for row in session.execute(found):
        queue = row.queues[0] if row.queues else ""
        kind = row.kind.value if row.kind is not None else row.direction.value
        key = f"{row.pbx_id}|{row.root}|{row.person_id}"
        yield Candidate(row.id, row.person_id, key, (queue, kind), tuple(_met(plan, row)))


def any_call(session: Session, lo_us: int, hi_us: int) -> bool:
    """Whether anything of the period is worked out at all."""
    within = sa.select(Call.id).where(Call.first_us >= lo_us, Call.first_us < hi_us)
    return session.scalar(within.limit(1)) is not None


def _within(plan: SamplePlan, lo_us: int, hi_us: int) -> list[sa.ColumnElement[bool]]:
    found = [
        Call.first_us >= lo_us,
        Call.first_us < hi_us,
        Call.outcome == CallOutcome.ANSWERED,
        Call.end_us.is_not(None),
        Call.talk_us >= plan.least_s * SECOND_US,
    ]
    return [*found, Call.has_recording.is_(True)] if plan.recorded else found


def _is_bad() -> sa.ColumnElement[bool]:
    of_call = sa.and_(Rating.via == "call", Rating.callid == Call.root)
    return sa.exists().where(of_call, Rating.contentment == "dissatisfied")


def _again() -> sa.ColumnElement[bool]:
    """The same number had been on the line within the day before."""
    before = sa.orm.aliased(Call)
    return sa.exists().where(
        before.number_norm == Call.number_norm,
        before.first_us < Call.first_us,
        before.first_us >= Call.first_us - _DAY_US,
    )


def _met(plan: SamplePlan, row: Any) -> Iterator[Rule]:
    met = {
        Rule.COMPLAINT: row.kind is TicketKind.COMPLAINT,
        Rule.LONG: row.talk_us >= plan.long_s * SECOND_US,
        Rule.DISSATISFIED: row.bad,
        Rule.REPEAT: row.again,
        Rule.TRANSFERRED: row.transfers > 0,
        Rule.HELD: (row.hold_us or 0) >= plan.held_s * SECOND_US,
    }
    return (rule for rule in plan.rules if met[rule])


@dataclass(frozen=True)
class Facts:
    """What a case keeps of its call."""

    call_id: int
    root: str
    at: datetime
    talk_s: int
    queue: str
    kind: str
    has_recording: bool
    ticket_id: int | None
    voices: list[int]
    #: Teams by person.
    teams: dict[int, int | None]


def facts(session: Session, call_ids: Collection[int]) -> dict[int, Facts]:
    """Of these calls; two statements."""
    rows = session.execute(
        sa.select(Call, Ticket.kind).outerjoin(Ticket, Ticket.id == Call.ticket_id).where(Call.id.in_(call_ids))
    ).all()
    people = {person for call, _ in rows for person in call.person_ids}
    found = session.execute(sa.select(Person.id, Person.team_id).where(Person.id.in_(people)))
    teams: dict[int, int | None] = {row[0]: row[1] for row in found}
    return {call.id: _facts(call, kind, teams) for call, kind in rows}


def _facts(call: Call, kind: TicketKind | None, teams: dict[int, int | None]) -> Facts:
    return Facts(
        call_id=call.id,
        root=call.root,
        at=instant(call.first_us),
        talk_s=call.talk_us // SECOND_US,
        queue=call.queues[0] if call.queues else "",
        kind=kind.value if kind is not None else call.direction.value,
        has_recording=call.has_recording,
        ticket_id=call.ticket_id,
        voices=list(call.person_ids),
        teams={person: teams.get(person) for person in call.person_ids},
    )
