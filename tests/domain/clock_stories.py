"""The fixtures of the worked scenarios, and a short way to tell a story and look at its clocks."""

from collections.abc import Mapping
from copy import deepcopy
from typing import Any

from ticketing.domain.clocks.simulation import simulate

SPLIT = [["08:30", "12:00"], ["13:30", "17:30"]]
CAL_DAY = {"tz": "Asia/Shanghai", "holidays": "CN", "weekly": {"mon-fri": SPLIT}}
CAL_CC = {"tz": "Asia/Shanghai", "weekly": {"all": [["08:30", "17:30"], ["17:00", "25:00"]]}}
CAL_24 = {"tz": "Asia/Shanghai", "weekly": {"all": [["00:00", "24:00"]]}}
CAL_NYN = {"tz": "America/New_York", "weekly": {"all": [["22:00", "30:00"]]}}
CAL_NY24 = {"tz": "America/New_York", "weekly": {"all": [["00:00", "24:00"]]}}
CALENDARS = {"day": CAL_DAY, "cc": CAL_CC, "24": CAL_24, "nyn": CAL_NYN, "ny24": CAL_NY24}
TARGETS = {
    "first_response": {"urgent": 900, "high": 1800, "normal": 7200},
    "next_response": {"urgent": 7200, "high": 7200, "normal": 7200},
    "resolution": {"urgent": 14400, "high": 28800, "normal": 54000},
}
P_STD = {
    "calendar": "day",
    "warn_pct": [75],
    "retarget_grace_s": 1800,
    "reopen": {"pct": 50, "min_s": 7200},
    "pause_waiting_customer": ["resolution"],
    "targets": TARGETS,
}

Clock = dict[str, Any]


def local(text: str) -> str:
    """`03-02 09:00` or `03-02 09:00:01` in Shanghai, in 2026."""
    day, wall = text.split(" ")
    return f"2026-{day}T{wall if wall.count(':') == 2 else wall + ':00'}+08:00"


def policy(targets: Mapping[str, Any] | None = None, **changes: Any) -> dict[str, Any]:
    """P-STD with other targets of some kinds and other settings."""
    changed = deepcopy(P_STD) | changes
    changed["targets"] = deepcopy(TARGETS) | dict(targets or {})
    return changed


def event(at: str, do: str, **details: Any) -> dict[str, Any]:
    return {"at": local(at), "do": do, **details}


class Told:
    """A story that has been told; asks about any instant of it."""

    def __init__(self, *events: dict[str, Any], policy: Mapping[str, Any] = P_STD, **calendars: Any) -> None:
        self.document = {"calendars": CALENDARS | calendars, "policy": policy, "events": list(events)}

    def clocks(self, at: str) -> list[Clock]:
        answers: Any = simulate(self.document | {"ask": [{"clocks": local(at)}]})["answers"]
        return list(answers[0])

    def clock(self, kind: str, at: str, seq: int = 1) -> Clock:
        return next(one for one in self.clocks(at) if (one["kind"], one["seq"]) == (kind, seq))

    def kinds(self, at: str) -> list[tuple[str, int]]:
        return [(one["kind"], one["seq"]) for one in self.clocks(at)]

    @property
    def refused(self) -> list[tuple[int, str]]:
        refused: Any = simulate(self.document)["refused"]
        return [(one["index"], one["code"]) for one in refused]


def add(calendar: str, start: str, seconds: int, **calendars: Any) -> str:
    """When `seconds` of `calendar` have passed since `start` (a full instant or `03-02 09:00`)."""
    ask = {"add": {"calendar": calendar, "from": _instant(start), "seconds": seconds}}
    answers: Any = simulate({"calendars": CALENDARS | calendars, "ask": [ask]})["answers"]
    return str(answers[0])


def between(calendar: str, start: str, end: str, **calendars: Any) -> int:
    """The seconds of `calendar` from `start` to `end`."""
    ask = {"between": {"calendar": calendar, "from": _instant(start), "to": _instant(end)}}
    answers: Any = simulate({"calendars": CALENDARS | calendars, "ask": [ask]})["answers"]
    return int(answers[0])


def _instant(text: str) -> str:
    return text if "T" in text else local(text)
