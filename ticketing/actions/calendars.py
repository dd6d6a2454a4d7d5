"""Keep the business calendars: an edit is a new version, and the clocks that run by it are dated anew."""

from typing import Any

import sqlalchemy as sa

from ticketing.actions import audit
from ticketing.actions.policies import spread
from ticketing.domain.calendars import first_difference
from ticketing.domain.calendars.documents import calendar_from
from ticketing.domain.documents import DocumentError, Node
from ticketing.domain.permissions import Permission
from ticketing.errors import Conflict, Invalid, NotFound
from ticketing.models.calendars import Calendar, CalendarVersion
from ticketing.work import Work, expect_version


def add(work: Work, code: str, name: str, definition: dict[str, Any]) -> Calendar:
    """A new calendar. Raises `Conflict` (`code_taken`), `Invalid` (`bad_calendar`)."""
    work.require(Permission.CALENDAR_ADMIN)
    understood(definition)
    if work.session.scalar(sa.select(Calendar.id).where(Calendar.code == code)) is not None:
        raise Conflict("code_taken", code=code)
    calendar = work.add(Calendar(code=code, name=name, definition=definition))
    _keep(work, calendar)
    audit.record(work, "calendar_added", f"calendar:{code}", definition=definition)
    return calendar


def edit(work: Work, code: str, version: int | None, name: str, definition: dict[str, Any]) -> Calendar:
    """The calendar's new definition from now on; what lies before is reckoned as it was (tickets.md R6).

    Raises `NotFound`, `Conflict` (`stale_version`), `Invalid` (`bad_calendar`).
    """
    work.require(Permission.CALENDAR_ADMIN)
    understood(definition)
    calendar = work.session.scalar(sa.select(Calendar).where(Calendar.code == code).with_for_update())
    if calendar is None:
        raise NotFound()
    expect_version(calendar, version)
    before, calendar.definition, calendar.name = calendar.definition, definition, name
    if before != definition:
        _keep(work, calendar)
        _redate(work, calendar, before)
    audit.record(work, "calendar_edited", f"calendar:{code}", before=before, after=definition)
    return calendar


def understood(definition: dict[str, Any]) -> None:
    """Raise `Invalid` (`bad_calendar`, with the sentence that names the place) for what is no calendar."""
    try:
        calendar_from(Node(definition))
    except DocumentError as error:
        raise Invalid("bad_calendar", errors={"definition": [str(error)]}) from error


def _keep(work: Work, calendar: Calendar) -> None:
    work.session.flush()
    kept = CalendarVersion(calendar_id=calendar.id, version=calendar.version, valid_from=work.now)
    kept.definition = calendar.definition
    work.add(kept)


def _redate(work: Work, calendar: Calendar, before: dict[str, Any]) -> None:
    """What lies before the first hour that differs keeps its dates (R6)."""
    changed_at = first_difference(calendar_from(Node(before)), calendar_from(Node(calendar.definition)), work.now)
    if changed_at is not None:
        spread.owe(work, spread.REDATE, calendar=calendar, first_change_at=changed_at)
