"""Calls are worked out in the background: whatever a batch touched, once, from everything told of it.

A queue log is read at twenty thousand lines a second; what a line means for a whole call is asked afterwards, for all
lines of many batches together (docs/decisions/2026-11-22-calls-in-the-background.md).
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import sqlalchemy as sa

from ticketing import card_index
from ticketing.actions import cutoffs
from ticketing.actions.calls.names import names_of
from ticketing.actions.owed_calls import AT_ONCE
from ticketing.actions.store import append, reserve_ids, upsert
from ticketing.actions.whole_calls import answers, recordings, ties
from ticketing.actions.whole_calls.rows import ALIASES, CALLS, LEGS, Rows, Ties
from ticketing.domain.instants import micros
from ticketing.domain.whole_calls import WholeCall, compose, group
from ticketing.models.people import Person
from ticketing.models.telephony import Pbx
from ticketing.models.whole_calls import Call, CallAlias, CallDue, CallLeg
from ticketing.queries.told import Gathered, Reader, gather, house_of
from ticketing.work import Work

_MOST_DUES = 200
_LOCK = 0x63616C6C


@dataclass
class Made:
    """A call, the row it is written to, and the rows that it takes the place of."""

    call: WholeCall
    id: int
    is_new: bool
    absorbed: Sequence[int]


def work_out_due(work: Work, read: Reader, most_ids: int = AT_ONCE) -> int:
    """Work out what is owed to one phone system; gives how many dues it did, 0 when nothing is owed.

    Somebody else may be at it: then this is left to them.
    """
    pbx_id = work.session.scalar(sa.select(CallDue.pbx_id).order_by(CallDue.id).limit(1))
    if pbx_id is None:
        return 0
    if not work.session.scalar(sa.select(sa.func.pg_try_advisory_xact_lock(_LOCK, pbx_id))):
        return 0
    rows = sa.select(CallDue).where(CallDue.pbx_id == pbx_id).order_by(CallDue.id).limit(_MOST_DUES)
    dues: list[CallDue] = []
    ids: set[str] = set()
    for due in work.session.scalars(rows):
        if dues and len(ids) + len(due.callids) > most_ids:
            break
        dues.append(due)
        ids.update(due.callids)
    work_out(work, pbx_id, ids, read)
    work.session.execute(sa.delete(CallDue).where(CallDue.id.in_([due.id for due in dues])))
    return len(dues)


def work_out(work: Work, pbx_id: int, callids: Iterable[str], read: Reader) -> list[Made]:
    """Make or remake the calls that these ids mean; said again, it changes nothing."""
    pbx = work.session.get(Pbx, pbx_id)
    if pbx is None:
        return []
    found = gather(work.session, pbx, set(callids), read)
    house = house_of(work.session, pbx)
    calls = [compose(part, house) for part in group(found.told)]
    made = _placed(work, found, calls)
    _write(work, pbx, found, made)
    # Only the records of a call say why its line broke, or that the caller was gone while on hold.
    since_us = micros(work.now) - cutoffs.LIVE_US
    cutoffs.consider(work, cutoffs.of_calls((one.call for one in made), since_us, work.centre.phone_region))
    return made


def _placed(work: Work, found: Gathered, calls: Sequence[WholeCall]) -> list[Made]:
    """Each call keeps the row it has; of several that turn out to be one the oldest stays, the others go."""
    owners: dict[str, int] = {name: call_id for call_id, names in found.known.items() for name in names}
    taken: set[int] = set()
    made: list[Made] = []
    for call in sorted(calls, key=lambda one: (one.first_us, one.root)):
        mine = sorted({owners[name] for name in call.channels if name in owners} - taken)
        taken.update(mine)
        made.append(Made(call, mine[0] if mine else 0, not mine, mine[1:]))
    fresh = [one for one in made if one.is_new]
    for one, call_id in zip(fresh, reserve_ids(work.session, Call.__tablename__, len(fresh)), strict=True):
        one.id = call_id
    return made


def _write(work: Work, pbx: Pbx, found: Gathered, made: Sequence[Made]) -> None:
    session = work.session
    kept = {one.id for one in made}
    gone = [call_id for call_id in found.known if call_id not in kept]
    tied = ties.of(work, pbx.id, found, made)
    if gone:
        session.execute(sa.delete(Call).where(Call.id.in_(gone)))
    rows = Rows(pbx.id, names_of(work, pbx.id), _extensions(work), work.centre.phone_region)
    known = [one for one in made if not one.is_new]
    for table in (CallLeg, CallAlias):
        ids = [one.id for one in known]
        session.execute(sa.delete(table).where(table.call_id.in_(ids)).execution_options(synchronize_session=False))
    by_id = {one.id: tied.get(one.id, Ties()) for one in made}
    append(session, CALLS, [rows.call(one.id, one.call, by_id[one.id]) for one in made if one.is_new])
    upsert(session, CALLS, [rows.call(one.id, one.call, by_id[one.id]) for one in known])
    if known:
        card_index.stale_calls(session, Call.id.in_([one.id for one in known]))
    append(session, ALIASES, [row for one in made for row in rows.aliases(one.id, one.call)])
    append(session, LEGS, [row for one in made for row in rows.legs(one.id, one.call)])
    recordings.write(work, pbx.id, made)
    ties.tell(work, rows, made, by_id)
    answers.of(work, rows, made, by_id)


def _extensions(work: Work) -> dict[str, int]:
    rows = work.session.execute(sa.select(Person.extension, Person.id).where(Person.extension.is_not(None)))
    return {str(extension): person_id for extension, person_id in rows}
