"""Rows `cell:<person code>:<date>` and `roster:<team code>` of the topics `shift:<date>`."""

from collections.abc import Collection, Iterator, Sequence
from datetime import date, datetime, timedelta
from typing import NamedTuple

import sqlalchemy as sa

from ticketing.domain.days import monday_of
from ticketing.domain.permissions import Target
from ticketing.domain.roster import Finding
from ticketing.models.people import Person, Team
from ticketing.models.shifts import Roster, Shift, ShiftTemplate
from ticketing.queries import rosters as plans
from ticketing.queries.board.change import Change, Look, Row, stamp
from ticketing.queries.board.people import days_of_topic, topics_of_day


class CellKey(NamedTuple):
    person_id: int
    on_day: date


class RosterKey(NamedTuple):
    team_id: int
    week_on: date


def cells(look: Look, keys: Collection[CellKey]) -> Iterator[Change]:
    """These cells in every topic that shows their day; a cell that was taken away is gone."""
    wanted = sa.tuple_(Shift.person_id, Shift.on_day).in_(list(keys))
    found = {(person_id, row["on_day"]): (row, audience) for person_id, row, audience in _read(look, wanted)}
    codes = _codes(look, {key.person_id for key in keys})
    for key in keys:
        id_ = f"cell:{codes.get(key.person_id)}:{key.on_day.isoformat()}"
        for topic in topics_of_day(key.on_day):
            row, audience = found.get((key.person_id, key.on_day.isoformat()), (None, ()))
            yield look.gone(topic, id_) if row is None else look.row(topic, id_, row, audience)


def cells_of_topic(look: Look, topic: str) -> Iterator[Change]:
    first, last = days_of_topic(topic)
    for _, row, audience in _read(look, Shift.on_day.between(first, last)):
        yield look.row(topic, f"cell:{row['person']}:{row['on_day']}", row, audience)


def rosters(look: Look, keys: Collection[RosterKey]) -> Iterator[Change]:
    """These teams' weeks, in the topic of the week and in those of its days."""
    wanted = sa.tuple_(Roster.team_id, Roster.week_on).in_(list(keys))
    rows = look.session.execute(sa.select(Roster, Team).join(Team).where(wanted)).all()
    found = {
        week: plans.findings(
            look.session, week, [team.id for roster, team in rows if roster.week_on == week], look.centre
        )
        for week in {roster.week_on for roster, _ in rows}
    }
    for roster, team in rows:
        row = _roster(roster, team, found[roster.week_on][team.id])
        for topic in [f"shift:{(roster.week_on + timedelta(days=n)).isoformat()}" for n in range(7)]:
            yield look.row(topic, f"roster:{team.code}", row, (Target(team_id=team.id),))


def rosters_of_topic(look: Look, topic: str) -> Iterator[Change]:
    week_on = monday_of(days_of_topic(topic)[0])
    keys = [RosterKey(team_id, week_on) for team_id in look.session.scalars(sa.select(Team.id))]
    yield from (row for row in rosters(look, keys) if row.topic == topic)


def weeks_of(look: Look, keys: Collection[CellKey]) -> set[RosterKey]:
    """The rosters that these cells belong to."""
    people = {key.person_id for key in keys}
    teams = look.session.execute(sa.select(Person.id, Person.team_id).where(Person.id.in_(people)))
    team_of = {person: team for person, team in teams if team is not None}
    return {RosterKey(team_of[key.person_id], monday_of(key.on_day)) for key in keys if key.person_id in team_of}


def keys_of_roster(look: Look, ids: Collection[int]) -> set[RosterKey]:
    rows = look.session.execute(sa.select(Roster.team_id, Roster.week_on).where(Roster.id.in_(ids)))
    return {RosterKey(*row) for row in rows}


def _read(look: Look, which: sa.ColumnElement[bool]) -> Iterator[tuple[int, Row, tuple[Target, ...]]]:
    """The cells as rows with their people's ids; days and instants are made into words where they stand."""
    codes = look.once("template_codes", _template_codes)
    people = look.once("people_of_cells", _people)
    rows = look.session.execute(sa.select(*_CELL).where(which).order_by(Shift.on_day, Shift.person_id))
    for person_id, template, told, *values in rows:
        if (person := people.get(person_id)) is not None:
            about, audience = person
            row = {**about, **dict(zip(_NAMES, values, strict=True))}
            row["template"], row["published_template"] = codes.get(template), codes.get(told)
            yield person_id, row, audience


# What is told is compared where it stands: four pairs of columns fewer to carry for each cell.
_TOLD = sa.and_(
    *(
        getattr(Shift, name).is_not_distinct_from(getattr(Shift, f"published_{name}"))
        for name in ("template_id", "start_at", "end_at", "is_leader")
    )
)


def _stamped(column: sa.orm.InstrumentedAttribute[datetime | None]) -> sa.ColumnElement[str]:
    """As `change.stamp` writes an instant."""
    return sa.func.to_char(sa.func.timezone("UTC", column), 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"')


_NAMES = ("on_day", "start_at", "end_at", "is_leader", "locked", "source", "changed", "version")
_CELL = (
    *(Shift.person_id, Shift.template_id, Shift.published_template_id, sa.cast(Shift.on_day, sa.Text)),
    *(_stamped(Shift.start_at), _stamped(Shift.end_at), Shift.is_leader, Shift.locked, Shift.source),
    *(sa.not_(_TOLD), Shift.version),
)


def _template_codes(look: Look) -> dict[int, str]:
    return {row.id: row.code for row in look.session.execute(sa.select(ShiftTemplate.id, ShiftTemplate.code))}


def _people(look: Look) -> dict[int, tuple[Row, tuple[Target, ...]]]:
    """What the cells of each say of their person, and who may see them."""
    rows = look.session.execute(
        sa.select(Person.id, Person.code, Person.name, Person.team_id, Team.code.label("team")).join(
            Team, Person.team_id == Team.id
        )
    )
    return {
        row.id: (
            {"person": row.code, "name": row.name, "team": row.team},
            (Target(owner_id=row.id, team_id=row.team_id),),
        )
        for row in rows
    }


def _roster(roster: Roster, team: Team, findings: Sequence[Finding]) -> Row:
    return {
        "team": team.code,
        "week_on": roster.week_on.isoformat(),
        "version": roster.version,
        "published_version": roster.published_version,
        "published_at": stamp(roster.published_at),
        "closed_at": stamp(roster.closed_at),
        "conflicts": [one.document() for one in findings],
    }


def _codes(look: Look, people: Collection[int]) -> dict[int, str | None]:
    rows = look.session.execute(sa.select(Person.id, Person.code).where(Person.id.in_(people)))
    return {row.id: row.code for row in rows}
