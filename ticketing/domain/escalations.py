"""A broken deadline climbs a ladder of people until somebody answers for it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from ticketing.domain.deliveries import Channel


class EscalationState(StrEnum):
    ARMED = "armed"
    NOTIFIED = "notified"
    ACKNOWLEDGED = "acknowledged"
    RESOLVED = "resolved"
    SUPERSEDED = "superseded"
    VOID = "void"


OPEN_ESCALATIONS = frozenset({EscalationState.NOTIFIED, EscalationState.ACKNOWLEDGED})


class Cause(StrEnum):
    """Why a level fired."""

    TRIGGER = "trigger"
    ACK_TIMEOUT = "ack_timeout"
    HOLD_ENDED = "hold_ended"
    NO_RECIPIENT = "no_recipient"
    REOPENED = "reopened"
    PROMISE_BROKEN = "promise_broken"
    SEVERITY = "severity"
    REPEAT_CALLS = "repeat_calls"
    VIP = "vip"


class Occasion(StrEnum):
    """What sends a ticket up at once, whatever its deadlines say (4.4); each is a cause by the same word."""

    REOPENED = "reopened"
    SEVERITY = "severity"
    REPEAT_CALLS = "repeat_calls"
    VIP = "vip"


class Effect(StrEnum):
    """What a level does beside telling people."""

    RAISE_PRIORITY = "raise_priority"
    REASSIGN = "reassign"
    ADD_WATCHER = "add_watcher"


class RecipientRole(StrEnum):
    """Whom a level calls; resolved from the shift roster when it fires."""

    OWNER = "owner"
    LEAD = "lead"
    SUPERVISOR = "supervisor"
    MANAGER = "manager"
    DIRECTOR = "director"
    FALLBACK = "fallback"


class Basis(StrEnum):
    WORKING = "working"
    WALL = "wall"


@dataclass(frozen=True)
class Level:
    """One rung: at `pct` of the target (100 is the due instant itself) or `offset_s` after the due instant.

    A negative offset lies before it. `named` are people by code, called beside the roles; `effects` are done by the
    system when the rung fires. The bell always rings; `channels` name the ways beside it.
    """

    level: int
    recipients: tuple[RecipientRole, ...]
    pct: int | None = None
    offset_s: int = 0
    basis: Basis = Basis.WORKING
    ack_timeout_s: int | None = None
    hold_s: int = 0
    named: tuple[str, ...] = ()
    effects: tuple[Effect, ...] = ()
    channels: tuple[Channel, ...] = ()

    @property
    def rule(self) -> str:
        """The trigger in code, as the screens explain it: `75%`, `100%`, `+7200s working`."""
        return f"{self.pct}%" if self.pct is not None else f"{self.offset_s:+}s {self.basis.value}"

    @property
    def ack_required(self) -> bool:
        return self.ack_timeout_s is not None


_ACK_S, _HOLD_S = 900, 7200

DEFAULT_LADDER: tuple[Level, ...] = (
    Level(1, (RecipientRole.OWNER, RecipientRole.LEAD), pct=75),
    Level(2, (RecipientRole.SUPERVISOR,), pct=100, ack_timeout_s=_ACK_S, hold_s=_HOLD_S),
    Level(3, (RecipientRole.MANAGER,), offset_s=7_200, ack_timeout_s=_ACK_S),
    Level(4, (RecipientRole.DIRECTOR,), offset_s=27_000),
)
PROMISE_LADDER: tuple[Level, ...] = (
    Level(1, (RecipientRole.LEAD,), offset_s=0, basis=Basis.WALL),
    Level(2, (RecipientRole.SUPERVISOR,), offset_s=900, basis=Basis.WALL, ack_timeout_s=_ACK_S, hold_s=_HOLD_S),
)

# R9: the second reopening goes to level 2 at once; what else is sent up at once, a policy says.
AT_ONCE: Mapping[Occasion, tuple[int, ...]] = {Occasion.REOPENED: (2,)}

REOPENS_THAT_ESCALATE = 2
CALLS_THAT_ESCALATE = 3
CALLS_WITHIN = timedelta(days=7)
REOPEN_LEVEL = 2
GROUP_ABOVE = 20
GROUP_WITHIN = timedelta(minutes=5)


@dataclass(frozen=True)
class Instance:
    """A level that has fired for one clock or promise."""

    level: int
    state: EscalationState
    fired_at: datetime
    acknowledged_at: datetime | None = None
    no_recipient: bool = False


@dataclass(frozen=True)
class Step:
    """The one next thing the ladder will do."""

    level: int
    at: datetime
    cause: Cause


def next_step(
    ladder: Sequence[Level], triggers: Mapping[int, datetime | None], instances: Sequence[Instance]
) -> Step | None:
    """The next level to fire and when, or None; `triggers` gives each level's own instant (None while it waits).

    `instances` are the levels fired so far in this run of the clock. A level without a reachable person hands on at
    once; a missed acknowledgement hands on at its time-out; an acknowledged one holds the next back.
    """
    top = max(instances, key=lambda one: one.level, default=None)
    following = _level(ladder, (top.level if top else 0) + 1)
    if following is None:
        return None
    trigger = triggers.get(following.level)
    if top is None:
        return Step(following.level, trigger, Cause.TRIGGER) if trigger else None
    rung = _level(ladder, top.level)
    return _after(top, rung, following.level, trigger)


def after_firing(instances: Sequence[Instance], level: int) -> list[Instance]:
    """The open instances below `level` once it has fired: each is superseded, none vanishes."""
    return [
        Instance(one.level, EscalationState.SUPERSEDED, one.fired_at, one.acknowledged_at, one.no_recipient)
        for one in instances
        if one.level < level and one.state in OPEN_ESCALATIONS
    ]


def needs_fallback(ladder: Sequence[Level], level: int, *, reached_anyone: bool) -> bool:
    """The last level found nobody on duty: the fallback contact and the red banner are all that is left."""
    return not reached_anyone and _level(ladder, level + 1) is None


def reopen_level(reopen_count: int) -> int | None:
    """The level that fires at once when a ticket comes back again (R9)."""
    return REOPEN_LEVEL if reopen_count >= REOPENS_THAT_ESCALATE else None


def belongs_in_group(sent_at: Sequence[datetime], now: datetime) -> bool:
    """Whether one more notice to this person joins a grouped message: more than 20 of them within 5 minutes."""
    recent = sum(1 for sent in sent_at if now - GROUP_WITHIN < sent <= now)
    return recent + 1 > GROUP_ABOVE


def _after(top: Instance, rung: Level | None, level: int, trigger: datetime | None) -> Step | None:
    if top.no_recipient:
        return Step(level, top.fired_at, Cause.NO_RECIPIENT)
    if top.state is EscalationState.ACKNOWLEDGED and rung and top.acknowledged_at:
        held_until = top.acknowledged_at + timedelta(seconds=rung.hold_s)
        if trigger and trigger < held_until:
            return Step(level, held_until, Cause.HOLD_ENDED)
    if top.state is EscalationState.NOTIFIED and rung and rung.ack_timeout_s is not None:
        timeout = top.fired_at + timedelta(seconds=rung.ack_timeout_s)
        if trigger is None or timeout <= trigger:
            return Step(level, timeout, Cause.ACK_TIMEOUT)
    return Step(level, trigger, Cause.TRIGGER) if trigger else None


def _level(ladder: Sequence[Level], number: int) -> Level | None:
    return next((rung for rung in ladder if rung.level == number), None)
