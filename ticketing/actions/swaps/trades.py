"""Two people exchange a shift: offered, accepted, approved by a leader; judged by the rules at each step."""

from dataclasses import dataclass
from datetime import date

import sqlalchemy as sa

from ticketing.actions import audit, timers
from ticketing.actions.roster_notices import deciders, tell
from ticketing.actions.swaps.republishing import Change, breaks, documents, republish
from ticketing.domain.events import SwapMoved
from ticketing.domain.permissions import Permission, Target
from ticketing.domain.roster import Cell
from ticketing.errors import Conflict, Forbidden, Invalid, NotFound
from ticketing.models.people import Person
from ticketing.models.shifts import Shift, ShiftTemplate
from ticketing.models.swaps import Swap, SwapState
from ticketing.work import Work, expect_version

SWAP, SWAP_TIMER = "swap", "swap_expires"


@dataclass(frozen=True)
class SwapWish:
    """One's own `from_day` for `to_code`'s `to_day`; without `to_day` the shift is given away."""

    from_day: date
    to_code: str
    to_day: date | None = None
    note: str = ""


def offer(work: Work, wish: SwapWish) -> Swap:
    """Offer somebody an exchange of published shifts that have not begun.

    Raises `NotFound`, `Invalid` (`with_oneself`, `no_shift`), `Conflict` (`shift_begun`, `swap_illegal`, `swap_open`).
    """
    work.require(Permission.LEAVE_ASK)
    giver, taker = _person(work, work.actor.id), _by_code(work, wish.to_code)
    if giver.id == taker.id:
        raise Invalid("with_oneself")
    mine = _shift(work, giver, wish.from_day)
    theirs = _shift(work, taker, wish.to_day) if wish.to_day else None
    _not_open(work, giver, wish.from_day)
    swap = Swap(
        from_id=giver.id,
        from_day=wish.from_day,
        to_id=taker.id,
        to_day=wish.to_day,
        from_seen=mine.version,
        to_seen=theirs.version if theirs else None,
        note=wish.note,
        offered_at=work.now,
    )
    swap.from_person, swap.to_person = giver, taker
    _legal(work, swap, mine, theirs)
    work.add(swap)
    begins = [shift.published_start_at for shift in (mine, theirs) if shift and shift.published_start_at]
    timers.plan(work, timers.Owed(SWAP, swap.id, SWAP_TIMER, min(begins)))
    _told(work, swap, [taker.id], "swap_offered")
    return swap


def accept(work: Work, swap_id: int, version: int | None = None) -> Swap:
    """Say yes as the one who was asked; a leader decides next. Raises `NotFound`, `Conflict` (`swap_over`, …)."""
    work.require(Permission.LEAVE_ASK)
    swap = work.get(Swap, swap_id)
    if swap.to_id != work.actor.id:
        raise NotFound(what="swap")
    expect_version(swap, version)
    mine, theirs = _seen(work, swap)
    _legal(work, swap, mine, theirs)
    swap.move(SwapState.ACCEPTED, out_of=SwapState.OFFERED)
    swap.answered_at = work.now
    people = {*deciders(work, swap.from_person)} - {swap.to_id}
    _told(work, swap, [*people, swap.from_id], "swap_accepted")
    return swap


def decide(work: Work, swap_id: int, approved: bool, why: str = "", version: int | None = None) -> Swap:
    """Approve or refuse what both agreed to; approved, both weeks are published with it.

    Raises `Forbidden` (`own_request`), `NotFound`, `Invalid` (`reason_needed`), `Conflict`: `swap_over`, `swap_void`
    when a cell changed since the offer, `swap_illegal` with the rules that it would break by now.
    """
    swap = work.get(Swap, swap_id)
    work.require(Permission.LEAVE_DECIDE, Target(owner_id=swap.from_id, team_id=swap.from_person.team_id))
    if work.actor.id in (swap.from_id, swap.to_id):
        raise Forbidden("own_request", permission=Permission.LEAVE_DECIDE.value)
    expect_version(swap, version)
    if not approved and not why.strip():
        raise Invalid("reason_needed", errors={"why": "required"})
    swap.move(SwapState.APPROVED if approved else SwapState.REFUSED, out_of=SwapState.ACCEPTED)
    if approved:
        _carry_out(work, swap)
    swap.decided_at, swap.decided_by, swap.decision = work.now, work.actor.id, why.strip()
    _told(work, swap, [swap.from_id, swap.to_id], "swap_decided")
    audit.record(work, "swap_decided", f"swap:{swap.id}", state=swap.state.value, why=why)
    return swap


def withdraw(work: Work, swap_id: int) -> Swap:
    """Take one's own offer back, or say no to one that one was made."""
    work.require(Permission.LEAVE_ASK)
    swap = work.get(Swap, swap_id)
    if work.actor.id not in (swap.from_id, swap.to_id):
        raise NotFound(what="swap")
    own = swap.from_id == work.actor.id
    swap.move(SwapState.CANCELLED if own else SwapState.REFUSED)
    swap.version += 1
    _told(work, swap, [swap.to_id if own else swap.from_id], "swap_decided")
    return swap


def expire(work: Work, swap: Swap) -> None:
    """The first of the two shifts begins and nobody has decided: nothing changes hands any more."""
    if swap.is_open:
        swap.move(SwapState.EXPIRED)
        swap.version += 1
        _told(work, swap, [swap.from_id, swap.to_id], "swap_decided")


def _carry_out(work: Work, swap: Swap) -> None:
    mine, theirs = _seen(work, swap)
    _legal(work, swap, mine, theirs)
    giver, taker = swap.from_person, swap.to_person
    mine_template, mine_leads = _template(work, mine), mine.published_is_leader
    changes = [Change(giver, swap.from_day, None), Change(taker, swap.from_day, mine_template, mine_leads)]
    if theirs is not None and swap.to_day is not None:
        # On one day they simply change places; on two each takes the other's and leaves the own.
        template, leads = _template(work, theirs), theirs.published_is_leader
        there = Change(giver, swap.to_day, template, leads)
        same_day = swap.to_day == swap.from_day
        changes = [there, changes[1]] if same_day else [*changes, there, Change(taker, swap.to_day, None)]
    republish(work, changes, "swap", f"{giver.name} ⇄ {taker.name}")


def _legal(work: Work, swap: Swap, mine: Shift, theirs: Shift | None) -> None:
    """Both must be able to work what they get. Raises `Conflict` (`swap_illegal`)."""
    giver, taker = swap.from_person.code or "", swap.to_person.code or ""
    cells = {
        (giver, swap.from_day): Cell(giver, swap.from_day, None),
        (taker, swap.from_day): _cell(work, taker, mine),
    }
    if theirs is not None and swap.to_day is not None:
        if swap.to_day != swap.from_day:
            cells[taker, swap.to_day] = Cell(taker, swap.to_day, None)
        cells[giver, swap.to_day] = _cell(work, giver, theirs)
    freed = {(giver, swap.from_day), (taker, swap.to_day or date.min)}
    found = breaks(work, swap.from_person.team_id, list(cells.values()), freed)
    if found:
        raise Conflict("swap_illegal", findings=documents(found))


def _seen(work: Work, swap: Swap) -> tuple[Shift, Shift | None]:
    """Both cells, unchanged since the offer; otherwise the swap is void. Raises `Conflict` (`swap_void`)."""
    mine = _shift(work, swap.from_person, swap.from_day)
    theirs = _shift(work, swap.to_person, swap.to_day) if swap.to_day else None
    if mine.version != swap.from_seen or (theirs is not None and theirs.version != swap.to_seen):
        raise Conflict("swap_void", from_day=swap.from_day.isoformat())
    return mine, theirs


def _shift(work: Work, person: Person, day: date) -> Shift:
    shift = work.session.scalar(
        sa.select(Shift)
        .where(Shift.person_id == person.id, Shift.on_day == day, Shift.published_start_at.is_not(None))
        .with_for_update()
    )
    if shift is None:
        raise Invalid("no_shift", person=person.code, on_day=day.isoformat())
    if shift.published_start_at is not None and shift.published_start_at <= work.now:
        raise Conflict("shift_begun", person=person.code, on_day=day.isoformat())
    return shift


def _cell(work: Work, person: str, shift: Shift) -> Cell:
    code = _template(work, shift).code
    return Cell(person, shift.on_day, code, shift.published_start_at, shift.published_end_at)


def _template(work: Work, shift: Shift) -> ShiftTemplate:
    return work.session.get_one(ShiftTemplate, shift.published_template_id)


def _not_open(work: Work, giver: Person, day: date) -> None:
    states = (SwapState.OFFERED, SwapState.ACCEPTED)
    query = sa.select(Swap.id).where(Swap.from_id == giver.id, Swap.from_day == day, Swap.state.in_(states))
    if work.session.scalar(query) is not None:
        raise Conflict("swap_open", on_day=day.isoformat())


def _person(work: Work, person_id: int | None) -> Person:
    return work.session.scalars(sa.select(Person).where(Person.id == person_id)).one()


def _by_code(work: Work, code: str) -> Person:
    person = work.session.scalar(sa.select(Person).filter_by(code=code, active=True))
    if person is None:
        raise NotFound(what="person")
    return person


def _told(work: Work, swap: Swap, people: list[int], kind: str) -> None:
    work.session.flush()
    params = {
        "name": swap.from_person.name,
        "other": swap.to_person.name,
        "on_day": swap.from_day.isoformat(),
        "state": swap.state.value,
    }
    tell(work, people, kind, f"swap:{swap.id}:{swap.state.value}", params)
    work.record(SwapMoved(swap.id, swap.from_id, swap.to_id, swap.state.value))
