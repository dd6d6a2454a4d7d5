"""Begin a check: the sheet gets a row per item, filled with what live truth knows at this moment."""

from datetime import datetime, timedelta

import sqlalchemy as sa

from ticketing.actions import audit
from ticketing.actions.equipment_checks.items import plant
from ticketing.domain.equipment_checks import CheckState, Seen
from ticketing.domain.equipment_checks.plans import Owed, whole_day
from ticketing.domain.events import CheckBegun
from ticketing.domain.permissions import Permission
from ticketing.errors import Conflict, Invalid
from ticketing.models.equipment_checks import CheckItem, CheckRow, CheckSheet
from ticketing.models.shifts import ShiftTemplate
from ticketing.queries import equipment_checks as looks
from ticketing.work import Work

#: Before the first check, and after a long pause, no further back than this.
FIRST, LONGEST = timedelta(hours=24), timedelta(hours=72)


def begin(work: Work, shift: str) -> CheckSheet:
    """Begin today's check of a shift by its code, "" of the day as a whole; one that nobody asked for, too.

    Raises `Conflict` (`check_begun` with its id, `check_over`), `Invalid` (`unknown_shift`).
    """
    work.require(Permission.EQUIPMENT_CHECK)
    with work.as_system():
        plant(work)
    sheet = _sheet(work, shift)
    since = _since(work)
    sheet.begin(work.actor.id, work.now, since)
    _fill(work, sheet, since)
    work.record(CheckBegun(sheet.id, sheet.on_day.isoformat(), sheet.shift))
    audit.record(work, "check_begun", f"check:{sheet.id}", on=sheet.on_day, shift=sheet.shift)
    return sheet


def _sheet(work: Work, shift: str) -> CheckSheet:
    """The sheet that is owed, of a night shift also yesterday's; else a new one of today."""
    today = work.centre.day_of(work.now)
    found = work.session.scalars(
        sa.select(CheckSheet)
        .where(CheckSheet.on_day >= today - timedelta(days=1), CheckSheet.shift == shift)
        .order_by(CheckSheet.on_day.desc())
        .with_for_update()
    ).all()
    owed = [sheet for sheet in found if sheet.state is CheckState.OWED and sheet.until_at > work.now]
    mine = next(iter(owed), None) or next((sheet for sheet in found if sheet.on_day == today), None)
    if mine is not None:
        return mine
    one = _owed(work, shift)
    named = {"on_day": today, "shift": shift, "shift_name": one.name, "state": CheckState.OWED}
    return work.add(CheckSheet(**named, due_at=None, until_at=one.until_at, version=0))


def _owed(work: Work, shift: str) -> Owed:
    today = work.centre.day_of(work.now)
    whole = whole_day(looks.plan(work.session), today, work.centre)
    if not shift:
        return whole
    name = work.session.scalar(sa.select(ShiftTemplate.name).filter_by(code=shift))
    if name is None:
        raise Invalid("unknown_shift", errors={"shift": ["unknown_shift"]})
    return whole._replace(shift=shift, name=name)


def _since(work: Work) -> datetime:
    before = looks.last_done_at(work.session, work.now) or work.now - FIRST
    return max(before, work.now - LONGEST)


def _fill(work: Work, sheet: CheckSheet, since: datetime) -> None:
    truth = looks.seen(work.session, work.now, since)
    items = [item for item in looks.items(work.session) if item.active]
    if not items:
        raise Conflict("no_check_items")
    found = [(item, seen) for item in items for seen in truth.get(item.look) or [Seen("")]]
    work.session.add_all(_row(sheet, no, item, seen) for no, (item, seen) in enumerate(found, 1))
    work.session.flush()


def _row(sheet: CheckSheet, no: int, item: CheckItem, seen: Seen) -> CheckRow:
    restored_at = seen.restored_at.replace(second=0, microsecond=0) if seen.restored_at else None
    return CheckRow(
        sheet_id=sheet.id,
        no=no,
        item=item.code,
        item_name=item.name,
        item_name_en=item.name_en,
        standard=item.standard,
        standard_en=item.standard_en,
        look=item.look,
        subject=seen.subject,
        seen_result=seen.verdict,
        seen=[sign.document() for sign in seen.signs],
        seen_restored_at=restored_at,
        result=seen.verdict,
        restored_at=restored_at,
    )
