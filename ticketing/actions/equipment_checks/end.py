"""The end of a check: done by whoever looked, signed by somebody else (审核), or sent back."""

import sqlalchemy as sa

from ticketing.actions import audit
from ticketing.domain.equipment_checks import Verdict
from ticketing.domain.events import CheckDone, CheckReviewed, CheckSentBack
from ticketing.domain.permissions import Permission
from ticketing.errors import Conflict, Invalid
from ticketing.models.equipment_checks import CheckChange, CheckRow, CheckSheet
from ticketing.work import Work, expect_version


def done(work: Work, sheet_id: int, version: int | None) -> CheckSheet:
    """Everything has been looked at. Raises `Conflict`, `Invalid` (`check_unfinished`, `finding_missing`)."""
    work.require(Permission.EQUIPMENT_CHECK)
    sheet = work.get(CheckSheet, sheet_id)
    expect_version(sheet, version)
    sheet.finish(work.actor.id, work.now)
    rows = work.session.scalars(sa.select(CheckRow).filter_by(sheet_id=sheet_id).order_by(CheckRow.no)).all()
    if unseen := [row.no for row in rows if row.is_open]:
        raise Invalid("check_unfinished", rows=unseen)
    abnormal = [row for row in rows if row.result is Verdict.ABNORMAL]
    # What live truth itself called a fault has its signs beside it; a fault that a person saw needs their words.
    if silent := [row.no for row in abnormal if not row.finding and row.seen_result != Verdict.ABNORMAL]:
        raise Invalid("finding_missing", rows=silent)
    work.record(CheckDone(sheet.id, len(abnormal)))
    audit.record(work, "check_done", f"check:{sheet.id}", abnormal=len(abnormal))
    return sheet


def review(work: Work, sheet_id: int, version: int | None, note: str) -> CheckSheet:
    """Sign it. Raises `Conflict` (`own_check`): whoever looked does not sign."""
    work.require(Permission.EQUIPMENT_REVIEW)
    sheet = _anothers(work, sheet_id, version)
    sheet.sign(work.actor.id, work.now, note)
    work.record(CheckReviewed(sheet.id))
    audit.record(work, "check_reviewed", f"check:{sheet.id}")
    return sheet


def send_back(work: Work, sheet_id: int, version: int | None, reason: str) -> CheckSheet:
    """It is not done yet, and why. Raises `Conflict` (`own_check`)."""
    work.require(Permission.EQUIPMENT_REVIEW)
    sheet = _anothers(work, sheet_id, version)
    sheet.reopen()
    said = {"field": "sent_back", "was": "", "said": reason}
    work.session.add(CheckChange(sheet_id=sheet.id, row_no=None, at=work.now, by_id=work.actor.id, **said))
    work.record(CheckSentBack(sheet.id, reason))
    audit.record(work, "check_sent_back", f"check:{sheet.id}", reason=reason)
    return sheet


def _anothers(work: Work, sheet_id: int, version: int | None) -> CheckSheet:
    sheet = work.get(CheckSheet, sheet_id)
    expect_version(sheet, version)
    if work.actor.id is not None and work.actor.id in (sheet.begun_by, sheet.done_by):
        raise Conflict("own_check")
    return sheet
