"""Whether the calls say what their visits, records and channel events say: each made anew and laid beside its row."""

from collections.abc import Iterator, Sequence

import sqlalchemy as sa
from sqlalchemy.orm import Session

from ticketing.domain.whole_calls import WholeCall, compose, group
from ticketing.models.calls import QueueVisit
from ticketing.models.telephony import Pbx
from ticketing.models.whole_calls import Call, CallAlias, CallDue, CallLeg
from ticketing.queries.told import Reader, gather, house_of

#: Calls made anew in one go.
AT_ONCE = 1_000
EXAMPLES = 3


def differences(session: Session, read: Reader) -> list[str]:
    """One line per difference; calls that are owed just now are none."""
    session.connection(execution_options={"isolation_level": "REPEATABLE READ"})
    owed = {(due.pbx_id, callid) for due in session.scalars(sa.select(CallDue)) for callid in due.callids}
    found: list[str] = []
    for pbx in session.scalars(sa.select(Pbx).order_by(Pbx.id)):
        behind = {callid for pbx_id, callid in owed if pbx_id == pbx.id}
        wrong = [root for calls in _pages(session, pbx.id) for root in _wrong(session, pbx, calls, read, behind)]
        found += _line(pbx, "different", wrong) + _line(pbx, "missing", _missing(session, pbx.id, behind))
    return found


def _pages(session: Session, pbx_id: int) -> Iterator[Sequence[Call]]:
    last = 0
    while True:
        rows = sa.select(Call).where(Call.pbx_id == pbx_id, Call.id > last).order_by(Call.id).limit(AT_ONCE)
        page = session.scalars(rows).all()
        if not page:
            return
        yield page
        last = page[-1].id
        session.expunge_all()


def _wrong(session: Session, pbx: Pbx, rows: Sequence[Call], read: Reader, behind: set[str]) -> list[str]:
    told = gather(session, pbx, {row.root for row in rows}, read).told
    house = house_of(session, pbx)
    made = {call.root: call for part in group(told) for call in [compose(part, house)]}
    count = sa.select(CallLeg.call_id, sa.func.count()).where(CallLeg.call_id.in_([row.id for row in rows]))
    legs = {row[0]: row[1] for row in session.execute(count.group_by(CallLeg.call_id))}
    return [
        row.root
        for row in rows
        if row.root not in behind and _is_other(row, legs.get(row.id, 0), made.get(row.root), behind)
    ]


def _is_other(row: Call, legs: int, call: WholeCall | None, behind: set[str]) -> bool:
    if call is None:
        return True
    kept = (row.direction, row.first_us, row.answer_us, row.end_us, row.outcome, row.number, row.wait_us, row.talk_us)
    more = (row.hold_us, row.transfers, row.hangup_cause, row.hung_up_by, tuple(row.queues), legs)
    anew = (call.direction, call.first_us, call.answer_us, call.end_us, call.outcome, call.number)
    last = (call.hold_us, call.transfers, call.hangup_cause, call.hung_up_by, call.queues, len(call.legs))
    return (*kept, *more) != (*anew, call.wait_us, call.talk_us, *last) and not behind & call.channels


def _missing(session: Session, pbx_id: int, behind: set[str]) -> list[str]:
    """Visits that belong to no call."""
    known = sa.exists().where(CallAlias.pbx_id == QueueVisit.pbx_id, CallAlias.channel_uniqueid == QueueVisit.callid)
    rows = session.scalars(sa.select(QueueVisit.callid).where(QueueVisit.pbx_id == pbx_id, ~known).distinct())
    return [callid for callid in rows if callid not in behind]


def _line(pbx: Pbx, what: str, roots: Sequence[str]) -> list[str]:
    return [f"{pbx.code}: calls: {len(roots)} {what}, as {', '.join(roots[:EXAMPLES])}"] if roots else []
