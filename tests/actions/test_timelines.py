"""The one timeline of each person in the tables: mapped names, changed minds and late lines make it again."""

import random
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask

from ticketing import db
from ticketing.actions import calls, presence
from ticketing.actions.calls import Heard
from ticketing.clock import FrozenClock
from ticketing.domain.actors import SYSTEM, Actor, Role
from ticketing.domain.aliases import Period
from ticketing.domain.console import ConsoleWord
from ticketing.domain.signals import Signal
from ticketing.errors import Forbidden, Invalid, NotFound
from ticketing.models.people import Person
from ticketing.models.presence import PersonSession, PersonSlice, TimelineMark
from ticketing.models.queues import Queue
from ticketing.models.telephony import AgentAlias, Pbx, PbxSource, SourceKind
from ticketing.queries import agent_days, verify_presence
from ticketing.telephony.decode import decode
from ticketing.telephony.queue_log import parse

NOON = datetime(2026, 3, 2, 4, 0, tzinfo=UTC)
AT = int(NOON.timestamp())
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


@pytest.fixture
def people(app: Flask, clock: FrozenClock) -> dict[str, int]:
    """Two agents, and one phone system with one log."""
    clock.at = NOON + timedelta(hours=3)
    with db.begin(SYSTEM) as work:
        work.add(Queue(code="q", name="q", kind="inquiry", wrapup_s=20))
        pbx = work.add(Pbx(code="pbx1", name="pbx1"))
        work.add(PbxSource(pbx_id=pbx.id, name="log", kind=SourceKind.QUEUE_LOG))
        made = {}
        for login in ("li", "wang"):
            person = Person(login=login, code=login, name=login, password_hash="-", roles=["agent"], created_at=NOON)
            made[login] = work.add(person).id
        return made


def take(*lines: str, first: int = 0) -> None:
    """Lines like "10|1.1|q|NONE|ENTERQUEUE||…": seconds after noon, then the fields."""
    heard = []
    for offset, line in enumerate(lines, first):
        seconds, rest = line.split("|", 1)
        signal = parse(text := f"{AT + int(seconds)}|{rest}")
        assert isinstance(signal, Signal)
        heard.append(Heard(text, signal, None, 1, offset))
    db.do(SYSTEM, lambda work: calls.record(work, 1, heard, decode))


def assign(name: str, person_id: int | None, from_at: datetime = EPOCH, to_at: datetime | None = None) -> None:
    db.do(SYSTEM, lambda work: calls.assign(work, 1, name, Period(from_at, to_at, person_id)))


def settled() -> None:
    while db.do(SYSTEM, presence.settle):
        pass
    with db.reading() as session:
        assert session.scalar(sa.select(sa.func.count()).select_from(TimelineMark)) == 0


def states(person_id: int) -> list[tuple[int, str]]:
    with db.reading() as session:
        rows = session.scalars(sa.select(PersonSlice).filter_by(person_id=person_id).order_by(PersonSlice.start_us))
        return [(row.start_us // 1_000_000 - AT, f"{row.state}:{row.reason}".rstrip(":")) for row in rows]


def after(seconds: int) -> datetime:
    return NOON + timedelta(seconds=seconds)


DAY = (
    "0|NONE|q|SIP/8001|ADDMEMBER|",
    "10|1.1|q|NONE|ENTERQUEUE||139|1",
    "15|1.1|q|Li Na|CONNECT|5|1.2|4",
    "75|1.1|q|Li Na|COMPLETECALLER|5|60|1",
    "200|NONE|q|Li Na|PAUSE|午餐",
    "300|NONE|q|Li Na|UNPAUSE|",
    "400|NONE|q|SIP/8001|REMOVEMEMBER|",
)


def test_two_names_mapped_later_become_one_exclusive_timeline_without_reading_the_log_again(people: Any) -> None:
    take(*DAY)
    assert states(people["li"]) == []
    assign("SIP/8001", people["li"])
    assert states(people["li"]) == [(0, "ready"), (400, "offline")]
    assign("Li Na", people["li"])
    assert states(people["li"]) == [
        (0, "ready"), (11, "ringing"), (15, "talking"), (75, "acw"), (95, "ready"), (200, "paused:午餐"),
        (300, "ready"), (400, "offline"),
    ]  # fmt: skip


def test_a_desk_that_changed_hands_is_each_persons_for_their_time_and_can_be_put_right_later(people: Any) -> None:
    take(*DAY)
    for name in ("SIP/8001", "Li Na"):
        assign(name, people["li"])
        assign(name, people["wang"], after(150))
    assert states(people["li"]) == [
        (0, "ready"),
        (11, "ringing"),
        (15, "talking"),
        (75, "acw"),
        (95, "ready"),
        (150, "offline"),
    ]
    assert states(people["wang"]) == [(150, "ready"), (200, "paused:午餐"), (300, "ready"), (400, "offline")]
    for name in ("SIP/8001", "Li Na"):
        assign(name, people["li"], after(250))
        assign(name, None, after(80), after(150))
    assert states(people["wang"]) == [(150, "ready"), (200, "paused:午餐"), (250, "offline")]
    assert states(people["li"])[3:] == [
        (75, "acw"), (80, "offline"), (250, "paused:午餐"), (300, "ready"), (400, "offline")
    ]  # fmt: skip
    with db.reading() as session:
        rows = session.scalars(sa.select(AgentAlias).filter_by(raw_name="Li Na").order_by(AgentAlias.valid_from)).all()
    assert [row.valid_to for row in rows] == [*(row.valid_from for row in rows[1:]), None]
    assert [row.person_id for row in rows] == [people["li"], None, people["wang"], people["li"]]


def test_mapping_back_makes_one_period_of_what_was_cut(people: Any) -> None:
    take(*DAY)
    assign("Li Na", people["li"])
    assign("Li Na", people["wang"], after(100), after(200))
    assign("Li Na", people["li"], after(100), after(200))
    with db.reading() as session:
        rows = session.scalars(sa.select(AgentAlias).filter_by(raw_name="Li Na")).all()
    assert [(row.valid_from, row.valid_to, row.person_id) for row in rows] == [(EPOCH, None, people["li"])]
    assert states(people["wang"]) == []


def test_what_the_agent_says_at_the_console_is_in_their_timeline(people: Any, clock: FrozenClock) -> None:
    take(*DAY[:1])
    assign("SIP/8001", people["li"])
    actor = Actor(people["li"], frozenset({Role.AGENT}))
    for seconds, word, reason in ((50, ConsoleWord.BREAK, "小休"), (90, ConsoleWord.READY, "")):
        clock.at = after(seconds)
        db.do(actor, lambda work, word=word, reason=reason: presence.say(work, word, reason))
    settled()
    assert states(people["li"]) == [(0, "ready"), (50, "paused:小休"), (90, "ready")]


def test_who_may_not_map_names_may_not_and_a_period_must_lie_behind_us(people: Any) -> None:
    take(*DAY)
    nobody = Actor(people["li"], frozenset({Role.AGENT}))
    with pytest.raises(Forbidden):
        db.do(nobody, lambda work: calls.assign(work, 1, "Li Na", Period(EPOCH, None, people["li"])))
    with pytest.raises(Forbidden):
        db.do(nobody, presence.settle)
    with pytest.raises(Invalid):
        assign("Li Na", people["li"], NOON + timedelta(days=2))
    with pytest.raises(Invalid):
        assign("Li Na", people["li"], after(50), after(50))
    with pytest.raises(NotFound):
        assign("nobody", people["li"])
    with pytest.raises(NotFound):
        assign("Li Na", 999)


def test_a_history_of_months_is_made_again_in_stretches_and_comes_out_whole(people: Any) -> None:
    days = [f"{-day * 86400}|NONE|q|Li Na|{word}|" for day in range(120, 0, -3) for word in ("ADDMEMBER",)]
    ends = [f"{-day * 86400 + 3600}|NONE|q|Li Na|REMOVEMEMBER|" for day in range(120, 0, -3)]
    take(*(line for pair in zip(days, ends, strict=True) for line in pair))
    assign("Li Na", people["li"])
    settled()
    found = states(people["li"])
    assert [state for _, state in found] == ["ready", "offline"] * 40
    with db.reading() as session:
        rows = session.scalars(sa.select(PersonSlice).order_by(PersonSlice.start_us)).all()
    assert [row.end_us for row in rows] == [*(row.start_us for row in rows[1:]), None]


@pytest.mark.parametrize("seed", range(12))
def test_however_the_news_came_the_rows_are_those_made_at_one_go(people: Any, clock: FrozenClock, seed: int) -> None:
    """Batches, late lines, words at the console and changed mappings in any mixture against one making at the end."""
    dice = random.Random(seed)
    at, deeds = 0, 0
    names, logins = ["Li Na", "SIP/8001", "Wang"], sorted(people)
    take("0|NONE|q|Li Na|ADDMEMBER|", "0|NONE|q|SIP/8001|ADDMEMBER|", "0|NONE|p|Wang|ADDMEMBER|")
    for number in range(60):
        at += dice.randrange(1, 4_000)
        match dice.randrange(7):
            case 0:
                actor = Actor(people[logins[number % 2]], frozenset({Role.AGENT}))
                clock.at = after(at)
                word = dice.choice([ConsoleWord.READY, ConsoleWord.BUSY, ConsoleWord.WRAPUP, ConsoleWord.OFFLINE])
                db.do(actor, lambda work, word=word: presence.say(work, word))
            case 1:
                clock.at = after(at)
                who = people[dice.choice(logins)] if dice.random() < 0.8 else None
                assign(dice.choice(names), who, after(dice.randrange(at)))
            case 2:
                settled()
            case 3:
                deeds += 3
                name, call = dice.choice(names), f"{number}.1|{dice.choice('pq')}"
                take(
                    f"{at}|{call}|NONE|ENTERQUEUE||139|1",
                    f"{at + 5}|{call}|{name}|CONNECT|5|{number}.2|4",
                    f"{at + 65}|{call}|{name}|COMPLETEAGENT|5|60|1",
                    first=98 + deeds,
                )
            case _:
                word = dice.choice(["PAUSE|午餐", "UNPAUSE|", "ADDMEMBER|", "REMOVEMEMBER|", "RINGNOANSWER|3000"])
                deeds += 1
                when = at - dice.randrange(3_000) if dice.random() < 0.2 else at
                take(f"{max(when, 1)}|NONE|{dice.choice('pq')}|{dice.choice(names)}|{word}", first=100 + deeds)
    settled()
    with db.reading() as session:
        assert verify_presence.differences(session) == []
    found = {login: states(person_id) for login, person_id in people.items()}
    with db.begin(SYSTEM) as work:
        work.session.execute(sa.delete(PersonSlice))
        presence.mark(work.session, [(person_id, 0) for person_id in people.values()])
    settled()
    assert {login: states(person_id) for login, person_id in people.items()} == found
    assert any(found.values())


def test_a_row_that_says_something_else_is_found(people: Any) -> None:
    take(*DAY)
    assign("Li Na", people["li"])
    assign("SIP/8001", people["li"])
    with db.begin(SYSTEM) as work:
        work.session.execute(sa.update(PersonSlice).where(PersonSlice.state == "talking").values(state="hold"))
    with db.reading() as session:
        assert verify_presence.differences(session) == [f"person_slices: li differs from {after(15).isoformat()} on"]
    with db.begin(SYSTEM) as work:
        work.session.execute(sa.update(PersonSlice).where(PersonSlice.state == "hold").values(state="talking"))
        work.session.execute(sa.update(PersonSession).values(last_call_us=None))
    with db.reading() as session:
        assert verify_presence.differences(session) == [f"person_sessions: li differs from {after(0).isoformat()} on"]


def test_two_names_of_one_person_are_one_day_on_the_nightly_sheet(people: dict[str, int]) -> None:
    """The desk phone and the mobile are both on line for ten minutes: that is ten minutes and one sign-in."""
    take(
        "0|NONE|q|desk|ADDMEMBER|",
        "60|NONE|q|mobile|ADDMEMBER|",
        "600|NONE|q|desk|REMOVEMEMBER|",
        "660|NONE|q|mobile|REMOVEMEMBER|",
    )
    assign("desk", people["li"])
    assign("mobile", people["li"])
    settled()
    with db.reading() as session:
        spent = agent_days.time_spent(session, (AT - 3600) * 1_000_000, (AT + 3600) * 1_000_000)[people["li"]]
    assert (spent["login_s"], spent["ready_s"], spent["logins"]) == (660, 660, 1)
