"""Gaps in a published roster: opened by leave or a sick call, offered to who fits, had by whoever says yes first."""

from collections.abc import Sequence
from datetime import timedelta

import sqlalchemy as sa

from ticketing.actions import timers
from ticketing.actions.roster_notices import deciders, tell
from ticketing.actions.swaps.republishing import Change, documents, published_plan, republish
from ticketing.domain.events import CoverMoved
from ticketing.domain.permissions import Permission, Target
from ticketing.domain.roster import Cell
from ticketing.domain.roster.candidates import Candidate, candidates
from ticketing.errors import Conflict, Forbidden
from ticketing.models.leaves import Leave
from ticketing.models.people import Person
from ticketing.models.shifts import Shift, ShiftTemplate
from ticketing.models.swaps import Cover, CoverState
from ticketing.work import Work

#: How far back steps into gaps count for whose turn it is.
LOOKS_BACK = timedelta(days=28)
MOST_ASKED = 20
COVER, COVER_TIMER = "cover", "cover_runs_out"


def open_gaps(work: Work, leave: Leave) -> Sequence[Cover]:
    """A gap for each shift of the leave's days that was published and is not over, taken off its person at once."""
    shifts = work.session.scalars(
        sa.select(Shift)
        .where(Shift.person_id == leave.person_id, Shift.on_day.between(leave.first_on, leave.last_on))
        .where(Shift.published_start_at.is_not(None), Shift.published_end_at > work.now)
        .order_by(Shift.on_day)
        .with_for_update()
    ).all()
    if not shifts:
        return []
    covers = [_open(work, leave, shift) for shift in shifts]
    taken = [Change(leave.person, shift.on_day, None) for shift in shifts]
    republish(work, taken, "leave", leave.kind.value)
    for cover in covers:
        _offer(work, cover)
    return covers


def take(work: Work, cover_id: int) -> Cover:
    """Say yes to a gap: the first who may have it has it, and it is published at once.

    Raises `NotFound`, `Conflict` (`cover_over`; `cover_illegal` with the rules it would break).
    """
    work.require(Permission.LEAVE_ASK)
    cover = work.get(Cover, cover_id)
    person = work.session.scalars(sa.select(Person).where(Person.id == work.actor.id)).one()
    if cover.state is not CoverState.OPEN:
        raise Conflict("cover_over", state=cover.state.value)
    _may(work, cover, person)
    cover.take(person.id, work.now)
    cover.version += 1
    republish(work, [Change(person, cover.on_day, cover.template, cover.is_leader)], "cover", cover.absent.name)
    params = {"name": person.name, "on_day": cover.on_day.isoformat(), "template": cover.template.code}
    tell(work, deciders(work, cover.absent), "cover_filled", f"cover:{cover.id}:filled", params)
    work.record(CoverMoved(cover.id, cover.state.value))
    return cover


def close_gap(work: Work, cover_id: int) -> Cover:
    """Leave a gap as it is. Raises `NotFound`, `Conflict` (`cover_over`)."""
    cover = work.get(Cover, cover_id)
    work.require(Permission.LEAVE_DECIDE, Target(team_id=cover.team_id))
    cover.close(work.now)
    cover.version += 1
    work.record(CoverMoved(cover.id, cover.state.value))
    return cover


def run_out(work: Work, cover: Cover) -> None:
    """The shift is over and nobody took it."""
    if cover.state is CoverState.OPEN:
        cover.close(work.now)
        cover.version += 1
        work.record(CoverMoved(cover.id, cover.state.value))


def ranked(work: Work, cover: Cover) -> list[Candidate]:
    """Everybody free that day at the site, whom no rule forbids it first, with hours and how often they stepped in."""
    plan, rules = published_plan(work, cover.team_id, [cover.on_day])
    since = work.now - LOOKS_BACK
    rows = work.session.execute(
        sa.select(Person.code, sa.func.count())
        .join(Cover, Cover.winner_id == Person.id)
        .where(Cover.ended_at >= since)
        .group_by(Person.code)
    )
    covers = {code or "": count for code, count in rows}
    return candidates(plan, rules, _cell(cover, cover.absent.code or ""), covers)


def _open(work: Work, leave: Leave, shift: Shift) -> Cover:
    template = work.session.get_one(ShiftTemplate, shift.published_template_id)
    return work.add(
        Cover(
            absent_id=leave.person_id,
            team_id=leave.person.team_id,
            on_day=shift.on_day,
            template_id=template.id,
            start_at=shift.published_start_at,
            end_at=shift.published_end_at,
            is_leader=shift.published_is_leader,
            leave_id=leave.id,
            opened_at=work.now,
        )
    )


def _offer(work: Work, cover: Cover) -> None:
    """Tell the leads that there is a gap and those who fit that they may have it."""
    work.session.refresh(cover)
    timers.plan(work, timers.Owed(COVER, cover.id, COVER_TIMER, cover.end_at))
    fitting = [one for one in ranked(work, cover) if one.fits][:MOST_ASKED]
    cover.asked = [{"person": one.person, "hours": one.hours, "covers": one.covers} for one in fitting]
    params = {"name": cover.absent.name, "on_day": cover.on_day.isoformat(), "template": cover.template.code}
    tell(work, deciders(work, cover.absent), "gap_opened", f"cover:{cover.id}:gap", params)
    ids = work.session.scalars(sa.select(Person.id).where(Person.code.in_([one.person for one in fitting])))
    tell(work, ids, "cover_wanted", f"cover:{cover.id}:wanted", params)
    work.record(CoverMoved(cover.id, cover.state.value))


def _may(work: Work, cover: Cover, person: Person) -> None:
    if person.id == cover.absent_id:
        raise Forbidden("own_request", permission=Permission.LEAVE_ASK.value)
    found = next((one for one in ranked(work, cover) if one.person == person.code), None)
    if found is None:
        # Of another site, on a shift already that day, or no leader where one is wanted.
        raise Conflict("cover_illegal", findings=[])
    if found.broken:
        raise Conflict("cover_illegal", findings=documents(found.broken))


def _cell(cover: Cover, person: str) -> Cell:
    return Cell(person, cover.on_day, cover.template.code, cover.start_at, cover.end_at, cover.is_leader)
