"""File what one leaves to the next shift, take it over, tell the leader after ten minutes (seed 002, A4 and B13)."""

from datetime import datetime, timedelta

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import insert

from ticketing.actions import attendance, notices, timers
from ticketing.domain.callbacks import OPEN_CALLBACKS
from ticketing.domain.events import CallbackMoved, HandoverAccepted, HandoverFiled
from ticketing.domain.permissions import Permission, Target
from ticketing.errors import Conflict, Forbidden
from ticketing.models.callbacks import Callback
from ticketing.models.handovers import HandoverMiss, HandoverSheet
from ticketing.models.people import Person
from ticketing.queries import handovers, on_shift
from ticketing.work import Work

HANDOVER, HANDOVER_TIMER = "handover", "handover_unaccepted"
#: So long a sheet may wait before the leader of the shift is told.
WAITS = timedelta(minutes=10)
LEFT = "handover"


def file_sheet(work: Work, note: str) -> HandoverSheet:
    """The actor's sheet of the shift that ends: what was promised before they are back moves to the next shift.

    Raises `Conflict` (`no_shift_ends`, `handover_filed`).
    """
    work.require(Permission.OWN_STATE)
    person = work.get(Person, work.actor.id)
    end_at = handovers.ending(work.session, person.id, work.now)
    if end_at is None:
        raise Conflict("no_shift_ends")
    if handovers.sheet(work.session, person.id, end_at) is not None:
        raise Conflict("handover_filed")
    left = handovers.leaving(work.session, person.id, end_at, work.now)
    sheet = work.add(
        HandoverSheet(
            person_id=person.id, team_id=person.team_id, shift_end_at=end_at, note=note.strip(), items=left.items,
            filed_at=work.now,
        )
    )  # fmt: skip
    for item in left.items:
        if item["kind"] == "callback" and item["moves"]:
            _move(work, item["id"], None)
    _judge_again(work, person.id, end_at)
    timers.plan(work, timers.Owed(HANDOVER, sheet.id, HANDOVER_TIMER, work.now + WAITS))
    work.record(HandoverFiled(sheet.id, person.id))
    return sheet


def accept(work: Work, sheet_id: int) -> HandoverSheet:
    """Take it over: what moves is the actor's from now on.

    Raises `Forbidden` (`own_handover`), `Conflict` (`already_taken`) for who comes second.
    """
    work.require(Permission.HANDOVER_WORK)
    sheet = work.get(HandoverSheet, sheet_id)
    work.require(Permission.HANDOVER_WORK, Target(team_id=sheet.team_id))
    if sheet.person_id == work.actor.id:
        raise Forbidden("own_handover", permission=Permission.HANDOVER_WORK.value)
    if sheet.accepted_at is not None:
        raise Conflict("already_taken", by=sheet.accepted_by, at=sheet.accepted_at.isoformat())
    sheet.accepted_by, sheet.accepted_at = work.actor.id, work.now
    for item in sheet.items:
        if item["kind"] == "callback" and item["moves"]:
            _move(work, item["id"], work.actor.id)
    timers.void(work, HANDOVER, sheet.id)
    work.record(HandoverAccepted(sheet.id, sheet.person_id))
    return sheet


def unaccepted(work: Work, sheet: HandoverSheet) -> None:
    """Ten minutes and nobody has taken it over: whoever leads the shift is told, or who supervises, once."""
    if sheet.accepted_at is not None or sheet.told_at is not None:
        return
    sheet.told_at = work.now
    told = [one for one in handovers.leaders(work.session, sheet.team_id, work.now) if one != sheet.person_id]
    told = told or [one.id for one in on_shift.supervisors(work.session, work.now)]
    name = work.session.scalar(sa.select(Person.name).filter_by(id=sheet.person_id)) or ""
    for person_id in told:
        params: notices.Params = {"name": name, "count": len(sheet.items)}
        notices.tell(work, person_id, "handover_waits", f"handover:{sheet.id}", notices.Subject(), params)


def expect_filed(work: Work, person_id: int) -> None:
    """Refuse to go home with something in hand and no sheet: `handover_missing`, with how much of what there is.

    Whoever has nothing in hand leaves nothing behind; whoever is sent home by a lead goes without.
    """
    missing = handovers.missing(work.session, person_id, work.now)
    if missing is not None:
        raise Conflict("handover_missing", tickets=missing.tickets, callbacks=missing.callbacks)


def leave_without(work: Work, person_id: int) -> None:
    """Note that somebody goes home without the sheet that they owe; their day says so (`no_handover`). Nothing to note
    where nothing is owed; going twice is noted once."""
    missing = handovers.missing(work.session, person_id, work.now)
    if missing is None:
        return
    by_id = work.actor.id if work.actor.id != person_id else None
    values = {"person_id": person_id, "at": work.now, "by_id": by_id, **missing._asdict()}
    work.session.execute(insert(HandoverMiss).values(values).on_conflict_do_nothing())
    _judge_again(work, person_id, missing.shift_end_at)


def _judge_again(work: Work, person_id: int, end_at: datetime) -> None:
    """The day that a shift belongs to says whether its sheet is there."""
    attendance.mark_shifts(work, end_at - timedelta(seconds=1), end_at, [person_id], "handover")


def _move(work: Work, callback_id: int, to_id: int | None) -> None:
    """A promise that is still owed goes to another; one that somebody has taken up meanwhile stays where it is."""
    callback = work.session.get(Callback, callback_id, with_for_update=True)
    if callback is None or callback.state not in OPEN_CALLBACKS or callback.claimed_by is not None:
        return
    before = callback.owner_id or callback.moved_from_id or 0
    if to_id is not None and callback.owner_id is not None:
        return
    if callback.owner_id is not None:
        callback.hand_on(None, work.now)
    callback.owner_id = to_id
    callback.version += 1
    work.record(CallbackMoved(callback.ticket_id, callback.id, before, to_id, LEFT))
