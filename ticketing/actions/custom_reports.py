"""Reports that people put together: kept, shared, and ordered for every morning, Monday or first of the month."""

from collections.abc import Mapping
from datetime import timedelta
from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import joinedload

from ticketing.actions import audit, exports
from ticketing.actions.report_nights import MORNING_MIN
from ticketing.domain.builder import Cadence, Plan, Sharing, next_day
from ticketing.domain.days import wall_instant
from ticketing.domain.permissions import Permission
from ticketing.errors import Conflict, Forbidden, NotFound, TooMany
from ticketing.models.custom_reports import CustomReport, CustomReportOrder
from ticketing.queries import custom_reports as looks
from ticketing.reports import builder
from ticketing.work import Work, expect_version

MOST_KEPT = 100
MOST_AT_ONCE = 50


def keep(work: Work, name: str, plan: Plan, shared: Sharing) -> CustomReport:
    """Keep a report under a name; its plan is checked. `name_taken`, 429 `too_many_reports`."""
    owner_id = _owner(work)
    builder.checked(plan)
    mine = sa.select(sa.func.count()).select_from(CustomReport).filter_by(owner_id=owner_id)
    if (work.session.scalar(mine) or 0) >= MOST_KEPT:
        raise TooMany("too_many_reports", retry_after_s=60)
    _must_be_free(work, owner_id, name, None)
    row = work.add(CustomReport(owner_id=owner_id, name=name, plan=plan.to_words(), shared=shared, changed_at=work.now))
    audit.record(work, "report_kept", f"custom_report:{row.id}", name=name, shared=shared.value)
    return row


def change(work: Work, report_id: int, version: int | None, fields: Mapping[str, Any]) -> CustomReport:
    """Change one's own: `name`, `plan`, `shared`; only what is named."""
    row = _own(work, report_id)
    expect_version(row, version)
    if "plan" in fields:
        builder.checked(fields["plan"])
        row.plan = fields["plan"].to_words()
    if "name" in fields:
        _must_be_free(work, row.owner_id, fields["name"], row.id)
        row.name = fields["name"]
    row.shared = fields.get("shared", row.shared)
    row.changed_at = work.now
    audit.record(work, "report_kept", f"custom_report:{row.id}", name=row.name, shared=row.shared.value)
    return row


def drop(work: Work, report_id: int) -> None:
    """Delete one's own, and with it whatever was ordered of it."""
    row = _own(work, report_id)
    audit.record(work, "report_dropped", f"custom_report:{row.id}", name=row.name)
    work.session.delete(row)


def order(work: Work, report_id: int, cadence: Cadence) -> CustomReportOrder:
    """Have it made for oneself from now on; another cadence takes the place of the one before."""
    person_id = _owner(work)
    work.require(Permission.FILE_EXPORT)
    _visible(work, report_id)
    values = {
        "cadence": cadence,
        "since": work.now,
        "next_on": next_day(cadence, work.now.astimezone(work.centre.zone).date()),
    }
    work.session.execute(
        insert(CustomReportOrder)
        .values(report_id=report_id, person_id=person_id, **values)
        .on_conflict_do_update(index_elements=["report_id", "person_id"], set_=values)
    )
    return work.session.scalars(
        sa.select(CustomReportOrder)
        .filter_by(report_id=report_id, person_id=person_id)
        .execution_options(populate_existing=True)
    ).one()


def call_off(work: Work, report_id: int) -> None:
    """Have it made no longer; a repeat changes nothing."""
    mine = {"report_id": report_id, "person_id": _owner(work)}
    work.session.execute(sa.delete(CustomReportOrder).filter_by(**mine))


def deliver(work: Work) -> list[int]:
    """Owe the files of everything that is ordered for this morning; each order is moved on in the same work, so that
    a morning that is looked at twice brings one file. Answers the jobs."""
    today = work.now.astimezone(work.centre.zone).date()
    if work.now < wall_instant(today, MORNING_MIN, work.centre.zone):
        today -= timedelta(days=1)
    due = (
        sa.select(CustomReportOrder)
        .where(CustomReportOrder.next_on <= today)
        .options(joinedload(CustomReportOrder.report), joinedload(CustomReportOrder.person))
        .order_by(CustomReportOrder.id)
        .limit(MOST_AT_ONCE)
        .with_for_update(skip_locked=True, of=CustomReportOrder)
    )
    found = []
    for row in work.session.scalars(due).all():
        # What was slept through is not made up: the next one covers the days that people read.
        row.next_on = next_day(row.cadence, today)
        if row.person.active:
            found.append(exports.owe_ordered(work, row, today).id)
    return found


def _owner(work: Work) -> int:
    work.require(Permission.REPORT_BUILD)
    if work.actor.id is None:
        raise Forbidden(permission=Permission.REPORT_BUILD.value)
    return work.actor.id


def _own(work: Work, report_id: int) -> CustomReport:
    """One's own, locked; of one that is shared with the actor it is said that it is another's."""
    _owner(work)
    row = _visible(work, report_id)
    if row.owner_id != work.actor.id:
        raise Forbidden(permission=Permission.REPORT_BUILD.value)
    return work.get(CustomReport, report_id)


def _visible(work: Work, report_id: int) -> CustomReport:
    row = looks.one(work.session, work.actor, report_id)
    if row is None:
        raise NotFound(what="custom_reports")
    return row


def _must_be_free(work: Work, owner_id: int, name: str, but: int | None) -> None:
    taken = work.session.scalar(sa.select(CustomReport.id).filter_by(owner_id=owner_id, name=name))
    if taken is not None and taken != but:
        raise Conflict("name_taken", name=name)
