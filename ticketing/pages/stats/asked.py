"""What a statistics page is asked for: days of a zone, an interval, a queue; and what every such page is made of."""

from collections.abc import Sequence
from datetime import date, datetime, time, timedelta
from typing import Any
from urllib.parse import urlencode
from zoneinfo import ZoneInfo, available_timezones

import sqlalchemy as sa
from flask import render_template, request
from flask_babel import gettext
from sqlalchemy.orm import Session

from ticketing.auth import current_actor
from ticketing.db import centre, now, reading
from ticketing.domain.instants import instant
from ticketing.domain.permissions import Permission, Reach, reaches_of
from ticketing.models.telephony import Pbx
from ticketing.pages.formats import as_date, local_day
from ticketing.queries import figures
from ticketing.queries.figures import INTERVALS, Span

#: By default a week back, and of so many days at most by the hour and by the quarter.
DAYS_BACK = 6
FINEST = {"15m": 7, "hour": 62}
LONGEST_DAYS = 1_100
#: So many outages are named one by one; beyond that they are only counted.
_NAMED = 5


def span(days_back: int = DAYS_BACK, longest: int = LONGEST_DAYS) -> Span:
    """The days that are asked for, in the zone that is asked for; what makes no sense becomes the default."""
    here = centre()
    name = request.args.get("tz", "")
    zone = ZoneInfo(name) if name in available_timezones() else here.zone
    today = local_day(now())
    last = min(as_date(request.args.get("to"), today), today + timedelta(days=1))
    first = min(as_date(request.args.get("from"), last - timedelta(days=days_back)), last)
    first = max(first, last - timedelta(days=longest))
    interval = request.args.get("interval", "")
    interval = interval if interval in INTERVALS else "day"
    if (last - first).days >= FINEST.get(interval, LONGEST_DAYS + 1):
        interval = "day"
    return figures.span_of(_midnight(first, zone), _midnight(last + timedelta(days=1), zone), zone.key, interval, now())


def zones(session: Session) -> list[str]:
    """The zones in use, and the one that is asked for."""
    used = {centre().timezone, "UTC", *session.scalars(sa.select(Pbx.timezone).distinct())}
    asked = request.args.get("tz", "")
    return sorted(used | ({asked} if asked in available_timezones() else set()))


def threshold() -> int | None:
    """T in seconds, if one is asked for that is one."""
    text = request.args.get("t", "")
    return int(text) if text.isascii() and text.isdigit() and len(text) < 6 else None


def stretch(what: Span) -> dict[str, str]:
    """`from` and `to` of a span as addresses say them."""
    return {"from": instant(what.from_us).isoformat(), "to": instant(what.to_us).isoformat()}


def page(template: str, what: Span, choices: Sequence[str], **parts: Any) -> str:
    """A statistics page: its pickers, its download, the outages that its figures may suffer from, and its own parts."""
    first = datetime.fromtimestamp(what.from_us / 1e6, what.zone).date()
    last = datetime.fromtimestamp(what.to_us / 1e6 - 1, what.zone).date()
    asked = {"from": first.isoformat(), "to": last.isoformat(), "tz": what.zone.key, "interval": what.interval}
    args = request.args
    file = {
        **{name: value for name, value in args.items() if name in {"queue", "formula", "agent", "state"} and value},
        **({"threshold_s": args["t"]} if threshold() is not None else {}),
        **stretch(what),
        **({"tz": what.zone.key, "interval": what.interval} if choices else {}),
    }
    intervals = [
        ("15m", gettext("15 minutes")),
        ("hour", gettext("Hour")),
        ("day", gettext("Day")),
        ("month", gettext("Month")),
    ]
    with reading() as session:
        holes = figures.outages(session, what)
    shown = [(one.pbx, one.kind, instant(one.from_us), instant(one.to_us) if one.to_us else None) for one in holes]
    sees_all = Reach.ALL in reaches_of(current_actor(), Permission.REPORT_READ)
    frame = {"sees_all": sees_all, "asked": asked, "zones": choices, "intervals": intervals, "file": urlencode(file)}
    return render_template(
        template, args=args, **frame, holes=shown[:_NAMED], more_holes=max(len(shown) - _NAMED, 0), **parts
    )


def _midnight(day: date, zone: ZoneInfo) -> datetime:
    return datetime.combine(day, time(), zone)
