"""Keep duties that go round, draw whose turn it is, and hand a turn to somebody else."""

from dataclasses import dataclass
from datetime import date
from typing import Any

import sqlalchemy as sa

from ticketing.actions import audit
from ticketing.actions.roster_notices import tell
from ticketing.domain.duties import Turn, share_out
from ticketing.domain.permissions import Permission, Target
from ticketing.domain.roster import days_between
from ticketing.errors import Conflict, Invalid, NotFound
from ticketing.models.duties import Duty, DutyTurn
from ticketing.models.people import Person, Team
from ticketing.queries import duties as looks
from ticketing.work import Work, expect_version

#: Turns are drawn for so many days at once.
MOST_DAYS = 92


@dataclass(frozen=True)
class DutyWish:
    """`team` by code, null for everybody; `weekdays` from 0 (Monday); `each`: how many a day."""

    name: str
    name_en: str = ""
    team: str | None = None
    each: int = 1
    weekdays: tuple[int, ...] = (0, 1, 2, 3, 4, 5, 6)
    answers: bool = False
    active: bool = True
    version: int | None = None


def keep(work: Work, code: str, wish: DutyWish) -> Duty:
    """A duty, made or changed. Raises `Invalid` (`unknown_team`), `Conflict` (`stale_version`)."""
    work.require(Permission.ROSTER_EDIT)
    team = _team(work, wish.team)
    _may(work, team.id if team else None)
    duty = work.session.scalar(sa.select(Duty).filter_by(code=code).with_for_update(of=Duty))
    if duty is None:
        duty = work.add(Duty(code=code, name=wish.name, version=0))
    else:
        _may(work, duty.team_id)
    expect_version(duty, wish.version)
    for name in ("name", "name_en", "each", "answers", "active"):
        setattr(duty, name, getattr(wish, name))
    duty.team, duty.weekdays = team, sorted(set(wish.weekdays))
    audit.record(work, "duty_kept", f"duty:{code}", name=wish.name, each=wish.each, answers=wish.answers)
    return duty


def draw(work: Work, code: str, first: date, last: date) -> list[DutyTurn]:
    """Turns for the days from `first` (today at the earliest) to `last`, among those whose published shift is then.

    What a person put there stays while they are on shift; the rest is drawn afresh. Whoever gets a turn, or another
    one, is told. Raises `NotFound`, `Invalid` (`bad_range`).
    """
    duty = _held(work, code)
    if not work.centre.day_of(work.now) <= first <= last or (last - first).days >= MOST_DAYS:
        raise Invalid("bad_range", errors={"last_on": last.isoformat()})
    there = looks.here(work.session, duty, first, last)
    known = work.session.scalars(
        sa.select(DutyTurn).where(DutyTurn.duty_id == duty.id, DutyTurn.on_day.between(first, last))
    ).all()
    had = {(one.on_day, one.person_id): one for one in known}
    kept = {place: one for place, one in had.items() if one.by_hand and one.person_id in there.get(one.on_day, ())}
    drawn = _drawn(work, duty, first, last, there, set(kept))
    for place, one in had.items():
        if place not in kept and place not in drawn:
            work.session.delete(one)
    rows = [
        had.get(place) or work.add(DutyTurn(duty_id=duty.id, on_day=place[0], person_id=place[1])) for place in drawn
    ]
    for place in drawn - had.keys():
        _tell(work, duty, *place)
    duty.version += 1
    audit.record(work, "duty_drawn", f"duty:{code}", first=first.isoformat(), last=last.isoformat(), turns=len(rows))
    return [*kept.values(), *rows]


def _drawn(
    work: Work, duty: Duty, first: date, last: date, there: dict[date, set[int]], kept: set[tuple[date, int]]
) -> set[tuple[date, int]]:
    """The turns beside those that stay, which count as had."""
    before = [*looks.before(work.session, duty, first), *(Turn(*place) for place in kept)]
    found: list[Turn] = []
    for day in (one for one in days_between(first, last) if one.weekday() in duty.weekdays):
        stay = {person_id for on_day, person_id in kept if on_day == day}
        here = {day: there.get(day, set()) - stay}
        found += share_out([day], here, [*before, *found], max(duty.each - len(stay), 0))
    return {(one.on_day, one.person_id) for one in found}


def hand(work: Work, turn_id: int, version: int | None, person_code: str) -> DutyTurn:
    """Somebody else takes a turn that is not over. Raises `NotFound`, `Conflict` (`no_shift_then`, `turn_taken`)."""
    turn = work.get(DutyTurn, turn_id)
    duty = work.get(Duty, turn.duty_id)
    _may(work, duty.team_id)
    expect_version(turn, version)
    person = work.session.scalar(sa.select(Person).filter_by(code=person_code, active=True))
    if person is None:
        raise NotFound(what="person")
    if turn.on_day < work.centre.day_of(work.now):
        raise Invalid("bad_range", errors={"on_day": turn.on_day.isoformat()})
    if person.id not in looks.here(work.session, duty, turn.on_day, turn.on_day).get(turn.on_day, ()):
        raise Conflict("no_shift_then", person=person_code, on_day=turn.on_day.isoformat(), field="person")
    taken = sa.select(DutyTurn.id).filter_by(duty_id=duty.id, on_day=turn.on_day, person_id=person.id)
    if work.session.scalar(taken) is not None:
        raise Conflict("turn_taken", person=person_code, on_day=turn.on_day.isoformat(), field="person")
    before = turn.person_id
    turn.person_id, turn.by_hand = person.id, True
    _tell(work, duty, turn.on_day, person.id)
    audit.record(
        work, "duty_handed", f"duty:{duty.code}", on_day=turn.on_day.isoformat(), before=before, after=person.id
    )
    return turn


def _held(work: Work, code: str) -> Duty:
    work.require(Permission.ROSTER_EDIT)
    duty = work.session.scalar(sa.select(Duty).filter_by(code=code).with_for_update(of=Duty))
    if duty is None:
        raise NotFound(what="duty")
    _may(work, duty.team_id)
    return duty


def _may(work: Work, team_id: int | None) -> None:
    """A lead keeps the own team's duties; those of everybody are for whoever publishes rosters."""
    if team_id is None:
        work.require(Permission.ROSTER_PUBLISH)
    else:
        work.require(Permission.ROSTER_EDIT, Target(team_id=team_id))


def _team(work: Work, code: str | None) -> Team | None:
    if code is None:
        return None
    team = work.session.scalar(sa.select(Team).filter_by(code=code))
    if team is None:
        raise Invalid("unknown_team", errors={"team": code})
    return team


def _tell(work: Work, duty: Duty, on_day: date, person_id: int) -> None:
    params: dict[str, Any] = {"name": duty.name, "name_en": duty.name_en, "on_day": on_day.isoformat()}
    tell(work, [person_id], "duty_turn", f"duty:{duty.id}:{on_day}:{person_id}", params)
