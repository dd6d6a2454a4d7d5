"""Kinds of pauses: what a reason means, and what is allowed of it in one day."""

from collections.abc import Iterable, Mapping, Sequence
from enum import StrEnum
from typing import NamedTuple


class Activity(StrEnum):
    """What a kind of pause counts as, for adherence and for the board."""

    BREAK = "break"
    MEAL = "meal"
    MEETING = "meeting"
    TRAINING = "training"
    BUSY = "busy"
    OFFLINE_WORK = "offline_work"
    # After-call work that a site says with a pause (整理).
    ACW = "acw"
    # app_queue's own pause after an unanswered ring.
    MISSED = "missed"


class Kind(NamedTuple):
    """A kind of pause: seconds of one, seconds and number of them in one business day; None is "no limit"."""

    code: str
    name: str
    name_en: str
    activity: Activity
    limit_s: int | None = None
    allowance_s: int | None = None
    allowance_count: int | None = None


#: What a centre begins with, and the reasons that mean each kind; it may change all of it.
DEFAULTS: tuple[tuple[Kind, tuple[str, ...]], ...] = (
    (
        Kind("break", "小休", "Break", Activity.BREAK, 900, 1_800, 4),
        ("break", "rest", "小休", "休息", "restroom", "洗手间"),
    ),
    (Kind("meal", "用餐", "Meal", Activity.MEAL, 3_600, 3_600), ("meal", "lunch", "dinner", "午餐", "晚餐", "用餐")),
    (Kind("training", "培训", "Training", Activity.TRAINING), ("training", "培训")),
    (Kind("meeting", "会议", "Meeting", Activity.MEETING), ("meeting", "会议")),
    (Kind("busy", "示忙", "Busy", Activity.BUSY, 900), ("busy", "示忙", "other")),
    (Kind("paperwork", "案头", "Paperwork", Activity.OFFLINE_WORK), ("paperwork", "案头", "处理工单")),
    (Kind("wrapup", "整理", "Wrap-up", Activity.ACW, 180), ("wrapup", "整理", "话后整理")),
    (Kind("missed", "未应答", "Not answering", Activity.MISSED), ("auto-pause",)),
)  # fmt: skip


class Used(NamedTuple):
    """What somebody had of one kind in one day: how often, how long, and how far beyond what is allowed."""

    kind: Kind
    times: int
    seconds: int
    longest_s: int
    over_s: int
    over_times: int
    over_limit_s: int

    @property
    def is_over(self) -> bool:
        return bool(self.over_s or self.over_times or self.over_limit_s)

    @property
    def left_s(self) -> int | None:
        """Seconds that are still allowed today; None without an allowance."""
        return None if self.kind.allowance_s is None else max(self.kind.allowance_s - self.seconds, 0)


def folded(reason: str) -> str:
    """A reason as it is looked up: without blanks around it, in lower case."""
    return reason.strip().lower()


def used(kind: Kind, pauses: Sequence[int]) -> Used:
    """Pauses of one kind, in seconds each, against what is allowed; what is allowed inclusive."""
    seconds, longest = sum(pauses), max(pauses, default=0)
    return Used(
        kind,
        len(pauses),
        seconds,
        longest,
        _beyond(seconds, kind.allowance_s),
        _beyond(len(pauses), kind.allowance_count),
        sum(_beyond(one, kind.limit_s) for one in pauses),
    )


def limit_now(kind: Kind, before: Sequence[int]) -> int | None:
    """How long a pause of this kind that begins now may last, after those of the same day; None for "no limit"."""
    ways = []
    if kind.limit_s is not None:
        ways.append(kind.limit_s)
    if kind.allowance_s is not None:
        ways.append(max(kind.allowance_s - sum(before), 0))
    if kind.allowance_count is not None and len(before) >= kind.allowance_count:
        ways.append(0)
    return min(ways, default=None)


def kinds_of(reasons: Iterable[str], known: Mapping[str, Kind]) -> dict[str, Kind | None]:
    """What each reason means by the map of folded reasons; None for one that nobody has mapped."""
    return {reason: known.get(folded(reason)) for reason in reasons}


def _beyond(value: int, allowed: int | None) -> int:
    return 0 if allowed is None else max(value - allowed, 0)
