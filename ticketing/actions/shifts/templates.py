"""Kinds of shifts: their hours, breaks and recurring activities, how many people they want."""

from typing import Any

import sqlalchemy as sa

from ticketing.actions import audit
from ticketing.domain.permissions import Permission
from ticketing.errors import Invalid, NotFound
from ticketing.models.shifts import ShiftTemplate
from ticketing.work import Work, expect_version

ACTIVITIES = ("break", "meal", "meeting", "training", "handover", "offline_work")


def add_template(work: Work, code: str, name: str, start_min: int, end_min: int, **rest: Any) -> ShiftTemplate:
    """A new kind of shift. Raises `Invalid` (`shift_hours`, `code_taken`, `outside_shift`)."""
    work.require(Permission.ROSTER_PUBLISH)
    if work.session.scalar(sa.select(ShiftTemplate.id).filter_by(code=code)):
        raise Invalid("code_taken", code=code)
    row = ShiftTemplate(code=code, name=name, start_min=start_min, end_min=end_min, **({"working": True} | rest))
    _sound(row)
    return work.add(row)


def edit_template(work: Work, code: str, version: int | None, values: dict[str, Any]) -> ShiftTemplate:
    """What a kind of shift is from now on; cells that stand keep the hours that they were given.

    Raises `NotFound`, `Conflict` (`stale_version`), `Invalid` (`shift_hours`, `outside_shift`).
    """
    work.require(Permission.ROSTER_PUBLISH)
    row = work.session.scalar(sa.select(ShiftTemplate).filter_by(code=code).with_for_update())
    if row is None:
        raise NotFound(what="shift_template")
    expect_version(row, version)
    for name, value in values.items():
        setattr(row, name, value)
    _sound(row)
    audit.record(work, "shift_template_edited", f"shift_template:{code}", values=values)
    return row


def _sound(row: ShiftTemplate) -> None:
    """Hours that are a day at most, and breaks and activities inside them that do not overlap."""
    if not row.working:
        return
    if not 0 <= row.start_min < row.end_min <= row.start_min + 1440:
        raise Invalid("shift_hours", start_min=row.start_min, end_min=row.end_min)
    at = row.start_min
    for each in sorted(row.breaks or [], key=lambda one: one["from"]):
        if each["from"] < at or each["from"] + each["len"] > row.end_min:
            raise Invalid("outside_shift", errors={"breaks": [_said(each)]})
        at = each["from"] + each["len"]
    for each in row.activities or []:
        if each["from"] < row.start_min or each["from"] + each["len"] > row.end_min:
            raise Invalid("outside_shift", errors={"activities": [_said(each)]})


def _said(each: dict[str, Any]) -> str:
    end = each["from"] + each["len"]
    return f"{each['from'] // 60:02}:{each['from'] % 60:02}–{end // 60:02}:{end % 60:02}"
