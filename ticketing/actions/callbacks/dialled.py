"""The phone system saw somebody being rung back: the try counts from that moment, whoever writes down its result."""

from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa

from ticketing.actions.callbacks import plan
from ticketing.actions.callbacks.held import both
from ticketing.domain.events import CallbackAttempted
from ticketing.domain.permissions import Permission
from ticketing.models.callbacks import Callback, CallbackAttempt
from ticketing.work import Work

#: In the place of a result, until whoever rang says what came of it.
DIALLED = "dialled"


@dataclass(frozen=True)
class Dialled:
    """A call out: when it began, what the phone system calls it, and who made it (None: not known)."""

    started_at: datetime
    callid: str
    person_id: int | None


def dialled(work: Work, callback_id: int, call: Dialled) -> int | None:
    """Begin an attempt without a result; its id, or None where no call was owed any more when it was made.

    The promise is judged by it (4.5: the first counted attempt); what it came to is the agent's to say, and `attempt`
    then completes this row.
    """
    work.require(Permission.CALLBACK_WORK)
    callback, _ = both(work, callback_id)
    if not callback.is_open or call.started_at < callback.promised_at:
        return None
    if call.person_id is not None and callback.claimed_by not in (None, call.person_id):
        return None
    last = sa.select(sa.func.max(CallbackAttempt.no)).where(CallbackAttempt.callback_id == callback.id)
    no = (work.session.scalar(last) or 0) + 1
    begun = CallbackAttempt(callback_id=callback.id, no=no, person_id=call.person_id, started_at=call.started_at)
    begun.callid = call.callid
    row = work.add(begun)
    callback.begun(call.started_at)
    callback.version += 1
    plan.follow(work, callback)
    work.record(CallbackAttempted(callback.ticket_id, callback.id, no, DIALLED))
    return row.id


def unfinished(work: Work, callback: Callback) -> CallbackAttempt | None:
    """The attempt whose result has still to be written down: the asker's own, or one that nobody is known to have
    made."""
    mine = sa.or_(CallbackAttempt.person_id.is_(None), CallbackAttempt.person_id == work.actor.id)
    return work.session.scalars(
        sa.select(CallbackAttempt)
        .where(CallbackAttempt.callback_id == callback.id, CallbackAttempt.result.is_(None), mine)
        .order_by(CallbackAttempt.no.desc())
        .limit(1)
    ).first()
