"""Folding is a pure function carried out in place: the same signals in the same order give the same state."""

from bisect import bisect_left
from collections.abc import Iterable
from operator import itemgetter

from ticketing.domain.calls import ages
from ticketing.domain.calls.changes import Changes, OutageSeen, Rewrite
from ticketing.domain.calls.config import SECOND_US, FoldConfig
from ticketing.domain.calls.handlers import HANDLERS
from ticketing.domain.calls.state import PbxState
from ticketing.domain.calls.visit import Visit
from ticketing.domain.presence import AgentTrack
from ticketing.domain.signals import LOG_KINDS, Signal, SignalKind

# The log is written a moment after the event is sent, which may be the next second.
_LOG_LAG_US = 10_000
# AMI stamps are cut to the log's whole seconds where a log is read too, so that one fact has one time.
# A press of the hold key is AMI's alone and keeps its precision.
# So does what only FreeSWITCH says, whose every stamp is precise.
_KEEP_PRECISION = frozenset(
    {
        SignalKind.HELD,
        SignalKind.UNHELD,
        SignalKind.RESUMED,
        SignalKind.AGENT_STATUS,
        SignalKind.GAP,
        SignalKind.SWEPT,
        SignalKind.VISIT_TOLD,
    }
)


class Fold:
    """One phone system's folding: owns its state, hears signals in order, hands out what changed.

    `hear` never raises on anything a parser let through. Call `settle` after each batch: it brings the agents'
    slices up to date and returns the changes since the last settling; the result is the same for any batching.
    """

    def __init__(self, state: PbxState, config: FoldConfig | None = None) -> None:
        self.state = state
        self.config = config if config is not None else FoldConfig()
        self.changes = Changes()
        # The agents touched since the last settling, by name and by the raw names they were called.
        self._seen: dict[str, AgentTrack] = {}
        self._by_raw: dict[str, AgentTrack] = {}
        if not state.agents:
            self._seat_static_members()

    def hear(self, signal: Signal) -> None:
        """Take one signal in. Signals of one source come in its own order, which outranks their stamps."""
        state = self.state
        at_us = signal.at_us
        if at_us >= state.alarm_us:
            self.tick(at_us)
        is_log = signal.kind in LOG_KINDS
        if is_log:
            if at_us < state.log_last_us - 2 * SECOND_US:
                self.changes.outages.append(OutageSeen("clock_step", at_us, state.log_last_us, signal.kind))
        else:
            state.heard_ami = True
            if self.config.queue_log and signal.kind not in _KEEP_PRECISION:
                signal = signal._replace(at_us=(at_us + _LOG_LAG_US) // SECOND_US * SECOND_US)
        handler = HANDLERS.get(signal.kind)
        if handler is not None:
            handler(self, signal)
        state.last_us = at_us
        if is_log:
            state.log_last_us = at_us
        else:
            state.ami_last_us = at_us

    def hear_all(self, signals: Iterable[Signal]) -> Changes:
        """Hear a batch and settle it."""
        for signal in signals:
            self.hear(signal)
        return self.settle()

    def tick(self, now_us: int) -> None:
        """Let time pass without a signal: visits too old are closed at the instant they became so (R11)."""
        if now_us >= self.state.alarm_us:
            ages.expire(self, now_us)
            if now_us >= self.state.next_prune_us:
                self._rewrite_slices()
                ages.prune(self, now_us)

    def settle(self) -> Changes:
        """The changes since the last settling, slices included; the next ones start empty."""
        self._rewrite_slices()
        changes, self.changes = self.changes, Changes()
        return changes

    def name_of(self, raw: str) -> str:
        """The one name of an agent for which the phone system has several (member name, interface, number)."""
        name = self.config.aliases.get(raw, raw)
        return self.state.aliases.get(name, name)

    def track(self, raw: str) -> AgentTrack:
        """The agent of that name, made if it is the first we hear of them; its slices are rewritten at settling."""
        track = self._by_raw.get(raw)
        if track is None:
            name = self.name_of(raw)
            track = self.state.agents.get(name)
            if track is None:
                track = self.state.agents[name] = AgentTrack(name)
            self._by_raw[raw] = self._seen[name] = track
        return track

    def touched(self, visit: Visit, signal: Signal) -> None:
        """Note that a signal changed a visit."""
        visit.version = signal.ref or visit.version
        visit.last_us = max(visit.last_us, signal.at_us)
        self.changes.visits[visit.serial] = visit

    def renamed(self, old: AgentTrack, name: str) -> None:
        """An agent's rows under a name that was only another name of theirs are no longer true."""
        self._seen.pop(old.name, None)
        self._by_raw.clear()
        self.changes.renamed[old.name] = name
        earlier = self.changes.slices.get(old.name)
        from_us = old.slices[0].start_us if old.slices else 0
        self.changes.slices[old.name] = Rewrite(min(from_us, earlier.from_us) if earlier else from_us, ())

    def _seat_static_members(self) -> None:
        for queue, names in self.config.static_members.items():
            for raw in names:
                ages.seat(self.track(raw), queue)

    def _rewrite_slices(self) -> None:
        for name, track in self._seen.items():
            for interval in track.touched.values():
                self.changes.intervals[name, interval.serial] = interval
            track.touched.clear()
            from_us = track.rewrite(self.config.acw_reasons, self.state.horizon_us)
            if from_us is not None:
                self._record_rewrite(track, from_us)
        self._seen.clear()
        self._by_raw.clear()

    def _record_rewrite(self, track: AgentTrack, from_us: int) -> None:
        ages.credit_wrap_ups(self, track, from_us)
        fresh = tuple(track.slices[track.index_at(from_us) :])
        earlier = self.changes.slices.get(track.name)
        if earlier is not None:
            kept = bisect_left(earlier.slices, from_us, key=itemgetter(0))
            fresh, from_us = earlier.slices[:kept] + fresh, min(from_us, earlier.from_us)
        self.changes.slices[track.name] = Rewrite(from_us, fresh)
