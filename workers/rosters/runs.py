"""The job that draws a roster up: read, count, solve while nothing is open, put into the draft."""

import time

import sqlalchemy as sa

from ticketing.actions import roster_runs
from ticketing.actions.roster_runs import Outcome
from ticketing.db import begin, centre, do, reading
from ticketing.domain.actors import SYSTEM
from ticketing.domain.roster.bounds import shortages
from ticketing.domain.roster.instance import Instance
from ticketing.domain.roster.proving import hard_breaches, locked_breaches, unkept
from ticketing.domain.roster.result import Solved, question
from ticketing.errors import Invalid, TicketingError
from ticketing.models.roster_runs import RosterRun
from ticketing.models.shifts import ShiftTemplate
from ticketing.queries.rosters.instances import instance_of
from workers.rosters.solving import Limits, solve

#: How often progress is written down and a cancellation looked for.
LOOKS_S = 2.0


def owe() -> None:
    """Offer the runs whose worker is gone."""
    with begin(SYSTEM) as work:
        roster_runs.hand_out(work)


def draw_up(run_id: int) -> None:
    """Draw a roster up; a refusal is noted, anything else is raised and tried again."""
    if not do(SYSTEM, lambda work: roster_runs.begin(work, run_id)):
        return
    try:
        with reading() as session:
            run = session.get_one(RosterRun, run_id)
            instance, limits = instance_of(session, run, centre()), Limits(float(run.budget_s), run.seed)
            rest = session.scalar(sa.select(ShiftTemplate.code).filter_by(working=False, active=True).limit(1))
        outcome = _outcome(instance, limits, run_id)
        do(SYSTEM, lambda work: roster_runs.finish(work, run_id, outcome, rest))
    except TicketingError as refusal:
        code = refusal.code
        do(SYSTEM, lambda work: roster_runs.fail(work, run_id, code))


def _outcome(instance: Instance, limits: Limits, run_id: int) -> Outcome:
    known = [one.document() for one in shortages(instance)]
    looked = [0.0]

    def watch(seconds: float, best: float, bound: float) -> bool:
        if time.monotonic() - looked[0] < LOOKS_S:
            return True
        looked[0] = time.monotonic()
        said = {"seconds": round(seconds, 1), "objective": _plain(best), "bound": _plain(bound)}
        return do(SYSTEM, lambda work: roster_runs.note(work, run_id, said))

    solved = solve(instance, limits, watch)
    breaches = list(solved.missed)
    if solved.state == "infeasible":
        breaches = [one.document() for one in locked_breaches(instance)]
    _proved(instance, solved)
    asked = question(instance, limits.seed)
    return Outcome(solved.cells, solved.leaders, _score(instance, solved), known, breaches, solved.digest, asked)


def _proved(instance: Instance, solved: Solved) -> None:
    """No roster goes into a draft whose hard rules were not confirmed without the solver's help."""
    if not solved.cells:
        return
    broken = [*hard_breaches(instance, solved.cells, solved.leaders), *unkept(instance, solved.cells)]
    if broken:
        raise Invalid("roster_unproved", findings=[one.document() for one in broken])


def _score(instance: Instance, solved: Solved) -> dict[str, object]:
    return {
        "state": solved.state,
        "objective": _plain(solved.objective),
        "bound": None if solved.bound is None else _plain(solved.bound),
        "gap": None if solved.gap is None else round(solved.gap, 4),
        "seconds": round(solved.seconds, 1),
        "unknown_holidays": instance.unknown_holidays,
    }


def _plain(value: float) -> float | None:
    """A figure that JSON knows; HiGHS says infinity where it has none yet."""
    return round(value, 2) if abs(value) < 1e15 else None
