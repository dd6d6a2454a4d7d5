"""Have a roster drawn up: asked for, worked at beside the requests, cancelled, and put into the draft."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

import sqlalchemy as sa

from ticketing.actions import audit
from ticketing.actions.shifts.cells import CellWish, put, roster_of, shift_of
from ticketing.domain.events import RosterRunOwed, ShiftChanged
from ticketing.domain.permissions import Permission, Target
from ticketing.errors import Conflict, Invalid
from ticketing.models.people import Person, Team
from ticketing.models.roster_runs import RosterRun, RunState
from ticketing.models.shifts import Roster, ShiftTemplate
from ticketing.queries import rosters
from ticketing.work import Work

LONGEST_DAYS = 62
LEASE = timedelta(minutes=5)
MOST_ATTEMPTS = 3


@dataclass(frozen=True)
class RunWish:
    """Whose weeks (`team` by code: with all teams of its site), from which day to which, with which seed."""

    team: str
    first_on: date
    last_on: date
    seed: int = 7
    budget_s: int = 120
    #: Keep as much of the draft as possible: each changed cell costs.
    repair: bool = False


def ask(work: Work, wish: RunWish) -> RosterRun:
    """A roster that a worker draws up; the result is a draft and never published by itself.

    Raises `Invalid` (`unknown_team`, `bad_range`), `Conflict` (`run_open`) while one is drawn up for the same site.
    """
    team = work.session.scalar(sa.select(Team).filter_by(code=wish.team))
    if team is None:
        raise Invalid("unknown_team", errors={"team": wish.team})
    work.require(Permission.ROSTER_PUBLISH, Target(team_id=team.id))
    if not 0 <= (wish.last_on - wish.first_on).days < LONGEST_DAYS:
        raise Invalid("bad_range", errors={"last_on": "after the first day"}, most_days=LONGEST_DAYS)
    place = rosters.place_of(work.session, team.id, work.centre)
    scope = "teams:" + ",".join(map(str, place.team_ids))
    open_states = (RunState.OWED, RunState.RUNNING)
    if work.session.scalar(sa.select(RosterRun.id).filter_by(scope=scope).where(RosterRun.state.in_(open_states))):
        raise Conflict("run_open")
    run = work.add(
        RosterRun(
            scope=scope,
            team_ids=list(place.team_ids),
            first_on=wish.first_on,
            last_on=wish.last_on,
            seed=wish.seed,
            budget_s=wish.budget_s,
            repair_days=[] if wish.repair else None,
            asked_by=work.actor.id,
            asked_at=work.now,
            lease_until=work.now + LEASE,
        )
    )
    work.record(RosterRunOwed(run.id))
    audit.record(work, "roster_run_asked", f"roster_run:{run.id}", first=wish.first_on.isoformat())
    return run


def cancel(work: Work, run_id: int) -> RosterRun:
    """No more of it; a worker that has begun stops at its next look. Raises `NotFound`, `Conflict` (`run_over`)."""
    work.require(Permission.ROSTER_PUBLISH)
    run = work.get(RosterRun, run_id)
    if not run.is_open:
        raise Conflict("run_over", state=run.state.value)
    run.end(RunState.CANCELLED, work.now)
    return run


def begin(work: Work, run_id: int) -> bool:
    """Take a run up, once; False when it is over or somebody else's."""
    run = work.get(RosterRun, run_id)
    taken = run.state is RunState.RUNNING and run.lease_until is not None and run.lease_until > work.now
    if not run.is_open or taken:
        return False
    run.state, run.attempts, run.lease_until = RunState.RUNNING, run.attempts + 1, work.now + LEASE
    return True


def note(work: Work, run_id: int, progress: Mapping[str, Any]) -> bool:
    """How far it is; False when it should stop."""
    run = work.get(RosterRun, run_id)
    run.progress, run.lease_until = dict(progress), work.now + LEASE
    return run.is_open


def hand_out(work: Work) -> None:
    """Announce again what nobody works at; what failed three times is given up."""
    waiting = work.session.scalars(
        sa.select(RosterRun)
        .where(RosterRun.state.in_((RunState.OWED, RunState.RUNNING)), RosterRun.lease_until <= work.now)
        .with_for_update(skip_locked=True)
    )
    for run in waiting:
        if run.attempts >= MOST_ATTEMPTS:
            run.end(RunState.FAILED, work.now, "given up")
        else:
            run.lease_until = work.now + LEASE
            work.record(RosterRunOwed(run.id))


@dataclass(frozen=True)
class Outcome:
    """What a solver found: cells by (person code, day), who leads, and what is said about it."""

    cells: Mapping[tuple[str, date], str]
    leaders: frozenset[tuple[str, date]]
    score: dict[str, Any]
    shortages: list[Any]
    breaches: list[Any]
    digest: str
    #: What was asked, so that two runs can be told to have had the same question.
    question: str = ""


def finish(work: Work, run_id: int, outcome: Outcome, rest: str | None) -> int:
    """Put a found roster into the draft; locked cells and past days stay. Gives how many cells changed."""
    run = work.get(RosterRun, run_id)
    if not run.is_open:
        return 0
    run.score, run.shortages, run.breaches = outcome.score, outcome.shortages, outcome.breaches
    run.result_hash, run.input_hash = outcome.digest, outcome.question
    if outcome.cells:
        run.cells = _into_draft(work, run, outcome, rest)
    run.end(RunState.DONE, work.now)
    return run.cells


def fail(work: Work, run_id: int, error: str) -> None:
    work.get(RosterRun, run_id).end(RunState.FAILED, work.now, error)


def _into_draft(work: Work, run: RosterRun, outcome: Outcome, rest: str | None) -> int:
    query = sa.select(Person).where(Person.active, Person.code.is_not(None), Person.team_id.in_(run.team_ids))
    people: Sequence[Person] = work.session.scalars(query.order_by(Person.id)).all()
    templates = {row.code: row for row in work.session.scalars(sa.select(ShiftTemplate))}
    weeks: dict[tuple[int | None, date], Roster] = {}
    changed = 0
    for person in people:
        zone = rosters.place_of(work.session, person.team_id, work.centre).zone
        for n in range((run.last_on - run.first_on).days + 1):
            day = run.first_on + timedelta(days=n)
            key = (person.team_id, day - timedelta(days=day.weekday()))
            roster = weeks.get(key) or weeks.setdefault(key, roster_of(work, person.team_id, day))
            code = outcome.cells.get((person.code or "", day), rest)
            wish = CellWish(
                person.code or "", day, code, (person.code or "", day) in outcome.leaders, source="generated"
            )
            shift = shift_of(work, roster, person.id, day)
            template = templates.get(code or "")
            same = shift.template_id == (template.id if template else None) and shift.is_leader == wish.is_leader
            if shift.locked or same:
                continue
            shift.version += 1
            put(work, roster, shift, template, wish, zone)
            work.record(ShiftChanged(person.id, day.isoformat()))
            changed += 1
    return changed
