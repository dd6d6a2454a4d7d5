"""Which sheets must wait: until their day is closed, until it is put right, until their parts are made."""

from collections.abc import Iterator
from datetime import date

from sqlalchemy.orm import Session

from ticketing.queries import reports
from ticketing.reports.catalogue import CATALOGUE
from ticketing.reports.day_close import BAD, KEY
from ticketing.reports.day_close import held_back as dimensions_of
from ticketing.reports.periods import Grain, span_around

_DAILY = {key: entry for key, entry in CATALOGUE.items() if entry.nightly and entry.grain is Grain.DAY and key != KEY}
_WRONG = {"rows": [{"state": BAD}]}


def held_back(session: Session, since: date) -> list[tuple[str, date]]:
    """(sheet, first day) of every run from `since` on that is not to be made yet. Two statements."""
    return [*_by_their_day(session, since), *_by_their_parts(session, since)]


def failing(session: Session, since: date) -> list[tuple[date, frozenset[str]]]:
    """The closed days that were not in order, with the dimensions whose sheets wait, oldest first. One statement."""
    found = reports.doubtful(session, KEY, since, _WRONG)
    return [(day, dimensions_of(content["rows"])) for day, state, content in found if state == "done"]


def _by_their_day(session: Session, since: date) -> Iterator[tuple[str, date]]:
    for day, state, content in reports.doubtful(session, KEY, since, _WRONG):
        wanting = None if state in reports.UNMADE else dimensions_of(content["rows"])
        yield from ((key, day) for key, entry in _DAILY.items() if wanting is None or entry.dimensions & wanting)


def _by_their_parts(session: Session, since: date) -> Iterator[tuple[str, date]]:
    """A month is summed up of its days: it comes after the last of them."""
    for key, entry in CATALOGUE.items():
        if entry.sums_up:
            days = reports.unmade(session, entry.sums_up, span_around(since, entry.grain)[0])
            yield from {(key, span_around(day, entry.grain)[0]) for day in days}
