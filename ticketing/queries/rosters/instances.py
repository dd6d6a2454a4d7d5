"""What a generation is drawn up from, out of the tables: people, demand by the kind of day, past, leave, locks."""

from dataclasses import replace
from datetime import date

from sqlalchemy.orm import Session

from ticketing.domain.centre import Centre
from ticketing.domain.roster.instance import Instance
from ticketing.models.roster_runs import RosterRun
from ticketing.queries.rosters.plans import Wanted, plan
from ticketing.queries.rosters.sites import known_years, place_of


def instance_of(session: Session, run: RosterRun, centre: Centre) -> Instance:
    """The instance of a run; a year whose holidays are unknown goes by the weekdays, and says so."""
    place = place_of(session, run.team_ids[0], centre)
    read = plan(session, place, Wanted(run.first_on, run.last_on))
    within = [cell for cell in read.cells if run.first_on <= cell.on_day <= run.last_on]
    templates = list(read.templates.values())
    found = Instance(
        run.first_on,
        run.last_on,
        list(read.members.values()),
        templates,
        {(day, one.code): one.wanted(read.kind(day)) for day in read.days() for one in templates if one.working},
        place.rules,
        past=[cell for cell in read.cells if cell.on_day < run.first_on],
        away=read.away,
        fixed=[cell for cell in within if cell.locked],
        kinds=read.kinds,
        unknown_holidays=not _years(run.first_on, run.last_on) <= known_years(session),
    )
    if run.repair_days is None:
        return found
    return replace(found, present={(cell.person, cell.on_day): cell.template for cell in within})


def _years(first: date, last: date) -> set[int]:
    return set(range(first.year, last.year + 1))
