"""Screens that hold a snapshot and apply rows, beside what a fresh reading would show."""

from collections.abc import Iterable, Sequence
from typing import Any

import orjson
import sqlalchemy as sa

from realtime.board import Board
from realtime.topics import Topic
from realtime.touched import EVERYTHING
from tests import arranged
from tests.board.swing import Swing
from ticketing.api import live_rows, live_schemas
from ticketing.db import begin, centre, reading
from ticketing.domain.actors import SYSTEM
from ticketing.journal import JournalEntry
from ticketing.queries.board.change import Change
from ticketing.queries.board.topics import look_at, of_people
from ticketing.queries.board.views import ME, TICKET

# Rows that move with the minutes or are owed to the next tick, not to an event (realtime/board.py).
BY_TICK = frozenset({"trend:60", "numbers"})


Fresh = dict[str, list[Change]]


class Screens:
    """One screen per topic."""

    def __init__(self, swing: Swing) -> None:
        self.swing = swing
        self.board = Board(centre())
        self.topics = {name: Topic(name) for name in swing.topics()}
        self.show(*arranged.once("the screens in full swing", self.read))

    def show(self, v: int, fresh: Fresh) -> None:
        for name, topic in self.topics.items():
            topic.replace(fresh[name], v)

    def read(self) -> tuple[int, Fresh]:
        """The version of a fresh reading, and all that stands in each topic; of people in one go, as for many pages."""
        with reading() as session:
            look = look_at(session, centre(), self.swing.desk.clock.now())
            fresh: Fresh = {name: [] for name in self.topics}
            for row in of_people(look, [int(name.removeprefix(ME)) for name in self.topics if name.startswith(ME)]):
                if row.topic in fresh:
                    fresh[row.topic].append(row)
            others = {name: live_rows.whole(look, name) for name in self.topics if not name.startswith(ME)}
            return look.v, fresh | others

    def read_by_one(self) -> dict[str, list[Change]]:
        """What stands in the topics of people, each read for itself."""
        with reading() as session:
            look = look_at(session, centre(), self.swing.desk.clock.now())
            return {name: live_rows.whole(look, name) for name in self.topics if name.startswith(ME)}

    def carried(self) -> list[Change]:
        """The rows after everything that the journal has not told yet; each change as it looks after the wire."""
        entries = self.undelivered()
        with reading() as session:
            rows = self.board.rows_after(session, [entry.event for entry in entries], self.swing.desk.clock.now())
        if any(isinstance(entry.event, EVERYTHING) for entry in entries):
            self.show(*self.read())
        self.deliver(entries)
        assert ill_formed(rows) == {}
        return rows

    def tick(self) -> list[Change]:
        """What a thorough tick publishes."""
        with reading() as session:
            rows = self.board.tick(session, self.swing.desk.clock.now(), thorough=True)
        self.board.said(rows)
        return rows

    def undelivered(self) -> Sequence[JournalEntry]:
        with reading() as session:
            waiting = sa.select(JournalEntry).where(JournalEntry.delivered_at.is_(None)).order_by(JournalEntry.id)
            return session.scalars(waiting).all()

    def deliver(self, entries: Sequence[JournalEntry]) -> None:
        with begin(SYSTEM) as work:
            ids = [entry.id for entry in entries]
            work.session.execute(sa.update(JournalEntry).where(JournalEntry.id.in_(ids)).values(delivered_at=work.now))

    def apply(self, rows: Sequence[Change]) -> None:
        for row in rows:
            if row.topic in self.topics:
                self.topics[row.topic].put(row)

    def differences(self, ignored: frozenset[str] = BY_TICK) -> dict[str, Any]:
        """What the screens show and a fresh reading does not, or the other way round: {topic/id: (shown, fresh)}."""
        wrong = {}
        everything = self.read()[1]
        for name, topic in self.topics.items():
            shown = seen(row for row in topic.rows.values() if row.row is not None)
            fresh = seen(everything[name])
            for id_ in shown.keys() | fresh.keys():
                if id_ not in ignored and shown.get(id_) != fresh.get(id_):
                    wrong[f"{name}/{id_}"] = (shown.get(id_), fresh.get(id_))
        return wrong


def ill_formed(rows: Iterable[Change]) -> dict[str, Any]:
    """What of these rows is not as their schemas say, by topic and id; rows of tickets are bodies of the API."""
    found = {}
    for row in rows:
        if row.row is not None and not row.topic.startswith(TICKET):
            wrong = live_schemas.wrongs(row.topic, row.id, orjson.loads(orjson.dumps(row.row)))
            found |= {f"{row.topic}/{row.id}": wrong} if wrong else {}
    return found


def seen(rows: Iterable[Change]) -> dict[str, Any]:
    """Row id → what a listener sees of it."""
    return {row.id: _seen(row) for row in rows}


def _seen(row: Change) -> Any:
    """What a listener sees of a row: its content and for whom it is, without its version."""
    if row.row is None:
        return None
    return orjson.loads(orjson.dumps([row.row, [[one.owner_id, one.team_id, one.queue_id] for one in row.audience]]))
