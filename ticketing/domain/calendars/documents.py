"""A calendar as people write it: {"tz", "holidays", "weekly": {"mon-fri": [["08:30", "12:00"]]}, "exceptions": []}."""

import re

from ticketing.domain.calendars.rules import Calendar, Day, DayException, DayType, Opening
from ticketing.domain.calendars.zones import zone
from ticketing.domain.documents import Node
from ticketing.domain.holidays import SHIPPED

DAY_NAMES = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
_WALL = re.compile(r"(\d{1,2}):([0-5]\d)", re.ASCII)


def calendar_from(node: Node) -> Calendar:
    """The calendar that `node` describes; DocumentError names the place of what it cannot mean."""
    exceptions = node.optional("exceptions")
    return Calendar(
        tz=_tz(node.field("tz")),
        weekly=_weekly(node.field("weekly")),
        exceptions=tuple(_exception(one) for one in exceptions.items()) if exceptions else (),
        shipped=_shipped(node.optional("holidays")),
    )


def _tz(node: Node) -> str:
    name = node.text()
    try:
        zone(name)
    except ValueError:
        raise node.problem(f"names no time zone we know: {name[:40]!r}") from None
    return name


def _shipped(node: Node | None) -> str | None:
    if node is None:
        return None
    table = node.text()
    if table not in SHIPPED:
        raise node.problem(f"must be one of {', '.join(SHIPPED)}, not {table[:40]!r}")
    return table


def _weekly(node: Node) -> tuple[Day, ...]:
    days: list[Day] = [()] * 7
    for key, windows in node.fields().items():
        openings = _openings(windows)
        for dow in _days(windows, key):
            days[dow] += openings
    return tuple(days)


def _days(node: Node, key: str) -> list[int]:
    """The weekdays that a key names: `mon`, `mon-fri`, `sat-mon`, `all`, or several of them with commas."""
    named: list[int] = []
    for part in key.lower().replace(" ", "").split(","):
        first, dash, last = part.partition("-")
        if part == "all":
            named += range(7)
        elif first in DAY_NAMES and (last in DAY_NAMES if dash else True):
            begin = DAY_NAMES.index(first)
            length = (DAY_NAMES.index(last) - begin) % 7 if dash else 0
            named += [(begin + step) % 7 for step in range(length + 1)]
        else:
            raise node.problem("names no day: a key is a day, a range like mon-fri, or all")
    return sorted(set(named))


def _openings(node: Node) -> Day:
    return tuple(_opening(window) for window in node.items())


def _opening(node: Node) -> Opening:
    ends = list(node.items())
    if len(ends) != 2:
        raise node.problem('must be a pair like ["08:30", "12:00"]')
    start, end = (_minutes(one) for one in ends)
    try:
        return Opening(start, end)
    except ValueError:
        raise node.problem("must run forward and end by 48:00; past midnight is 25:00") from None


def _minutes(node: Node) -> int:
    found = _WALL.fullmatch(node.text())
    if not found:
        raise node.problem("must be a time like 08:30")
    return int(found[1]) * 60 + int(found[2])


def _exception(node: Node) -> DayException:
    type_ = node.field("type").word(DayType)
    windows, as_day, name = node.optional("windows"), node.optional("as"), node.optional("name")
    if type_ is DayType.SPECIAL and windows is None:
        raise node.problem("lacks 'windows': a special day says when it is open")
    if type_ is DayType.MAKEUP and as_day is None:
        raise node.problem("lacks 'as': a make-up day says which weekday it is worked like")
    return DayException(
        on=node.field("date").day(),
        type=type_,
        as_dow=_weekday(as_day) if as_day else None,
        openings=_openings(windows) if windows and type_ is DayType.SPECIAL else (),
        name=name.text() if name else "",
    )


def _weekday(node: Node) -> int:
    name = node.text().lower()
    if name not in DAY_NAMES:
        raise node.problem(f"must be one of {', '.join(DAY_NAMES)}")
    return DAY_NAMES.index(name)
