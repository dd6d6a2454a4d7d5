"""Decide about somebody else's leave; what was published for its days becomes gaps that others may fill."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

import sqlalchemy as sa

from ticketing.actions import audit, swaps
from ticketing.actions.leaves.asking import LeaveWish, ask
from ticketing.actions.roster_notices import LEAD_DAYS, tell
from ticketing.domain.actors import Role
from ticketing.domain.events import LeaveMoved
from ticketing.domain.permissions import Permission, Target
from ticketing.errors import Forbidden, Invalid
from ticketing.models.leaves import Leave, LeaveKind, LeaveState
from ticketing.models.people import Person
from ticketing.models.swaps import Cover
from ticketing.work import Work, expect_version


@dataclass(frozen=True)
class SickCall:
    """Somebody rang in ill: from which day to which, and when the call came."""

    person_code: str
    first_on: date
    last_on: date
    phoned_at: datetime
    reason: str = ""


def decide(work: Work, leave_id: int, approved: bool, why: str = "", version: int | None = None) -> Leave:
    """Approve or refuse. Refusing says why; approving opens a gap for every published shift of its days.

    Raises `Forbidden` (`own_request`; `beyond_rank` for a lead and more than three days), `NotFound`,
    `Invalid` (`reason_needed`), `Conflict` (`leave_decided`).
    """
    leave = work.get(Leave, leave_id)
    person = leave.person
    work.require(Permission.LEAVE_DECIDE, Target(owner_id=person.id, team_id=person.team_id))
    if person.id == work.actor.id:
        raise Forbidden("own_request", permission=Permission.LEAVE_DECIDE.value)
    if leave.days > LEAD_DAYS and Role.SUPERVISOR not in work.actor.roles and not work.actor.is_system:
        raise Forbidden("beyond_rank", permission=Permission.LEAVE_DECIDE.value, most_days=LEAD_DAYS)
    expect_version(leave, version)
    if not approved and not why.strip():
        raise Invalid("reason_needed", errors={"why": "required"})
    state = LeaveState.APPROVED if approved else LeaveState.REFUSED
    leave.decide(state, work.actor.id, work.now, why.strip() or leave.decision)
    if approved:
        _open_gaps(work, leave)
    _tell(work, leave)
    audit.record(work, "leave_decided", f"leave:{leave.id}", state=state.value, why=why)
    return leave


def report_sick(work: Work, call: SickCall) -> tuple[Leave, Sequence[Cover]]:
    """A leader writes down a sick call: leave that counts at once, and a gap for each published shift of its days.

    Raises what `ask` raises, and `Forbidden` (`own_request`) for oneself.
    """
    wish = LeaveWish(
        LeaveKind.SICK, call.first_on, call.last_on, call.reason, phoned_at=call.phoned_at, person_code=call.person_code
    )
    work.require(Permission.LEAVE_DECIDE)
    own = work.session.scalar(sa.select(Person.id).filter_by(code=call.person_code, active=True))
    if own is not None and own == work.actor.id:
        raise Forbidden("own_request", permission=Permission.LEAVE_DECIDE.value)
    leave = ask(work, wish)
    leave.decide(LeaveState.APPROVED, work.actor.id, work.now, "")
    covers = _open_gaps(work, leave)
    _tell(work, leave)
    return leave, covers


def _open_gaps(work: Work, leave: Leave) -> Sequence[Cover]:
    if leave.kind is LeaveKind.ERRAND:
        return []
    return swaps.open_gaps(work, leave)


def _tell(work: Work, leave: Leave) -> None:
    params = {"kind": leave.kind.value, "first_on": leave.first_on.isoformat(), "state": leave.state.value}
    tell(work, [leave.person_id], "leave_decided", f"leave:{leave.id}:{leave.state.value}", params)
    work.record(LeaveMoved(leave.id, leave.person_id, leave.state.value))
