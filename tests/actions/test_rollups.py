"""Roll-ups: they say what their visits say, before and after days are settled, whatever is told late."""

import random
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
import sqlalchemy as sa
from flask import Flask

from ticketing import db
from ticketing.actions import calls
from ticketing.bare import bare_app
from ticketing.clock import FrozenClock
from ticketing.config import Config
from ticketing.domain.actors import SYSTEM
from ticketing.domain.instants import micros
from ticketing.domain.tickets import TicketKind
from ticketing.models.people import Person
from ticketing.models.queues import Queue
from ticketing.models.rollups import AgentRollup, AgentSpan, QueueRollup, QueueSpan, SettledSpan
from ticketing.models.telephony import AgentAlias, Pbx, PbxSource, SourceKind
from ticketing.queries.figures import Span, agent_report, queue_report
from ticketing.queries.figures.queue_view import Asked
from ticketing.queries.verify_rollups import differences
from ticketing.telephony import ingest

ZONE = ZoneInfo("America/New_York")
#: Two days around the night when clocks go back there: the first has 25 hours.
FIRST, DAYS = datetime(2025, 11, 2, 4, tzinfo=UTC), 2
NOW = datetime(2025, 12, 3, tzinfo=UTC)


def log(seed: int, calls_made: int = 120) -> list[str]:
    """Calls at any time of two days: answered, abandoned, timed out, in talk for hours, with pauses in between."""
    draw = random.Random(seed)
    lines = [(0, f"k|{queue}|Li|ADDMEMBER|") for queue in ("q", "p")]
    for number in range(calls_made):
        at, queue, wait = draw.randrange(60, DAYS * 86_400), draw.choice("qp"), draw.choice((1, 4, 7, 20, 21, 77, 700))
        lines.append((at, f"c{number}|{queue}|NONE|ENTERQUEUE||1390000{number:04}|1"))
        match draw.randrange(4):
            case 0:
                lines.append((at + wait, f"c{number}|{queue}|NONE|ABANDON|1|1|{wait}"))
            case 1:
                lines.append((at + wait, f"c{number}|{queue}|NONE|EXITWITHTIMEOUT|1|1|{wait}"))
            case _:
                talk = draw.choice((3, 90, 4000))
                lines.append((at + wait, f"c{number}|{queue}|Li|CONNECT|{wait}|m{number}|{min(wait, 9)}"))
                lines.append((at + wait + talk, f"c{number}|{queue}|Li|COMPLETECALLER|{wait}|{talk}|1"))
    for number in range(20):
        at = draw.randrange(60, DAYS * 86_400)
        lines.append((at, "NONE|NONE|Li|PAUSEALL|午餐"))
        lines += [(at, f"NONE|{queue}|Li|PAUSE|午餐") for queue in "qp"]
        lines += [(at + 700, f"NONE|{queue}|Li|UNPAUSE|") for queue in "qp"]
        lines.append((at + 5, f"c{number}|q|Li|RINGNOANSWER|{draw.choice((0, 1000, 9000))}"))
    start = int(FIRST.timestamp())
    return [f"{start + at}|{line}" for at, line in sorted(lines, key=lambda one: one[0])]


@pytest.fixture
def app(config: Config, clock: FrozenClock) -> Iterator[Flask]:
    clock.at = NOW
    app = bare_app(config, clock)
    with app.app_context():
        yield app
        db.db.session.remove()
        db.db.engine.dispose()


@pytest.fixture
def source(app: Flask) -> int:
    with db.begin(SYSTEM) as work:
        work.add(Queue(code="q", name="q", kind=TicketKind.INQUIRY, wrapup_s=10))
        work.add(Queue(code="p", name="p", kind=TicketKind.INQUIRY, sl_threshold_s=7, wrapup_s=5))
        pbx = work.add(Pbx(code="pbx1", name="pbx1", timezone=ZONE.key))
        work.add(Person(login="li", code="8001", name="李", password_hash="-", roles=["agent"], created_at=NOW))
        return work.add(PbxSource(pbx_id=pbx.id, name="log", kind=SourceKind.HTTP)).id


def take(source: int, lines: list[str]) -> None:
    ingest.take(source, ingest.hear_texts(lines, ingest.now_us()))


def settle_all() -> int:
    done = 0
    while True:
        with db.begin(SYSTEM) as work:
            more = calls.settle(work)
        if not more:
            return done
        done += more


def map_li() -> int:
    with db.begin(SYSTEM) as work:
        alias = work.session.scalars(sa.select(AgentAlias).filter_by(raw_name="Li")).one()
        person = work.session.scalars(sa.select(Person)).one()
        calls.map_alias(work, alias.id, person.id)
        return person.id


def span(interval: str, zone: ZoneInfo = ZONE, shift_s: int = 0) -> Span:
    start = FIRST + timedelta(seconds=shift_s)
    return Span(micros(start), micros(FIRST + timedelta(days=DAYS)), zone, interval, micros(NOW))


def pictures(interval: str, zone: ZoneInfo = ZONE, shift_s: int = 0) -> list[object]:
    """Everything that can be asked of queues and agents, by every bucket and of the whole."""
    what = span(interval, zone, shift_s)
    with db.reading() as session:
        queues = queue_report(session, what, Asked())
    with db.reading() as session:
        people = {row.id: row.code or "" for row in session.scalars(sa.select(Person))}
        agents = agent_report(session, what, people)
    return [queues, agents]


def differing() -> list[str]:
    with db.reading() as session:
        return differences(session)


@pytest.mark.parametrize("seed", range(3))
def test_settled_days_and_months_say_what_the_quarters_say(source: int, seed: int) -> None:
    take(source, log(seed))
    map_li()
    asked = [(interval, zone) for interval in ("day", "month", "hour") for zone in (ZONE, ZoneInfo("Asia/Kathmandu"))]
    before = [pictures(*one) for one in asked] + [pictures("day", ZONE, 61)]
    assert settle_all() > 0
    assert [pictures(*one) for one in asked] + [pictures("day", ZONE, 61)] == before
    assert differing() == []


def test_a_day_has_25_hours_and_the_repeated_one_comes_twice(source: int) -> None:
    take(source, log(1))
    settle_all()
    with db.reading() as session:
        hours = queue_report(session, span("hour"), Asked()).buckets
    with db.reading() as session:
        days = queue_report(session, span("day"), Asked())
    names = [bucket["name"] for bucket in hours]
    assert names[1:3] == ["2025-11-02T01:00:00-04:00", "2025-11-02T01:00:00-05:00"]
    first = [bucket["queues"]["q"]["offered"] for bucket in hours[:25]]
    assert sum(first) == days.buckets[0]["queues"]["q"]["offered"] > 0


def test_what_is_told_late_takes_the_word_settled_away_from_its_day_and_month(source: int) -> None:
    lines = log(2)
    late = lines.pop(91)
    assert "ABANDON" in late
    take(source, lines)
    map_li()
    settle_all()
    with db.reading() as session:
        settled = session.scalar(
            sa.select(sa.func.count()).select_from(SettledSpan).where(SettledSpan.zone == ZONE.key)
        )
    take(source, [late])
    assert differing() == []
    with db.reading() as session:
        left = session.scalar(sa.select(sa.func.count()).select_from(SettledSpan).where(SettledSpan.zone == ZONE.key))
    assert (left or 0) < (settled or 0)
    open_ = pictures("month")
    assert settle_all() > 0
    assert pictures("month") == open_
    assert differing() == []


def test_pieces_in_any_order_leave_the_rollups_of_one_reading(source: int) -> None:
    lines = log(3, 60)
    pieces = [lines[start : start + 20] for start in range(0, len(lines), 20)]
    random.Random(3).shuffle(pieces)
    for piece in pieces:
        take(source, piece)
        assert differing() == []


def test_a_name_that_is_mapped_later_brings_its_past_along(source: int) -> None:
    take(source, log(4))
    settle_all()
    person_id = map_li()
    assert differing() == []
    with db.reading() as session:
        assert set(session.scalars(sa.select(AgentRollup.person_id))) == {person_id}
    open_ = pictures("day")
    settle_all()
    assert pictures("day") == open_
    with db.reading() as session:
        assert session.scalar(sa.select(sa.func.count()).select_from(AgentSpan)) or 0 > 0


def test_rollups_of_an_older_way_of_counting_are_made_anew(source: int) -> None:
    take(source, log(5))
    with db.begin(SYSTEM) as work:
        work.session.execute(sa.delete(QueueRollup))
        work.session.execute(sa.update(AgentRollup).values(answered=99))
        work.session.execute(sa.update(Pbx).values(figures_version=0))
    assert differing()
    with db.begin(SYSTEM) as work:
        calls.catch_up(work)
    assert differing() == []


def test_a_rollup_changed_by_hand_is_named(source: int) -> None:
    take(source, log(6))
    settle_all()
    with db.begin(SYSTEM) as work:
        first = work.session.scalars(sa.select(QueueRollup).limit(1)).one()
        first.talk_us += 1
        work.session.execute(sa.update(QueueSpan).values(offered=QueueSpan.offered + 1))
    found = differing()
    assert any(line.startswith("pbx1: queue_rollups: 1 different") for line in found)
    assert any(line.startswith("queue_spans:") for line in found)
