"""Hold a stretch of time against nobody: an errand of one, or an outage for everybody."""

from datetime import datetime

import sqlalchemy as sa

from ticketing.actions import audit
from ticketing.actions.attendance.mark import mark_shifts
from ticketing.actions.attendance.punch import refuse_own
from ticketing.actions.codes import by_code
from ticketing.domain.instants import instant
from ticketing.domain.permissions import Permission, Target
from ticketing.errors import Conflict, Invalid, NotFound
from ticketing.models.attendance import AttendanceExcuse
from ticketing.models.people import Person
from ticketing.models.telephony import Outage
from ticketing.work import Work

KINDS = ("errand", "other")


def excuse(work: Work, code: str, from_at: datetime, to_at: datetime, kind: str, reason: str) -> AttendanceExcuse:
    """One person's stretch, by somebody who answers for their team and is not themselves.

    Raises `Forbidden` (`own_day`), `Invalid` (`span_backwards`, `reason_missing`).
    """
    work.require(Permission.ATTENDANCE_CERTIFY)
    person = by_code(work, code)
    refuse_own(work, person.id)
    work.require(Permission.ATTENDANCE_CERTIFY, Target(team_id=person.team_id))
    if to_at <= from_at:
        raise Invalid("span_backwards", field="to")
    if not reason.strip():
        raise Invalid("reason_missing", field="reason")
    row = work.add(
        AttendanceExcuse(
            person_id=person.id, from_at=from_at, to_at=to_at, kind=kind, reason=reason.strip(), by_id=work.actor.id,
            at=work.now,
        )
    )  # fmt: skip
    mark_shifts(work, from_at, to_at, [person.id], "excused")
    audit.record(work, "time_excused", f"person:{person.code}", kind=kind, reason=reason)
    return row


def excuse_outage(work: Work, outage_id: int) -> AttendanceExcuse:
    """Everybody's time of an outage of the phone system, in one step. Raises `Conflict` (`already_excused`)."""
    work.require(Permission.ATTENDANCE_ADMIN)
    outage = work.session.get(Outage, outage_id)
    if outage is None:
        raise NotFound(what="outages")
    if work.session.scalar(sa.select(AttendanceExcuse.id).filter_by(outage_id=outage_id, revoked_at=None)) is not None:
        raise Conflict("already_excused")
    from_at = instant(outage.from_us)
    to_at = instant(outage.to_us) if outage.to_us is not None else work.now
    row = work.add(
        AttendanceExcuse(
            from_at=from_at, to_at=to_at, kind="outage", outage_id=outage_id, reason=outage.kind, by_id=work.actor.id,
            at=work.now,
        )
    )  # fmt: skip
    mark_shifts(work, from_at, to_at, None, "excused")
    audit.record(work, "outage_excused", f"outage:{outage_id}", kind=outage.kind)
    return row


def revoke(work: Work, excuse_id: int) -> AttendanceExcuse:
    """It counts again from now on; the row stays. Raises `Conflict` (`already_revoked`)."""
    work.require(Permission.ATTENDANCE_CERTIFY)
    row = work.get(AttendanceExcuse, excuse_id)
    person = work.session.get(Person, row.person_id) if row.person_id is not None else None
    if person is None:
        work.require(Permission.ATTENDANCE_ADMIN)
    else:
        refuse_own(work, person.id)
        work.require(Permission.ATTENDANCE_CERTIFY, Target(team_id=person.team_id))
    if row.revoked_at is not None:
        raise Conflict("already_revoked")
    row.revoked_at, row.revoked_by = work.now, work.actor.id
    mark_shifts(work, row.from_at, row.to_at, None if person is None else [person.id], "excused")
    audit.record(work, "excuse_revoked", f"excuse:{excuse_id}")
    return row
