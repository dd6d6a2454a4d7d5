"""What every centre begins with: calendars, deadlines, kinds of pauses, and what it is alarmed by; all may change."""

from typing import Any

import sqlalchemy as sa

from ticketing.actions import alerts, equipment_checks
from ticketing.actions.presence import breaks
from ticketing.domain.actors import SYSTEM
from ticketing.errors import Forbidden
from ticketing.models.calendars import Calendar, CalendarVersion, SlaPolicy, SlaPolicyVersion
from ticketing.work import Work

_TZ = "Asia/Shanghai"
CALENDARS: dict[str, tuple[str, dict[str, Any]]] = {
    "CAL-DAY": (
        "日班",
        {"tz": _TZ, "holidays": "CN", "weekly": {"mon-fri": [["08:30", "12:00"], ["13:30", "17:30"]]}},
    ),
    "CAL-CC": ("呼叫中心", {"tz": _TZ, "weekly": {"all": [["08:30", "17:30"], ["17:00", "25:00"]]}}),
    "CAL-24": ("全天", {"tz": _TZ, "weekly": {"all": [["00:00", "24:00"]]}}),
}


def _flat(seconds: int) -> dict[str, int]:
    """The same for every priority: a complaint's severity already says how pressing it is."""
    return dict.fromkeys(("low", "normal", "high", "urgent"), seconds)


# S4 stops at the supervisor (tickets.md 4.6).
_TWO_LEVELS: list[dict[str, Any]] = [
    {"level": 1, "recipients": ["owner", "lead"], "at_pct": 75},
    {"level": 2, "recipients": ["supervisor"], "at_pct": 100, "ack_s": 900, "hold_s": 7_200},
]
_PROMISED = ("ack", "first_response", "next_response", "resolution", "follow_up")


def _complaint(
    calendar: str, acknowledge: int, plan: int, resolve: int, ladder: Any = "default", **at_once: list[int]
) -> dict[str, Any]:
    """The table of tickets.md 4.6, in working seconds; the follow-up is due one working day after the reply.

    Whatever is promised to somebody who complains goes up when it is not kept.
    """
    return {
        "calendar": calendar,
        "ladders": dict.fromkeys(_PROMISED, ladder),
        "at_once": {"vip": [1], "repeat_calls": [1], **at_once},
        "warn_pct": [75],
        "targets": {
            "ack": _flat(acknowledge),
            "first_response": _flat(plan),
            "next_response": _flat(7_200),
            "resolution": _flat(resolve),
            "follow_up": _flat(27_000),
        },
    }


STANDARD: dict[str, Any] = {
    "calendar": "CAL-DAY",
    "warn_pct": [75],
    "retarget_grace_s": 1_800,
    "reopen": {"pct": 50, "min_s": 7_200},
    "pause_waiting_customer": ["resolution"],
    "at_once": {"vip": [1], "repeat_calls": [1]},
    "targets": {
        "first_response": {"urgent": 900, "high": 1_800, "normal": 7_200, "low": 7_200},
        "next_response": _flat(7_200),
        "resolution": {"urgent": 14_400, "high": 28_800, "normal": 54_000, "low": 54_000},
    },
}

# Code: name, rank, whom it fits, what it promises.
POLICIES: dict[str, tuple[str, int, dict[str, list[str]], dict[str, Any]]] = {
    "P-S1": ("投诉 S1", 10, {"severity": ["S1"]}, _complaint("CAL-24", 900, 7_200, 86_400, severity=[2, 3])),
    "P-S2": ("投诉 S2", 11, {"severity": ["S2"]}, _complaint("CAL-DAY", 1_800, 14_400, 54_000)),
    "P-S3": ("投诉 S3", 12, {"severity": ["S3"]}, _complaint("CAL-DAY", 7_200, 28_800, 81_000)),
    "P-S4": ("投诉 S4", 13, {"severity": ["S4"]}, _complaint("CAL-DAY", 14_400, 54_000, 135_000, _TWO_LEVELS)),
    "P-STD": ("标准", 100, {}, STANDARD),
}


def first_run(work: Work) -> None:
    """Create whatever of this is missing; what is there already is left as it is."""
    if not work.actor.is_system:
        raise Forbidden(permission=SYSTEM.name)
    for code, (name, definition) in CALENDARS.items():
        _calendar(work, code, name, definition)
    breaks.plant(work)
    for code, (name, rank, match, definition) in POLICIES.items():
        if work.session.scalar(sa.select(SlaPolicy.id).filter_by(code=code)) is None:
            _policy(work, code, name, rank, match, definition)
    alerts.first_rules(work)
    equipment_checks.plant(work)


def _calendar(work: Work, code: str, name: str, definition: dict[str, Any]) -> None:
    if work.session.scalar(sa.select(Calendar.id).filter_by(code=code)) is not None:
        return
    calendar = work.add(Calendar(code=code, name=name, definition=definition))
    work.add(CalendarVersion(calendar_id=calendar.id, version=1, valid_from=work.now, definition=definition))


def _policy(
    work: Work, code: str, name: str, rank: int, match: dict[str, list[str]], definition: dict[str, Any]
) -> None:
    calendar_id = work.session.scalars(sa.select(Calendar.id).filter_by(code=definition["calendar"])).one()
    policy = work.add(
        SlaPolicy(code=code, name=name, rank=rank, calendar_id=calendar_id, match=match, definition=definition)
    )
    first = SlaPolicyVersion(policy_id=policy.id, version=1, valid_from=work.now, definition=definition)
    first.calendar_id = calendar_id
    work.add(first)
