"""How instants, durations, shares and numbers are written on a page."""

import json
from collections.abc import Iterable
from datetime import UTC, date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from flask import Flask, current_app
from flask_babel import gettext
from flask_babel import lazy_gettext as _l
from markupsafe import Markup

from ticketing.domain.days import FIRST_DAY, LAST_DAY
from ticketing.domain.instants import micros

#: The days as calendars name them.
DAYS = {
    **{"mon": _l("Mon"), "tue": _l("Tue"), "wed": _l("Wed"), "thu": _l("Thu"), "fri": _l("Fri"), "sat": _l("Sat")},
    "sun": _l("Sun"),
}


def init_app(app: Flask) -> None:
    """Make the forms below filters of every template."""
    times = (instant, minute, clock_time, clock_second, span, from_us, from_iso, minutes_of_day, day_clock)
    for form in (*times, percent, phone, listed):
        app.jinja_env.filters[form.__name__] = form
    app.jinja_env.globals.update(weekdays=weekdays, colon=colon)


def zone() -> ZoneInfo:
    return ZoneInfo(current_app.config["REXIAN"].timezone)


def instant(at: datetime | None) -> str:
    """`2026-11-21 09:39:05` in the centre's zone."""
    return at.astimezone(zone()).strftime("%Y-%m-%d %H:%M:%S") if at else "—"


def minute(at: datetime | None) -> str:
    """`11-21 09:39`."""
    return at.astimezone(zone()).strftime("%m-%d %H:%M") if at else "—"


def clock_time(at: datetime | None) -> str:
    """`09:39`."""
    return at.astimezone(zone()).strftime("%H:%M") if at else "—"


def clock_second(at: datetime | None) -> str:
    """`09:39:05`."""
    return at.astimezone(zone()).strftime("%H:%M:%S") if at else "—"


def span(seconds: float | None) -> str:
    """`mm:ss` below an hour, else `H:mm:ss`."""
    if seconds is None:
        return "—"
    whole = max(0, int(seconds))
    hours, rest = divmod(whole, 3600)
    return f"{hours}:{rest // 60:02}:{rest % 60:02}" if hours else f"{rest // 60:02}:{rest % 60:02}"


def percent(value: float | None) -> str:
    """One decimal; a dash for what has no denominator."""
    return "—" if value is None else f"{value:.1f}%"


def phone(number: str | None) -> str:
    """A mainland mobile in groups of 3-4-4; every other number as it came."""
    if not number:
        return "—"
    local = number.removeprefix("+86")
    if len(local) == 11 and local.startswith("1"):
        return f"{local[:3]} {local[3:7]} {local[7:]}"
    return local


def from_us(microseconds: int | None) -> datetime | None:
    """The instant of a telephony fact."""
    return None if microseconds is None else datetime.fromtimestamp(microseconds / 1e6, UTC)


def from_iso(text: str) -> datetime:
    """An instant that was kept as RFC 3339."""
    return datetime.fromisoformat(text)


def minutes_of_day(minutes: int) -> str:
    """`17:00`; past midnight the day after is marked, as the schedules of the floor do: `次日 01:00` reads `25:00`."""
    return f"{minutes // 60:02}:{minutes % 60:02}"


def day_clock(minutes: int | str) -> str:
    """Minutes of a day, or `25:00` as calendars write it, by the clock: past midnight `next day 01:00`."""
    if isinstance(minutes, str):
        hour, _, rest = minutes.partition(":")
        minutes = int(hour) * 60 + int(rest)
    if minutes <= 24 * 60:
        return minutes_of_day(minutes)
    return str(gettext("next day %(time)s", time=minutes_of_day(minutes - 24 * 60)))


def listed(things: Iterable[object]) -> str:
    """Several names in one line, parted as the page's language does it."""
    return str(gettext(", ")).join(str(one) for one in things)


def colon() -> str:
    """What stands between a label and what it labels."""
    return str(gettext(": "))


def weekdays(key: str) -> str:
    """The days that a calendar's key names (`mon-fri`, `sat,sun`, `all`), in words."""
    if key == "all":
        return str(gettext("every day"))
    return listed("–".join(str(DAYS.get(day, day)) for day in part.strip().split("-")) for part in key.split(","))


def as_date(text: str | None, default: date) -> date:
    """The day that a query argument names; anything else is the default."""
    try:
        day = date.fromisoformat(text) if text else default
    except ValueError:
        return default
    return day if FIRST_DAY <= day <= LAST_DAY else default


def local_day(at: datetime) -> date:
    return at.astimezone(zone()).date()


def block(value: Any) -> Markup:
    """Plain values for a block of data in a page: JSON without "<" cannot end the element that carries it."""
    return Markup(json.dumps(value, ensure_ascii=False).replace("<", "\\u003c"))  # noqa: S704


def instant_us(text: str | None) -> int | None:
    """Microseconds of RFC 3339, or of a wall time of the centre's zone; None for what is neither."""
    try:
        at = datetime.fromisoformat(text) if text else None
    except ValueError:
        return None
    return None if at is None else micros(at if at.tzinfo is not None else at.replace(tzinfo=zone()))
