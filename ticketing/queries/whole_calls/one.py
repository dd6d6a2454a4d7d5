"""One call with its legs, its way through time, the lines behind it and the reasons of what was inferred."""

from collections.abc import Sequence
from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy.orm import Session

from ticketing.domain.actors import Actor
from ticketing.domain.whole_calls import compose, group
from ticketing.domain.whole_calls.steps import Rang, Step, steps_of
from ticketing.models.callbacks import CallbackAttempt
from ticketing.models.calls import QueueVisit, RingAttempt
from ticketing.models.people import Person
from ticketing.models.telephony import Pbx, PbxSource, RawEvent
from ticketing.models.whole_calls import Call, CallAlias, CallLeg, RecordingFile
from ticketing.queries.told import Reader, any_of, gather, house_of
from ticketing.queries.whole_calls.listing import Listed, listed, named, parts_of, seen_by

#: A call with more lines behind it than this shows the first of them.
MOST_LINES = 1_000


@dataclass(frozen=True)
class Line:
    """One stored line: its feed, when it speaks of, what it is called, its text."""

    source: str
    at_us: int
    kind: str
    text: str
    status: str


@dataclass(frozen=True)
class Whole:
    """Everything that a call's page shows."""

    listed: Listed
    visits: Sequence[QueueVisit]
    legs: Sequence[CallLeg]
    steps: Sequence[Step]
    lines: Sequence[Line]
    recordings: Sequence[RecordingFile]
    callback_id: int | None


def one(session: Session, actor: Actor, call_id: int, read: Reader) -> Whole | None:
    """The call if the actor may see it, else None; a dozen queries whatever its size."""
    row = session.execute(listed().where(Call.id == call_id, seen_by(actor))).one_or_none()
    if row is None:
        return None
    call: Call = row[0]
    visits = parts_of(session, [call]).get(call.id, [])
    ids = list(session.scalars(sa.select(CallAlias.channel_uniqueid).where(CallAlias.call_id == call.id)))
    legs = session.scalars(sa.select(CallLeg).where(CallLeg.call_id == call.id).order_by(CallLeg.no)).all()
    files = sa.select(RecordingFile).where(RecordingFile.call_id == call.id).order_by(RecordingFile.name)
    attempt = session.get(CallbackAttempt, call.attempt_id) if call.attempt_id is not None else None
    return Whole(
        named(session, [row])[0],
        visits,
        legs,
        _steps(session, call, ids, visits, read),
        _lines(session, call.pbx_id, ids),
        session.scalars(files).all(),
        attempt.callback_id if attempt is not None else None,
    )


def own_numbers(call: Call) -> set[str]:
    """The numbers that a call's own lines speak of, in the spellings in which they came: to be masked there."""
    told = {call.caller, call.number, call.number_norm, (call.number_norm or "").removeprefix("+86")}
    return {number for number in told if number and len(number) > 5}


def _steps(session: Session, call: Call, ids: Sequence[str], visits: Sequence[QueueVisit], read: Reader) -> list[Step]:
    pbx = session.get_one(Pbx, call.pbx_id)
    house = house_of(session, pbx)
    parts = [(part, compose(part, house)) for part in group(gather(session, pbx, ids, read).told)]
    told = next((pair for pair in parts if call.root in pair[1].channels), None)
    if told is None:
        return []
    ring = RingAttempt
    callids = {visit.callid for visit in visits}
    rows = sa.select(ring).where(ring.pbx_id == call.pbx_id, ring.callid == any_of(callids)).order_by(ring.start_us)
    found = session.scalars(rows).all()
    rings = [Rang(row.agent, row.start_us, row.end_us, row.result or "") for row in found]
    names = _names(session, [*visits, *found])
    return [step._replace(name=names.get(step.name, step.name)) for step in steps_of(*told, rings, house)]


def _names(session: Session, rows: Sequence[QueueVisit | RingAttempt]) -> dict[str, str]:
    """The persons behind the phone system's names, as mapped for these rows."""
    ids = {row.person_id for row in rows if row.person_id is not None}
    people = {row.id: row.name for row in session.execute(sa.select(Person.id, Person.name).where(Person.id.in_(ids)))}
    return {row.agent: people[row.person_id] for row in rows if row.agent and row.person_id in people}


def _lines(session: Session, pbx_id: int, ids: Sequence[str]) -> list[Line]:
    raw = RawEvent
    rows = session.execute(
        sa.select(PbxSource.name, raw.event_us, raw.kind, raw.raw, raw.status)
        .join(PbxSource, PbxSource.id == raw.source_id)
        .where(raw.pbx_id == pbx_id, raw.callid == any_of(ids))
        .order_by(raw.event_us, raw.id)
        .limit(MOST_LINES)
    )
    return [Line(name, at_us or 0, kind or "", text, status.value) for name, at_us, kind, text, status in rows]
