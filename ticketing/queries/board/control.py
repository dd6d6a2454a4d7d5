"""Rows `me` / `control` and `me` / `command:<id>`: what may be asked of the phone, and what came of what was asked."""

from collections.abc import Collection, Iterator

import sqlalchemy as sa

from ticketing.domain.control import RULES
from ticketing.models.control import PbxCommand
from ticketing.models.people import Person
from ticketing.queries import control as looks
from ticketing.queries.board.change import Change, Look, Row, stamp

# How many of somebody's latest commands are shown; one more may have been shown just before.
SHOWN = 8


def of_people(look: Look, people: Collection[int] | None = None) -> Iterator[Change]:
    """For each feature null, or the obstacle in the way (domain.control), for these people or all who may log in."""
    asked = sa.select(Person.id, Person.extension)
    rows = look.session.execute(asked.where(Person.active if people is None else Person.id.in_(people))).all()
    lines = looks.lines_of(look.session, [person_id for person_id, _ in rows])
    for person_id, phone in rows:
        found = looks.obstacles(lines[person_id], phone)
        row = {feature.value: why.value if why else None for feature, why in found.items()}
        yield look.row(f"me:{person_id}", "control", row)


def commands(look: Look, ids: Collection[int]) -> Iterator[Change]:
    """The latest commands of whoever asked for these; what is no longer among them is gone."""
    people = set(look.session.scalars(sa.select(PbxCommand.asked_by).where(PbxCommand.id.in_(ids))))
    yield from commands_of(look, people)


def commands_of(look: Look, people: Collection[int]) -> Iterator[Change]:
    """The latest commands of these people."""
    newest = sa.func.row_number().over(partition_by=PbxCommand.asked_by, order_by=PbxCommand.id.desc()).label("n")
    ranked = sa.select(PbxCommand.id, newest).where(PbxCommand.asked_by.in_(people)).subquery()
    rows = look.session.execute(
        sa.select(PbxCommand, Person.code, ranked.c.n)
        .join(ranked, ranked.c.id == PbxCommand.id)
        .join(Person, Person.id == PbxCommand.person_id)
        .where(ranked.c.n <= 2 * SHOWN)
    )
    for command, code, place in rows:
        topic, id_ = f"me:{command.asked_by}", f"command:{command.id}"
        yield look.row(topic, id_, row_of(command, code)) if place <= SHOWN else look.gone(topic, id_)


def row_of(command: PbxCommand, code: str | None) -> Row:
    """As the console and the API show it: `state` is open until it is done, refused, expired or lost."""
    return {
        "id": command.id,
        "act": command.act.value,
        "feature": RULES[command.act].feature.value,
        "state": "open" if command.is_open else command.state.value,
        "result": command.result,
        "message": command.message,
        "target": command.target,
        "agent": code,
        "at": stamp(command.asked_at),
        "expires_at": stamp(command.expires_at),
    }
