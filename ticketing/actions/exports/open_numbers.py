"""Files with whole telephone numbers: asked for with a reason, decided on by somebody else, and only then made."""

import sqlalchemy as sa

from ticketing.actions import audit, notices
from ticketing.actions.exports import limits
from ticketing.actions.exports.asking import checked, owe
from ticketing.actions.exports.wanted import USUAL, Wanted
from ticketing.domain.actors import Role
from ticketing.domain.permissions import Permission
from ticketing.errors import Forbidden, Invalid
from ticketing.models.custom_reports import OpenNumberRequest
from ticketing.models.people import Person
from ticketing.work import Work


def request(work: Work, wanted: Wanted, reason: str) -> OpenNumberRequest:
    """Ask for a file with whole numbers; every supervisor but oneself is told. `reason_missing`."""
    work.require(Permission.FILE_EXPORT)
    work.require(Permission.PHONE_OPEN)
    if work.actor.id is None:
        raise Forbidden(permission=Permission.PHONE_OPEN.value)
    if not reason.strip():
        raise Invalid("reason_missing", errors={"reason": ["required"]})
    checked(work, wanted)
    limits.check(work, work.actor)
    row = work.add(
        OpenNumberRequest(asked_by=work.actor.id, asked_at=work.now, wanted=wanted.to_words(), reason=reason.strip())
    )
    audit.record(work, "open_numbers_asked", f"open_number_request:{row.id}", list=wanted.kind, reason=row.reason)
    _tell_supervisors(work, row)
    return row


def decide(work: Work, request_id: int, *, approved: bool, note: str) -> OpenNumberRequest:
    """Say yes, and the file is owed to whoever asked; say no, and it never is. Nobody decides on their own
    (`own_request`); 409 `already_decided`."""
    work.require(Permission.EXPORT_APPROVE)
    row = work.get(OpenNumberRequest, request_id)
    if work.actor.id is None or row.asked_by == work.actor.id:
        raise Forbidden("own_request")
    row.decide(work.actor.id, work.now, approved=approved, note=note)
    wanted = Wanted.of(row.wanted)
    if approved:
        columns = list(wanted.columns or USUAL.get(wanted.kind, ()))
        row.job_id = owe(work, row.asked_by, wanted, columns=columns, open=row.id).id
    audit.record(work, "open_numbers_decided", f"open_number_request:{row.id}", approved=approved, note=note)
    params: notices.Params = {"approved": int(approved), "note": note}
    cause = f"open_numbers:{row.id}"
    notices.tell(work, row.asked_by, "export_decided", cause, notices.Subject(), params)
    return row


def _tell_supervisors(work: Work, row: OpenNumberRequest) -> None:
    asker = work.session.get_one(Person, row.asked_by)
    deciding = sa.select(Person.id).where(
        Person.active, Person.roles.contains([Role.SUPERVISOR.value]), Person.id != row.asked_by
    )
    for person_id in work.session.scalars(deciding.order_by(Person.id)).all():
        params: notices.Params = {"name": asker.name, "reason": row.reason[:200]}
        notices.tell(work, person_id, "export_asked", f"open_numbers:{row.id}", notices.Subject(), params)
