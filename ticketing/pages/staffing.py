"""What a queue needs over a day, cell by cell with the reason, beside who is planned and who was there."""

from datetime import date, timedelta
from math import isfinite
from typing import Any

from flask import Blueprint, render_template, request

from ticketing.auth import current_actor, needs
from ticketing.db import centre, now, reading
from ticketing.domain.instants import instant
from ticketing.domain.permissions import Permission
from ticketing.domain.staffing import Level
from ticketing.pages.formats import as_date, local_day
from ticketing.pages.places import queue_name
from ticketing.queries import admin, staffing
from ticketing.queries.staffing import coverage
from ticketing.reports.charts import Chart
from ticketing.reports.forms import N_

blueprint = Blueprint("staffing_pages", __name__)


@blueprint.get("/shifts/need")
@needs(Permission.ROSTER_EDIT)
def need() -> str:
    """`queue` (the first one by default) and `on` (today by default)."""
    on = as_date(request.args.get("on"), local_day(now()))
    with reading() as session:
        queues = [queue for queue in admin.queues(session) if queue.active]
        queue = next((one for one in queues if one.code == request.args.get("queue")), queues[0] if queues else None)
        found = staffing.day_need(session, queue, on, centre().zone, now()) if queue is not None else None
    return render_template(
        "staffing.html",
        queues=[(one.code, queue_name(one)) for one in queues],
        queue=queue,
        on=on,
        found=found,
        slots=_worked(found) if found is not None else [],
        omitted=_omitted(found) if found is not None else [],
    )


@blueprint.get("/shifts/coverage")
@needs(Permission.ROSTER_EDIT)
def cover() -> str:
    """`on` (today by default): needed, planned and present by the half hour, and each team's shrinkage."""
    on = as_date(request.args.get("on"), local_day(now()))
    with reading() as session:
        queues = [queue for queue in admin.queues(session) if queue.active]
        return render_template(
            "coverage.html",
            covers=[coverage.day_cover(session, queue, on, centre(), now()) for queue in queues],
            shrinkage=coverage.shrinkage_of_teams(session, current_actor(), centre().day_of(now())),
            clock=_clock,
            band_of=_band,
            on=on,
            before=on - timedelta(days=1),
            after=on + timedelta(days=1),
        )


def _band(cover: coverage.QueueCover) -> Chart:
    """Needed, planned and present of a queue, from the first half hour to the last with anything to say."""
    said = [at for at, slot in enumerate(cover.slots) if slot.need or slot.planned or slot.actual]
    slots = cover.slots[said[0] : said[-1] + 1] if said else []
    rows = tuple(
        (_clock(one.start_us), {"need": one.need, "planned": one.planned, "actual": one.actual}) for one in slots
    )
    return Chart(f"band-{cover.queue.id}", N_("Needed, planned and present"), "band", _BAND, rows)


_BAND = (
    ("need", N_("Needed on the line")),
    ("planned", N_("Planned on the line")),
    ("actual", N_("People on the line")),
)


def _clock(us: int) -> str:
    """The wall's time of an instant."""
    return instant(us).astimezone(centre().zone).strftime("%H:%M")


def _worked(found: staffing.DayNeed) -> list[dict[str, Any]]:
    """The half hours from the first to the last with anything to say."""
    said = [number for number, slot in enumerate(found.slots) if slot.need.raw or slot.planned or slot.actual]
    return [_row(slot) for slot in found.slots[said[0] : said[-1] + 1]] if said else []


def _row(slot: staffing.SlotNeed) -> dict[str, Any]:
    need = slot.need
    return {
        "at": _clock(slot.from_us),
        "calls": need.load.calls,
        "aht_s": need.load.aht_s,
        "model": need.model.upper(),
        "raw": need.raw,
        "rostered": need.rostered,
        "planned": slot.planned,
        "gap": slot.planned - need.rostered,
        "actual": slot.actual,
        "short": slot.actual is not None and slot.actual < need.raw,
        "thin": need.thin,
        "levels": [_level(one) for one in (need.found, need.below) if one is not None and one.agents],
        "counted": list(slot.expected.counted.items()),
    }


def _level(one: Level) -> dict[str, Any]:
    return {
        "agents": one.agents,
        "sl": one.service_level * 100,
        "wait_s": one.mean_wait_s if isfinite(one.mean_wait_s) else None,
        "abandoned": one.abandoned * 100,
        "occupancy": one.occupancy * 100,
    }


def _omitted(found: staffing.DayNeed) -> list[tuple[date, str, int]]:
    """The days that were left out anywhere, each once with its reason and in how many half hours."""
    counts: dict[tuple[date, str], int] = {}
    for slot in found.slots:
        for day, (_, why) in slot.expected.omitted.items():
            counts[day, why.value] = counts.get((day, why.value), 0) + 1
    return [(day, why, count) for (day, why), count in sorted(counts.items())]
