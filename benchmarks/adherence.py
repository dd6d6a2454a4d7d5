"""Attendance and adherence of 200 agents: 35 days judged again, and everybody's adherence live.

    python -m benchmarks.adherence [agents] [days]

On a database of its own. Seconds of this process's CPU stand beside the wall's, because a machine may be shared.
Targets: 35 days of 200 agents <= 20 s in the background; adherence live, at 1 Hz, <= 5 % of a core. Live means what the
board's tick does each second: look for whose timeline was made further, and read the rows of those alone; the seconds
in between are counted in the browser. Everybody changes state every 45 s, a third in the middle of a call.
"""

import sys
import tempfile
import time
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import sqlalchemy as sa
from sqlalchemy.orm import Session

from ticketing.actions.attendance import mark, settle
from ticketing.bare import bare_app
from ticketing.config import Config
from ticketing.db import begin, centre, db, now, reading
from ticketing.domain.actors import SYSTEM
from ticketing.domain.instants import micros
from ticketing.embedded.running import running_postgres, running_redis
from ticketing.models import Base
from ticketing.models.people import Person, Team
from ticketing.models.shifts import Roster, Shift
from ticketing.queries.board import keeping
from ticketing.queries.board.topics import look_at

STATES = ("ready", "ringing", "talking", "acw")
SHIFT_S, SLICES = 8 * 3_600, 160
#: So many seconds are ticked through, and so often does everybody change.
TICKS, EVERY_S = 60, 45
SECOND_US = 1_000_000

SPEND = sa.text(
    "INSERT INTO person_slices (person_id, start_us, end_us, state, reason, queue, online)"
    " SELECT p, :from_us + n * CAST(:step AS bigint), :from_us + (n + 1) * CAST(:step AS bigint),"
    " (CAST(:states AS text[]))[n % 4 + 1], '', '', true"
    " FROM unnest(CAST(:people AS bigint[])) p, generate_series(0, :last) n"
)
END = sa.text("UPDATE person_slices SET end_us = :at_us WHERE person_id = ANY(:people) AND end_us IS NULL")
CHANGE = sa.text(
    "INSERT INTO person_slices (person_id, start_us, state, reason, queue, online)"
    " SELECT p, :at_us, 'ready', '', '', true FROM unnest(CAST(:people AS bigint[])) p"
)
Cell = tuple[int, date]


def main(agents: int = 200, days: int = 35) -> None:
    with tempfile.TemporaryDirectory(prefix="rexian-bench-", ignore_cleanup_errors=True) as folder:
        data_dir = Path(folder)
        data_dir.chmod(0o711)
        with running_postgres(data_dir) as database_url, running_redis(data_dir) as redis_url:
            config = Config(env="bench", database_url=database_url, redis_url=redis_url)
            with bare_app(config).app_context():
                cells = _fill(agents, days)
                _again(cells)
                _live(sorted({who for who, _ in cells}))
                db.engine.dispose()


def _again(cells: list[Cell]) -> None:
    """Judge every day again, as after a changed schedule."""
    with begin(SYSTEM) as work:
        mark(work.session, cells, "schedule")
    wall, cpu, looked = time.perf_counter(), time.process_time(), 0
    while found := _settled():
        looked += found
    wall, cpu = time.perf_counter() - wall, time.process_time() - cpu
    print(f"{looked} days judged again in {wall:.1f} s, {cpu:.1f} s of them this process's CPU (target 20 s)")


def _settled() -> int:
    with begin(SYSTEM) as work:
        return settle(work)


def _live(people: list[int]) -> None:
    """A minute of ticks with what changes in each, beside what reading everybody would cost."""
    at = now()
    with reading() as session:
        last = keeping.newest(session)
    spent = told = 0.0
    for second in range(TICKS):
        then = at + timedelta(seconds=second)
        moved = [who for place, who in enumerate(people) if place % EVERY_S == second % EVERY_S]
        with begin(SYSTEM) as work:
            asked = {"people": moved, "at_us": micros(then) - SECOND_US // 2}
            work.session.execute(END, asked)
            work.session.execute(CHANGE, asked)
        cpu = time.process_time()
        with reading() as session:
            changed, last = keeping.changed(session, last, then - timedelta(seconds=1), then)
            told += len(list(keeping.rows(look_at(session, centre(), then), changed)))
        spent += time.process_time() - cpu
    share, everybody = spent / TICKS, _everybody(at + timedelta(seconds=TICKS))
    print(
        f"{len(people)} agents live: {share * 1000:.1f} ms CPU a tick of {told / 2 / TICKS:.1f} who changed, "
        f"{share * 100:.2f} % of a core at 1 Hz (target 5 %); everybody afresh: {everybody * 1000:.0f} ms, "
        f"{everybody / share:.0f} times as much"
    )


def _everybody(then: datetime) -> float:
    cpu = time.process_time()
    with reading() as session:
        for _ in keeping.rows(look_at(session, centre(), then)):
            pass
    return time.process_time() - cpu


def _fill(agents: int, days: int) -> list[Cell]:
    with db.engine.begin() as connection:
        Base.metadata.create_all(connection)
    with begin(SYSTEM) as work:
        team = work.add(Team(code="bench", name="bench"))
        roster = work.add(Roster(team_id=team.id, week_on=work.now.date()))
        people = [_person(number, work.now) for number in range(agents)]
        work.session.add_all(people)
        work.session.flush()
        ids = [person.id for person in people]
        for back in range(days):
            _day(work.session, roster.id, ids, work.now - timedelta(days=back, seconds=SHIFT_S // 2))
        rows = work.session.execute(sa.select(Shift.person_id, Shift.on_day))
        cells = [(who, on_day) for who, on_day in rows]
        # What today still brings has not happened.
        at_us = {"at_us": micros(work.now)}
        work.session.execute(sa.text("DELETE FROM person_slices WHERE start_us >= :at_us"), at_us)
        work.session.execute(sa.text("UPDATE person_slices SET end_us = NULL WHERE end_us > :at_us"), at_us)
    with db.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        connection.execute(sa.text("VACUUM ANALYZE"))
    return cells


def _person(number: int, at: datetime) -> Person:
    word = f"b{number}"
    return Person(login=word, code=word, name=word, password_hash="", roles=["agent"], created_at=at)


def _day(session: Session, roster_id: int, people: list[int], start: datetime) -> None:
    """One shift of everybody and the states in it; today's is half over."""
    end, on_day = start + timedelta(seconds=SHIFT_S), start.astimezone(UTC).date()
    shift = {"roster_id": roster_id, "on_day": on_day, "published_start_at": start, "published_end_at": end}
    session.execute(sa.insert(Shift), [{**shift, "person_id": person} for person in people])
    step = SHIFT_S * SECOND_US // SLICES
    asked = {"people": people, "from_us": micros(start), "step": step, "last": SLICES - 1, "states": list(STATES)}
    session.execute(SPEND, asked)


if __name__ == "__main__":
    main(*(int(word) for word in sys.argv[1:]))
