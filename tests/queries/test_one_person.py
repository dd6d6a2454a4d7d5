"""Where a person has several names, an own number, a figure and a tried rule are of the person and of no phone."""

from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

import pytest
import sqlalchemy as sa

from tests.actions.test_timelines import NOON, assign, people, settled, take
from ticketing import db
from ticketing.clock import FrozenClock
from ticketing.domain.alerts import AlertMetric, Rule
from ticketing.domain.instants import micros
from ticketing.models.people import Person
from ticketing.queries.alerts import history
from ticketing.queries.board import numbers, topics
from ticketing.queries.figures import Span, agent_report

__all__ = ["people"]

# Two phones of one person: the desk is logged in early, the mobile later; a call on each, and lunch on both.
TWO_PHONES = (
    "0|NONE|q|desk|ADDMEMBER|",
    "60|NONE|q|mobile|ADDMEMBER|",
    "100|1.1|q|NONE|ENTERQUEUE||139|1",
    "110|1.1|q|desk|CONNECT|10|1.2|4",
    "170|1.1|q|desk|COMPLETECALLER|10|60|1",
    "200|2.1|q|mobile|RINGNOANSWER|9000",
    "300|3.1|q|NONE|ENTERQUEUE||138|1",
    "310|3.1|q|mobile|CONNECT|10|3.2|4",
    "340|3.1|q|mobile|COMPLETEAGENT|10|30|1",
    "400|NONE|q|desk|PAUSE|lunch",
    "401|NONE|q|mobile|PAUSE|lunch",
    "1000|NONE|q|desk|UNPAUSE|",
    "1001|NONE|q|mobile|UNPAUSE|",
    "2000|NONE|q|desk|REMOVEMEMBER|",
    "2001|NONE|q|mobile|REMOVEMEMBER|",
)


@pytest.fixture
def li(people: dict[str, int]) -> int:
    take(*TWO_PHONES)
    for name in ("desk", "mobile"):
        assign(name, people["li"])
    settled()
    return people["li"]


def look() -> tuple[dict[str, Any], dict[str, Any]]:
    """The row of the agent's own numbers, and the figures of the same business day."""
    with db.reading() as session:
        seen = topics.look_at(session, db.centre(), NOON.replace(hour=7))
        person = session.scalars(sa.select(Person).filter_by(login="li")).one()
        (row,) = numbers.rows(seen, [person.id])
        span = Span(*seen.day_us, ZoneInfo("Asia/Shanghai"), "day", seen.now_us)
        return dict(row.row or {}), agent_report(session, span, {person.id: "li"}).total["li"]


def test_an_agents_own_numbers_are_those_of_the_statistics(li: int) -> None:
    row, figures = look()
    assert (row["answered"], row["missed"], row["outbound"]) == (2, 1, 0)
    assert [row[name] for name in ("answered", "missed", "outbound", "occupancy_pct")] == [
        figures[name] for name in ("answered", "rna", "outbound", "occupancy_pct")
    ]
    assert (row["talk_avg_s"], row["acw_avg_s"]) == (round(figures["att_s"]), round(figures["avg_acw_s"])) == (45, 20)
    # 90 s of talk and twice 20 s of wrap-up, of 2,001 s on line less 600 s of lunch and what it rang.
    busy = 90 + 40
    assert figures["login_s"] == 2001
    assert row["occupancy_pct"] == round(100 * busy / (busy + figures["ready_s"]), 2)


def test_a_rule_that_is_tried_out_is_told_once_of_somebody_with_two_phones(li: int, clock: FrozenClock) -> None:
    rule = Rule(metric=AlertMetric.PAUSE_S, warn=300)
    assert [would.who for would in tried(rule)] == ["li"]
    assert [would.who for would in tried(Rule(metric=AlertMetric.TALK_S, warn=40))] == ["li"]
    assert [would.who for would in tried(Rule(metric=AlertMetric.RNA_ROW, warn=1))] == ["li"]
    assert tried(Rule(metric=AlertMetric.PAUSE_S, warn=700)) == []


def test_names_that_mean_nobody_are_told_of_by_themselves(people: dict[str, int]) -> None:
    take(*TWO_PHONES)
    assert sorted(would.who for would in tried(Rule(metric=AlertMetric.PAUSE_S, warn=300))) == ["desk", "mobile"]


def tried(rule: Rule) -> list[history.Would]:
    day = datetime(2026, 3, 2, tzinfo=ZoneInfo("Asia/Shanghai"))
    with db.reading() as session:
        return history.would_have(session, rule, (micros(day), micros(day) + 86_400_000_000))
