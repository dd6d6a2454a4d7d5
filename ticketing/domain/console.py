"""One word for what an agent is doing, from what the phone system says and what the agent said (ux.md 3.1)."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum


class ConsoleWord(StrEnum):
    """What an agent may say at the console."""

    READY = "ready"
    BUSY = "busy"
    BREAK = "break"
    WRAPUP = "wrapup"
    OFFLINE = "offline"


class AgentState(StrEnum):
    """What everybody sees."""

    OFFLINE = "offline"
    IDLE = "idle"
    RINGING = "ringing"
    TALKING = "talking"
    HOLD = "hold"
    WRAPUP = "wrapup"
    BUSY = "busy"
    BREAK = "break"
    MISSED = "missed"
    LOST = "lost"


# An agent who says one of these has to say why.
NEED_REASON = frozenset({ConsoleWord.BREAK})
BREAK_REASONS = frozenset(
    {"break", "lunch", "dinner", "meal", "rest", "toilet", "午餐", "晚餐", "用餐", "小休", "休息", "洗手间"}
)
_RESTS = frozenset({"break", "meal"})
# app_queue pauses whoever did not answer, under this reason.
MISSED_REASON = "auto-pause"

_ON_A_CALL = {
    "ringing": AgentState.RINGING,
    "talking": AgentState.TALKING,
    "hold": AgentState.HOLD,
}
_SAID = {
    ConsoleWord.BUSY: AgentState.BUSY,
    ConsoleWord.BREAK: AgentState.BREAK,
    ConsoleWord.WRAPUP: AgentState.WRAPUP,
}


@dataclass(frozen=True)
class PhoneSide:
    """The open slice of the agent's timeline: ready, ringing, talking, hold, paused, acw, lost or offline."""

    state: str
    since: datetime
    reason: str = ""
    # What the reason of a pause counts as by the centre's own map; "" where nobody has said.
    activity: str = ""


@dataclass(frozen=True)
class ConsoleSide:
    state: str
    since: datetime
    reason: str = ""


@dataclass(frozen=True)
class Shown:
    state: AgentState
    since: datetime | None
    reason: str = ""


def shown(phone: PhoneSide | None, console: ConsoleSide | None) -> Shown:
    """A call outranks everything; then what the agent said; then the phone's pause, wrap-up and readiness.

    An agent the phone has logged out is offline unless the console says why they are away; without any word from
    the phone the console alone decides.
    """
    if phone is not None and phone.state in _ON_A_CALL:
        return Shown(_ON_A_CALL[phone.state], phone.since)
    if phone is not None and phone.state == "paused" and phone.reason.casefold() == MISSED_REASON:
        return Shown(AgentState.MISSED, phone.since, phone.reason)
    if console is not None and (said := _SAID.get(ConsoleWord(console.state))):
        return Shown(said, console.since, console.reason)
    if phone is None:
        ready = console is not None and console.state == ConsoleWord.READY
        return Shown(AgentState.IDLE if ready else AgentState.OFFLINE, console.since if console else None)
    return _of_phone(phone)


def _of_phone(phone: PhoneSide) -> Shown:
    match phone.state:
        case "paused":
            rests = phone.activity in _RESTS or (not phone.activity and phone.reason.casefold() in BREAK_REASONS)
            state = AgentState.WRAPUP if phone.activity == "acw" else AgentState.BREAK if rests else AgentState.BUSY
            return Shown(state, phone.since, phone.reason)
        case "acw":
            return Shown(AgentState.WRAPUP, phone.since)
        case "ready":
            return Shown(AgentState.IDLE, phone.since)
        case "lost":
            return Shown(AgentState.LOST, phone.since, phone.reason)
        case _:
            return Shown(AgentState.OFFLINE, phone.since)
