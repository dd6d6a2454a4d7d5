"""Numbers that nobody dials: somebody asked us not to, or they only cost."""

import sqlalchemy as sa

from ticketing.actions import audit
from ticketing.domain.permissions import Permission
from ticketing.domain.phones import masked, normal
from ticketing.errors import Invalid
from ticketing.models.control import BlockedNumber
from ticketing.work import Work


def block(work: Work, number: str, reason: str) -> BlockedNumber:
    """Put a number on the list; one that is on it gets the new reason. Raises `Invalid` (`bad_phone`)."""
    work.require(Permission.NUMBER_BLOCK)
    e164 = normal(number, work.centre.phone_region)
    if e164 is None or not e164.startswith("+"):
        raise Invalid("bad_phone", errors={"number": ["bad_phone"]})
    row = work.session.scalar(sa.select(BlockedNumber).filter_by(e164=e164).with_for_update())
    if row is None:
        row = work.add(BlockedNumber(e164=e164, reason=reason, blocked_by=work.actor.id, blocked_at=work.now))
    row.reason = reason
    audit.record(work, "number_blocked", f"number:{masked(e164)}", reason=reason)
    return row


def unblock(work: Work, blocked_id: int) -> None:
    work.require(Permission.NUMBER_BLOCK)
    row = work.get(BlockedNumber, blocked_id)
    work.session.delete(row)
    audit.record(work, "number_unblocked", f"number:{masked(row.e164)}")
