"""What the log and the call records say of the ends of some callers' visits."""

from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass, field

import sqlalchemy as sa
from sqlalchemy.orm import Session

from ticketing.domain.calls import EndReason, Stage
from ticketing.domain.cutoffs import Cut, CutCause, CutPart, Ended, cut_of
from ticketing.domain.instants import SECOND_US
from ticketing.models.calls import AgentInterval, QueueVisit
from ticketing.models.whole_calls import Call, CallAlias

# A call's last words belong to the visit that ended with it.
SAME_END_US = 3 * SECOND_US


@dataclass
class Found:
    """One caller: the visits that were cut off by key, the cuts, and every instant at which they were connected."""

    visits: dict[str, tuple[QueueVisit, CutCause, int | None]] = field(default_factory=dict)
    connected: list[int] = field(default_factory=list)

    @property
    def cuts(self) -> list[Cut]:
        return [Cut(end_of(visit), key) for key, (visit, _, _) in self.visits.items()]


def key_of(visit: QueueVisit) -> str:
    """What names a visit for ever."""
    return "|".join(map(str, (visit.pbx_id, visit.callid, visit.queue, visit.enter_us, visit.seq)))


def end_of(visit: QueueVisit) -> int:
    return visit.end_us or visit.enter_us


def part_of(visit: QueueVisit, cause: CutCause) -> CutPart:
    """Where in the call it broke."""
    if visit.connect_us is None:
        return CutPart.RINGING if cause is CutCause.FAILED else CutPart.QUEUE
    return CutPart.TRANSFER if visit.transfer_to else CutPart.TALK


def found_of(session: Session, phones: Collection[str], from_us: int) -> dict[str, Found]:
    """The visits of these numbers since `from_us`, in three queries however many they are."""
    found: dict[str, Found] = defaultdict(Found)
    visits = session.scalars(
        sa.select(QueueVisit).where(QueueVisit.caller_norm.in_(phones), QueueVisit.enter_us >= from_us)
    ).all()
    answered = [visit for visit in visits if visit.connect_us is not None and visit.end_us is not None]
    calls, holds = _calls(session, answered), _holds(session, answered)
    for visit in visits:
        caller = found[visit.caller_norm or ""]
        if visit.connect_us is not None:
            caller.connected.append(visit.connect_us)
        call = calls.get((visit.pbx_id, visit.callid))
        is_its_end = call is not None and call.end_us is not None and abs(call.end_us - end_of(visit)) <= SAME_END_US
        ended = Ended(
            *(Stage(visit.stage), visit.outcome, visit.marks, visit.note),
            EndReason(visit.end_reason) if visit.end_reason else None,
            visit.talk_us,
            call.hangup_cause if call and is_its_end else None,
            call.hung_up_by if call and is_its_end else None,
            (visit.pbx_id, visit.callid, visit.end_us) in holds,
        )
        cause = cut_of(ended)
        if cause is not None:
            caller.visits[key_of(visit)] = (visit, cause, ended.hangup_cause)
    return found


def _calls(session: Session, visits: Collection[QueueVisit]) -> dict[tuple[int, str], Call]:
    pairs = {(visit.pbx_id, visit.callid) for visit in visits}
    if not pairs:
        return {}
    alias = CallAlias
    rows = session.execute(
        sa.select(alias.pbx_id, alias.channel_uniqueid, Call)
        .join(Call, Call.id == alias.call_id)
        .where(sa.tuple_(alias.pbx_id, alias.channel_uniqueid).in_(pairs))
        .order_by(alias.from_us)
    )
    return {(pbx_id, callid): call for pbx_id, callid, call in rows}


def _holds(session: Session, visits: Collection[QueueVisit]) -> set[tuple[int, str | None, int | None]]:
    """The calls that ended while on hold: their hold ended when they did."""
    held = [visit for visit in visits if visit.hold_us and visit.agent]
    if not held:
        return set()
    fact = AgentInterval
    rows = session.execute(
        sa.select(fact.pbx_id, fact.callid, fact.end_us).where(
            fact.kind == "hold",
            fact.agent.in_({visit.agent for visit in held}),
            fact.start_us >= min(visit.enter_us for visit in held),
            fact.callid.in_({visit.callid for visit in held}),
        )
    )
    return {(pbx_id, callid, end_us) for pbx_id, callid, end_us in rows}
