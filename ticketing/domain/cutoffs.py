"""Calls that were cut off by a fault, and which of them are one incident (telephony.md 5.9, form 19)."""

from collections.abc import Iterable, Sequence
from datetime import timedelta
from enum import StrEnum
from typing import NamedTuple

from ticketing.domain.calls import EndReason, Mark, Outcome, Stage
from ticketing.domain.instants import SECOND_US
from ticketing.domain.whole_calls.told import Side


class CutCause(StrEnum):
    """What cut it, in the words of the form."""

    # 系统: the phone system restarted, or knew nothing of the call any more.
    RESTART = "restart"
    MAX_AGE = "max_age"
    # 线路: the phone could not be joined to the caller, or the line failed with a cause of its own.
    FAILED = "failed"
    LINE = "line"
    # 掉线: nobody said how the conversation ended; the trunk ended it at once.
    DROPPED = "dropped"
    SHORT = "short"
    # 客户侧: the caller was gone while on hold.
    ON_HOLD = "on_hold"
    # 转接失败 and 误挂: no log tells them from an ordinary end, so only people say them.
    TRANSFER = "transfer"
    MISTAKE = "mistake"


class CutPart(StrEnum):
    """Where in the call it happened (中断环节)."""

    QUEUE = "queue"
    RINGING = "ringing"
    TALK = "talk"
    TRANSFER = "transfer"


# Q.850 causes of a caller's channel that no party brings about by hanging up.
FAULTS = frozenset({27, 34, 38, 41, 42, 44, 47, 58, 63, 88, 127})
SHORT_TALK_US = 10 * SECOND_US
# Cut again within this time without having been connected: the same incident. Connected within it: rang by himself.
INCIDENT_US = 30 * 60 * SECOND_US
# An end that was only inferred may still be told by its own line.
GRACE = timedelta(seconds=60)
# An attempt within this time of the cut is in time.
IN_TIME_S = 300
# The fold's own words (R14) for an end that it inferred.
RESTARTED, TOO_OLD = "the phone system restarted", "older than a call can be"
_UNANSWERED = {RESTARTED: CutCause.RESTART, TOO_OLD: CutCause.MAX_AGE}


class Ended(NamedTuple):
    """What is known of the end of one visit; the last three come from the call's records, None where nobody told."""

    stage: Stage
    outcome: Outcome
    marks: int
    note: str | None
    end_reason: EndReason | None
    talk_us: int | None
    hangup_cause: int | None = None
    hung_up_by: Side | None = None
    on_hold: bool = False

    @property
    def is_doubtful(self) -> bool:
        return bool(self.marks & Mark.INFERRED_END)


def cut_of(ended: Ended) -> CutCause | None:
    """What cut the call off; None for a call that ended as calls do, or has not ended."""
    if ended.stage is not Stage.ENDED or ended.marks & Mark.PROVISIONAL:
        return None
    if ended.outcome is Outcome.FAILED:
        return CutCause.FAILED
    if ended.outcome is Outcome.LOST:
        return _UNANSWERED.get(ended.note or "")
    return _of_talk(ended) if ended.outcome is Outcome.ANSWERED else None


def _of_talk(ended: Ended) -> CutCause | None:
    if ended.hangup_cause in FAULTS:
        return CutCause.LINE
    if ended.is_doubtful:
        # A caller who went on to another queue was not cut off.
        return _UNANSWERED.get(ended.note or "", CutCause.DROPPED) if ended.end_reason is EndReason.LOST else None
    if ended.on_hold and ended.end_reason is EndReason.CALLER:
        return CutCause.ON_HOLD
    is_short = ended.talk_us is not None and ended.talk_us < SHORT_TALK_US
    return CutCause.SHORT if is_short and ended.hung_up_by is Side.SYSTEM else None


class Cut(NamedTuple):
    """One visit that was cut off at `at_us`; `key` names the visit for ever."""

    at_us: int
    key: str


class Incident(NamedTuple):
    """What is one matter to the caller; `returned_us` is when they were connected again within half an hour."""

    cuts: tuple[Cut, ...]
    returned_us: int | None

    @property
    def keys(self) -> frozenset[str]:
        return frozenset(cut.key for cut in self.cuts)


def incidents(cuts: Iterable[Cut], connected: Sequence[int]) -> list[Incident]:
    """One caller's cuts by incident, whatever the order in which they became known."""
    groups: list[list[Cut]] = []
    for cut in sorted(cuts):
        last_us = groups[-1][-1].at_us if groups else None
        if last_us is None or _is_new(last_us, cut.at_us, connected):
            groups.append([cut])
        else:
            groups[-1].append(cut)
    return [Incident(tuple(group), _returned(group[-1].at_us, connected)) for group in groups]


def _is_new(last_us: int, at_us: int, connected: Sequence[int]) -> bool:
    return at_us - last_us > INCIDENT_US or any(last_us < one <= at_us for one in connected)


def _returned(last_us: int, connected: Sequence[int]) -> int | None:
    return min((one for one in connected if last_us < one <= last_us + INCIDENT_US), default=None)
