"""Whole topics, read afresh: what a snapshot holds."""

from collections.abc import Callable, Collection, Iterable
from datetime import datetime

from sqlalchemy.orm import Session

from ticketing.domain.centre import Centre
from ticketing.models.system import BOARD_VERSION
from ticketing.queries.board import (
    agents,
    alerts,
    calls,
    control,
    desk,
    figures,
    keeping,
    numbers,
    people,
    queues,
    roster,
    work,
)
from ticketing.queries.board.change import Change, Look
from ticketing.queries.board.views import ME

Rows = Iterable[Change]


def look_at(session: Session, centre: Centre, now: datetime) -> Look:
    """A reading that begins now: its version is taken before anything is read."""
    return Look(session, now, centre, session.scalar(BOARD_VERSION) or 0)


def whole(look: Look, topic: str) -> list[Change]:
    """Everything that stands in a topic, read afresh; tickets are in api/live_rows.py."""
    rows = {(row.topic, row.id): row for reader in _readers_of(topic) for row in reader(look) if row.topic == topic}
    return [row for row in rows.values() if row.row is not None]


def of_people(look: Look, ids: Collection[int]) -> list[Change]:
    """The topics `me:<id>` of all these people in one go."""
    rows = {(row.topic, row.id): row for reader in PERSON_READERS for row in reader(look, ids)}
    return [row for row in rows.values() if row.row is not None and row.topic.startswith(ME)]


def _readers_of(topic: str) -> list[Callable[[Look], Rows]]:
    kind, _, name = topic.partition(":")
    match kind:
        case "wallboard" | "floor":
            return [_of_boards]
        case keeping.TOPIC:
            return [keeping.rows]
        case "desk":
            return [desk.rows]
        case "work":
            return [work.callbacks, work.tickets, work.escalations, work.orders]
        case "me":
            return [_of_person(reader, int(name)) for reader in PERSON_READERS]
        case "shift":
            return [lambda look: roster.cells_of_topic(look, topic), lambda look: roster.rosters_of_topic(look, topic)]
        case _:
            raise ValueError(f"no topic {topic!r}")


BOARD_READERS: list[Callable[[Look], Rows]] = [
    queues.rows,
    agents.of_people,
    agents.of_strangers,
    figures.sla_today,
    figures.trend,
    figures.callbacks_today,
    people.shift_now,
    alerts.of_rules,
    alerts.of_escalations,
    alerts.of_promises,
    alerts.of_links,
    alerts.of_states,
]
PERSON_READERS: list[Callable[[Look, Collection[int]], Rows]] = [
    agents.of_people,
    calls.rows,
    numbers.rows,
    people.own_shifts,
    keeping.rows,
    people.notices_of,
    control.of_people,
    control.commands_of,
]


def _of_boards(look: Look) -> Rows:
    """Of both boards, which one reading shows side by side."""
    return look.once("boards", lambda look: [row for reader in BOARD_READERS for row in reader(look)])


def _of_person(reader: Callable[[Look, Collection[int]], Rows], person_id: int) -> Callable[[Look], Rows]:
    return lambda look: reader(look, [person_id])
