"""One agent's day: a strip per state, the same as a table, pauses against what is allowed, and the facts behind it."""

from collections.abc import Iterable, Iterator
from datetime import date, datetime, timedelta
from typing import Any

from flask import Blueprint, redirect, render_template, request

from ticketing.auth import current_actor, needs
from ticketing.db import centre, now, reading
from ticketing.domain.breaks import Kind
from ticketing.domain.days import day_bounds
from ticketing.domain.instants import SECOND_US, instant, micros
from ticketing.domain.permissions import Permission
from ticketing.domain.phones import masked
from ticketing.domain.presence import PresenceState, Slice
from ticketing.errors import NotFound
from ticketing.models.people import Person
from ticketing.pages import words
from ticketing.pages.formats import as_date, zone
from ticketing.pages.places import queue_names
from ticketing.pages.vocabulary import word
from ticketing.queries import people, presence

blueprint = Blueprint("agent_days", __name__, url_prefix="/agents")

#: Drawn from the most lively to the least; absence is the empty ground.
LANES = ("talking", "hold", "ringing", "acw", "ready", "paused", "lost")
WIDTH, LANE = 1200, 18


@blueprint.get("/me")
@needs(Permission.REPORT_READ)
def mine() -> Any:
    """The day of whoever asks."""
    with reading() as session:
        person = session.get(Person, current_actor().id) if current_actor().id is not None else None
    if person is None or person.code is None:
        raise NotFound(what="agent")
    return redirect(f"/agents/{person.code}/days/{centre().day_of(now())}")


@blueprint.get("/<code>/days")
@needs(Permission.REPORT_READ)
def chosen(code: str) -> Any:
    """`?on=` is the day that somebody picked."""
    return redirect(f"/agents/{code}/days/{as_date(request.args.get('on'), centre().day_of(now()))}")


@blueprint.get("/<code>/days/<on>")
@needs(Permission.REPORT_READ)
def one(code: str, on: str) -> str:
    """A business day; one that has not begun is empty."""
    day = as_date(on, centre().day_of(now()))
    low, high = day_bounds(day, zone(), centre().day_start_hour)
    with reading() as session:
        person = people.whose_time(session, current_actor(), code)
        look = presence.day(session, person.id, micros(low), micros(high), micros(now()))
        names = queue_names(session)
        told = {"person_shown": person, "day": day, "names": names}
        return render_template("agent_day.html", **told, **_steps(day), **_shown(look, low, high))


def _steps(day: date) -> dict[str, date | None]:
    today = centre().day_of(now())
    return {
        "before": day - timedelta(days=1),
        "after": day + timedelta(days=1) if day < today else None,
        "today": today,
    }


def _shown(look: presence.DayLook, low: datetime, high: datetime) -> dict[str, Any]:
    from_us, to_us = micros(low), micros(high)
    return {
        "rows": [_row(look, number, piece) for number, piece in enumerate(look.pieces, 1)],
        "lanes": [_lane(state, look.pieces, from_us, to_us) for state in LANES],
        "hours": list(_hours(low, high)),
        "totals": [(state.value, us / SECOND_US) for state, us in look.totals.items() if us],
        "span_s": (look.to_us - look.from_us) / SECOND_US,
        "used": [(each, _named(each.kind)) for each in look.used],
        "nameless": sorted({pause.reason for pause, kind in look.pauses if kind is None and pause.reason}),
        "strips": [_strip(strip, from_us, to_us) for strip in look.strips],
        "outages": [(each.kind, instant(each.from_us), _until(each.to_us)) for each in look.outages],
        "outside": look.has_activity_without_login,
        "width": WIDTH,
        "lane": LANE,
    }


def _until(us: int | None) -> datetime | None:
    return instant(us) if us is not None else None


def _row(look: presence.DayLook, number: int, piece: Slice) -> dict[str, Any]:
    callid = piece.visit[0] if piece.visit is not None else None
    visit = look.visits.get(callid) if callid is not None else None
    return {
        "number": number,
        "start": instant(piece.start_us),
        "end": instant(piece.end_us or look.to_us),
        "seconds": ((piece.end_us or look.to_us) - piece.start_us) / SECOND_US,
        "state": piece.state.value,
        "reason": word("lost_reason", piece.reason) if piece.state is PresenceState.LOST else piece.reason,
        "queue": piece.queue,
        "callid": callid,
        "call": look.calls.get(callid) if callid is not None else None,
        "caller": masked(visit.caller_norm or visit.caller, centre().phone_region) if visit is not None else None,
        "outside": not piece.online and piece.state is not PresenceState.OFFLINE,
        "facts": [_fact(one) for one in look.evidence(piece)],
        "said": [word.word for word in look.told.said if word.at_us == piece.start_us],
    }


def _fact(one: presence.Evidence) -> dict[str, Any]:
    fact = one.fact
    end = instant(fact.end_us) if fact.end_us is not None else None
    plain = {"name": one.name, "kind": fact.kind.value, "queue": fact.queue, "reason": fact.reason}
    # A member since before the log began has no beginning.
    return plain | {"start": instant(fact.start_us) if fact.start_us else None, "end": end, "guessed": fact.inferred}


def _lane(state: str, pieces: Iterable[Slice], from_us: int, to_us: int) -> dict[str, Any]:
    """The rectangles of one state: left edge and width in the drawing's units, row of the table, words."""
    boxes = []
    for number, piece in enumerate(pieces, 1):
        if piece.state == state:
            end_us = piece.end_us or to_us
            told = f"{_clock(piece.start_us)}–{_clock(end_us)} {word('presence', state)} {piece.reason}"
            boxes.append({**_box(piece.start_us, end_us, from_us, to_us), "row": number, "words": told})
    return {"state": state, "boxes": boxes}


def _strip(strip: presence.Strip, from_us: int, to_us: int) -> dict[str, Any]:
    return {
        "queue": strip.queue,
        "member": [_box(start, end, from_us, to_us) for start, end in strip.member],
        "paused": [
            {**_box(start, end, from_us, to_us), "words": f"{_clock(start)}–{_clock(end)} {reason}"}
            for start, end, reason in strip.paused
        ],
        "spans": [(instant(start), instant(end)) for start, end in strip.member],
        "pauses": [(instant(start), instant(end), reason) for start, end, reason in strip.paused],
    }


def _box(start_us: int, end_us: int, from_us: int, to_us: int) -> dict[str, Any]:
    scale = WIDTH / (to_us - from_us)
    # A ring of a second is narrower than a hair, and has to be seen all the same.
    return {"x": round((start_us - from_us) * scale, 2), "w": max(round((end_us - start_us) * scale, 2), 0.8)}


def _hours(low: datetime, high: datetime) -> Iterator[dict[str, Any]]:
    """Every hour of the day by the clock on the wall: 23, 24 or 25 of them."""
    total, number = high - low, 0
    while (at := low + timedelta(hours=number)) <= high:
        yield {
            "x": round((at - low) / total * WIDTH, 2),
            "word": at.astimezone(zone()).strftime("%H"),
            "odd": number % 2,
        }
        number += 1


def _clock(us: int) -> str:
    return instant(us).astimezone(zone()).strftime("%H:%M:%S")


def _named(kind: Kind) -> str:
    return kind.name_en if words.language() != "zh" and kind.name_en else kind.name
