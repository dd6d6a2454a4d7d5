"""Quarters of an hour, added up in memory: what visits, time, rings and placed calls come to by queue and agent."""

from collections.abc import Callable, Iterable
from typing import Protocol

from ticketing.domain.calls import Changes, Outcome
from ticketing.domain.metrics import sums
from ticketing.domain.metrics.agent_sums import QUARTER_US, AgentSums, quarters
from ticketing.domain.presence import PresenceState

#: The person behind a raw name at an instant, as `Names.person` says it.
PersonOf = Callable[[str, int], int | None]
QuarterKey = tuple[str, int]
#: Raw name, quarter, person (0: nobody known).
AgentKey = tuple[str, int, int]
#: Instead of a raw name: time is one person's, whatever names their phones have.
NOBODY = ""
_OFFLINE = PresenceState.OFFLINE.value


class CountedVisit(sums.Counted, Protocol):
    """A visit as the fold holds it, as it was told, or its row."""

    @property
    def queue(self) -> str: ...
    @property
    def enter_us(self) -> int: ...
    @property
    def connect_us(self) -> int | None: ...
    @property
    def agent(self) -> str | None: ...


class CountedSlice(Protocol):
    """A slice as the fold holds it, or its row."""

    @property
    def start_us(self) -> int: ...
    @property
    def end_us(self) -> int | None: ...
    @property
    def state(self) -> str: ...
    @property
    def reason(self) -> str: ...
    @property
    def online(self) -> bool: ...


class Quarters:
    """Every method counts in, or out with `sign` -1: that is how a change is told, as the row before and after."""

    def __init__(self, person_of: PersonOf = lambda name, at_us: None) -> None:
        self._person_of = person_of
        self.queues: dict[QuarterKey, list[int]] = {}
        self.agents: dict[AgentKey, AgentSums] = {}
        # The longest waits that came and went, by quarter.
        self.longest: dict[QuarterKey, int] = {}
        self.gone: dict[QuarterKey, int] = {}

    def changes(self, changes: Changes) -> None:
        """The calls that a batch writes; what it writes over must be counted out beside it."""
        self.visits(changes.visits.values())
        for ring in changes.attempts:
            self.ring(ring.agent, ring.start_us, ring.end_us, ring.result)
        for call in changes.outbound:
            self.outbound(call.agent, call.at_us, call.connected, call.talk_us)

    def visits(self, visits: Iterable[CountedVisit], sign: int = 1) -> None:
        """Calls count where they arrive, for queue and agent alike."""
        queues, maxima, add, nothing = self.queues, self.longest if sign > 0 else self.gone, sums.add, sums.nothing
        for visit in visits:
            enter_us = visit.enter_us
            key = (visit.queue, enter_us - enter_us % QUARTER_US)
            kept = queues.get(key)
            if kept is None:
                kept = queues[key] = nothing()
            wait_us = add(kept, visit, sign)
            if wait_us > maxima.get(key, 0):
                maxima[key] = wait_us
            if visit.outcome is Outcome.ANSWERED and visit.agent is not None:
                self._answered(visit, visit.agent, key[1], sign)

    def time(self, person_id: int, pieces: Iterable[CountedSlice], sign: int = 1) -> None:
        """A person's time that has an end; what stands open is added by whoever reads. Absence is no figure."""
        for piece in pieces:
            end_us, state = piece.end_us, piece.state
            if end_us is None or state == _OFFLINE:
                continue
            for bucket_us, us in quarters(piece.start_us, end_us):
                self._agent(NOBODY, bucket_us, person_id).spend(state, piece.reason, piece.online, sign * us)

    def ring(self, agent: str, start_us: int, end_us: int | None, result: str | None, sign: int = 1) -> None:
        """A phone that rang counts where it stopped ringing."""
        if end_us is not None and result != "answered":
            person_id = self._person_of(agent, start_us) or 0
            self._agent(agent, end_us - end_us % QUARTER_US, person_id).ring(result, end_us - start_us, sign)

    def outbound(self, agent: str, at_us: int, connected: bool, talk_us: int, sign: int = 1) -> None:
        """A call that an agent placed."""
        kept = self._agent(agent, at_us - at_us % QUARTER_US, self._person_of(agent, at_us) or 0)
        kept.place(connected, talk_us, sign)

    def _answered(self, visit: CountedVisit, agent: str, bucket_us: int, sign: int) -> None:
        person_id = self._person_of(agent, visit.connect_us or visit.enter_us) or 0
        self._agent(agent, bucket_us, person_id).answer(visit, sign)

    def _agent(self, agent: str, bucket_us: int, person_id: int) -> AgentSums:
        kept = self.agents.get((agent, bucket_us, person_id))
        if kept is None:
            kept = self.agents[agent, bucket_us, person_id] = AgentSums()
        return kept
