"""What agents say they are doing, what they will do after the call, and what a lead makes them do."""

import sqlalchemy as sa

from ticketing.actions import handovers, notices
from ticketing.actions.codes import by_code
from ticketing.actions.control import mirror
from ticketing.actions.presence import break_line
from ticketing.actions.presence.timelines import mark
from ticketing.domain.console import NEED_REASON, ConsoleWord
from ticketing.domain.events import ConsoleStateChanged, NextStateBooked
from ticketing.domain.instants import micros
from ticketing.domain.permissions import Permission, Target
from ticketing.errors import Conflict, Invalid
from ticketing.models.people import Person
from ticketing.models.presence import ConsoleState, ConsoleStateChange
from ticketing.queries import presence
from ticketing.work import Work


def say(work: Work, state: ConsoleWord, reason: str = "") -> ConsoleState:
    """The actor's own state. `on_a_call` while one is under way: book it instead; `handover_missing` for who goes home
    with something in hand and has not said what, `breaks_full` where too many are away already."""
    work.require(Permission.OWN_STATE)
    person = work.get(Person, work.actor.id)
    work.require(Permission.OWN_STATE, Target(owner_id=person.id))
    if presence.is_on_a_call(work.session, person.id, work.now):
        raise Conflict("on_a_call")
    if state is ConsoleWord.OFFLINE:
        handovers.expect_filed(work, person.id)
    if state is ConsoleWord.BREAK:
        break_line.expect_place(work, person.id, reason)
    return move(work, person, state, reason)


def force(work: Work, code: str, state: ConsoleWord, why: str, reason: str = "") -> ConsoleState:
    """Put somebody else into a state; they are told by whom and why."""
    work.require(Permission.AGENT_STATE_FORCE)
    person = by_code(work, code)
    work.require(Permission.AGENT_STATE_FORCE, Target(team_id=person.team_id))
    if not why.strip():
        raise Invalid("reason_missing", field="force_reason")
    if state is ConsoleWord.OFFLINE:
        handovers.leave_without(work, person.id)
    row = move(work, person, state, reason, forced=why)
    params: notices.Params = {"state": state.value, "by": work.actor.name, "why": why}
    notices.tell(work, person.id, "forced_state", f"forced:{person.id}:{row.version}", notices.Subject(), params)
    return row


def book(work: Work, state: ConsoleWord | None, reason: str = "") -> ConsoleState:
    """What the actor will do after the call; None takes it back."""
    work.require(Permission.OWN_STATE)
    person = work.get(Person, work.actor.id)
    work.require(Permission.OWN_STATE, Target(owner_id=person.id))
    _require_reason(state, reason)
    row = _row(work, person.id)
    if (row.next_state, row.next_reason or "") != (state, reason if state else ""):
        row.book(state, reason)
        work.record(NextStateBooked(person.id, state))
    return row


def call_ended(work: Work, person_id: int) -> None:
    """The call is over: what was booked for now begins."""
    row = _find(work, person_id)
    if row is not None and row.next_state is not None:
        move(work, work.get(Person, person_id), ConsoleWord(row.next_state), row.next_reason or "")


def move(work: Work, person: Person, state: ConsoleWord, reason: str, forced: str | None = None) -> ConsoleState:
    """Take the state, whoever decided it; saying again what holds already changes nothing and tells nobody."""
    _require_reason(state, reason)
    row = _row(work, person.id)
    if forced is None and (row.state, row.reason, row.forced_by) == (state, reason, None) and row.next_state is None:
        return row
    row.take(state, reason, work.now)
    if forced is not None:
        row.force(work.actor.id, forced)
    by_id = None if work.actor.id == person.id else work.actor.id
    work.session.add(ConsoleStateChange(person_id=person.id, state=state, reason=reason, by_id=by_id, at=work.now))
    work.record(ConsoleStateChanged(person.id, state, reason, by_id))
    mark(work.session, [(person.id, micros(work.now))])
    mirror(work, person, row)
    return row


def _row(work: Work, person_id: int) -> ConsoleState:
    """Where the person stands; somebody who never said anything is offline."""
    found = _find(work, person_id)
    return found or work.add(ConsoleState(person_id=person_id, state=ConsoleWord.OFFLINE, since=work.now, version=0))


def _find(work: Work, person_id: int) -> ConsoleState | None:
    return work.session.scalar(sa.select(ConsoleState).filter_by(person_id=person_id).with_for_update())


def _require_reason(state: ConsoleWord | None, reason: str) -> None:
    if state in NEED_REASON and not reason.strip():
        raise Invalid("reason_missing", field="reason")
