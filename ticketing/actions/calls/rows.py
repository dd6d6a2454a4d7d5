"""What folding changed, as rows."""

from collections.abc import Iterable
from functools import lru_cache

from ticketing.actions.store import Row, Shape
from ticketing.domain import phones
from ticketing.domain.aliases import Names
from ticketing.domain.calls import OutboundCall, RingAttempt, Visit
from ticketing.domain.presence import Interval, Slice
from ticketing.models import calls

VISITS = Shape.of(
    calls.QueueVisit,
    "pbx_id callid queue enter_us seq serial stage outcome caller caller_norm caller_name dnis ivr disposition url "
    "orig_pos wait_us agent person_id connect_us ring_us talk_us hold_us acw_us agent_end_us end_us end_reason "
    "exit_key transfer_to member_uniqueid note marks flags fold_version fold_us",
    key="pbx_id callid queue enter_us seq",
)
ATTEMPTS = Shape.of(
    calls.RingAttempt,
    "pbx_id agent start_us queue seq callid person_id end_us result fold_version fold_us",
    key="pbx_id agent start_us queue seq",
)
INTERVALS = Shape.of(
    calls.AgentInterval,
    "pbx_id agent serial person_id kind queue start_us end_us reason callid inferred fold_us",
    key="pbx_id agent serial",
)
SLICES = Shape.of(
    calls.AgentSlice,
    "pbx_id agent start_us person_id end_us state reason queue callid online fold_us",
    key="pbx_id agent start_us",
)
OUTBOUND = Shape.of(
    calls.OutboundCall,
    "pbx_id at_us agent person_id queue callid connected talk_us fold_version fold_us",
    key="fold_version",
)


class Rows:
    """Makes the rows of one phone system; `fold_us` is the place up to which the fold has heard."""

    def __init__(self, pbx_id: int, names: Names, region: str, fold_us: int) -> None:
        self.pbx_id = pbx_id
        self.names = names
        self.region = region
        self.fold_us = fold_us

    def visit(self, visit: Visit) -> Row:
        agent = visit.agent
        person_id = self.names.person(agent, visit.connect_us or visit.enter_us) if agent is not None else None
        return (
            self.pbx_id,
            *(visit.callid, visit.queue, visit.enter_us, visit.seq, visit.serial),
            *(visit.stage.value, visit.outcome.value),
            *(visit.caller, normal(visit.caller, self.region), visit.caller_name, visit.dnis, visit.ivr),
            *(visit.disposition, visit.url, visit.position, visit.wait_us, agent, person_id, visit.connect_us),
            *(visit.ring_us, visit.talk_us, visit.hold_us, visit.acw_us, visit.agent_end_us, visit.end_us),
            *(visit.end_reason.value if visit.end_reason is not None else None, visit.exit_key, visit.transfer_to),
            *(visit.member_uniqueid, visit.note, visit.marks, visit.flags, visit.version, self.fold_us),
        )

    def attempt(self, ring: RingAttempt) -> Row:
        person_id = self.names.person(ring.agent, ring.start_us)
        where = (self.pbx_id, ring.agent, ring.start_us, ring.queue, ring.seq, ring.callid, person_id)
        return (*where, ring.end_us, ring.result, ring.ref, self.fold_us)

    def interval(self, agent: str, fact: Interval) -> Row:
        callid = fact.visit[0] if fact.visit is not None else None
        who = (self.pbx_id, agent, fact.serial, self.names.person(agent, fact.start_us), fact.kind._value_)
        return (*who, fact.queue, fact.start_us, fact.end_us, fact.reason, callid, fact.inferred, self.fold_us)

    def slices(self, agent: str, pieces: Iterable[Slice]) -> list[Row]:
        pbx_id, fold_us, person = self.pbx_id, self.fold_us, self.names.person
        return [
            (
                *(pbx_id, agent, piece.start_us, person(agent, piece.start_us), piece.end_us, piece.state._value_),
                *(piece.reason, piece.queue, piece.visit[0] if piece.visit is not None else None, piece.online),
                fold_us,
            )
            for piece in pieces
        ]

    def outbound(self, call: OutboundCall) -> Row:
        who = (self.pbx_id, call.at_us, call.agent, self.names.person(call.agent, call.at_us), call.queue)
        return (*who, call.callid, call.connected, call.talk_us, call.ref, self.fold_us)


@lru_cache(maxsize=65_536)
def normal(caller: str | None, region: str) -> str | None:
    """`phones.normal`, remembered: who calls once calls again."""
    return phones.normal(caller, region) if caller else None
