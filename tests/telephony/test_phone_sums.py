"""What holds for every feed, not for the worked cases alone: P5 to P7 of the case file, in memory."""

from datetime import datetime
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.proofs import in_memory
from tests.telephony.phone_answers import WINDOW, answer, case, log_feed
from tests.telephony.phone_days import torn_days
from tests.telephony.phone_stories import BASE, torn_stories
from ticketing.domain.calls import Outcome, QueueRules, Visit
from ticketing.domain.metrics import (
    AgentTally,
    Bucket,
    QueueTally,
    days,
    hours,
    months,
    months_between,
    rolled_up,
    sums,
)
from ticketing.domain.presence import Slice
from ticketing.telephony.replay import fold_in_memory

pytestmark = pytest.mark.proof

#: Zones, each with a night in which its clocks are changed: days of 23, 24, 24.5 and 25 hours.
NIGHTS = {
    "Asia/Shanghai": "2025-03-10",
    "Asia/Kathmandu": "2025-03-10",
    "America/New_York": "2025-03-09",
    "Europe/Berlin": "2025-10-26",
    "Australia/Lord_Howe": "2025-04-06",
    "America/St_Johns": "2025-11-02",
}


@pytest.fixture(scope="module", autouse=True)
def _nights_are_what_they_are_said_to_be() -> None:
    lengths = set()
    for name, day in NIGHTS.items():
        (bucket,) = days(*_whole_day(name, day), ZoneInfo(name))
        lengths.add((bucket.end_us - bucket.start_us) // 1_800_000_000)
    assert lengths == {46, 48, 49, 50}


@in_memory()
@given(st.one_of(torn_stories(), torn_days()))
def test_p5_offered_is_the_sum_of_the_outcomes(lines: list[str]) -> None:
    given_answer = answer([log_feed(lines)])
    for figures in given_answer["queues"].values():
        assert figures["offered"] == sum(figures[outcome.value] for outcome in Outcome)
    for part in given_answer["hours"].values():
        for figures in part.values():
            assert figures["offered"] == sum(figures[outcome.value] for outcome in Outcome)
    inside = [v for v in given_answer["visits"] if WINDOW[0] <= v["enter_ts"] < WINDOW[1]]
    assert sum(figures["offered"] for figures in given_answer["queues"].values()) == len(inside)


@in_memory()
@given(st.one_of(torn_stories(), torn_days()))
def test_p6_an_agents_seconds_add_up_and_stay_inside_the_window(lines: list[str]) -> None:
    given_answer = answer([log_feed(lines)])
    for figures in given_answer["agents"].values():
        parts = [figures[name] for name in ("ready_s", "ringing_s", "talk_s", "acw_s")]
        spent = sum(parts) + sum(figures["pause_s"].values())
        assert abs(spent - figures["login_s"] - figures["outside_login_s"]) < 0.01
        assert min([*parts, figures["login_s"], figures["outside_login_s"]]) >= 0
        assert spent <= WINDOW[1] - WINDOW[0]


@in_memory()
@given(st.one_of(torn_stories(), torn_days()), st.sampled_from(sorted(NIGHTS)), st.integers(-2, 26))
def test_p7_hours_add_up_to_days_days_to_months_and_those_to_the_whole(lines: list[str], name: str, hour: int) -> None:
    """Calls and people's time alike, in nights of 23 to 25 hours."""
    zone, night = ZoneInfo(name), _whole_day(name, NIGHTS[name])
    folded = fold_in_memory(case([log_feed(_moved(lines, night[0] // 1_000_000 + hour * 3600 - BASE))]))
    folded.now_us = night[1] + 86_400_000_000
    bounds = (night[0] - 86_400_000_000, night[1] + 86_400_000_000)
    visits = [visit for _, visit in folded.visits]
    whole = _calls(visits, Bucket("", *bounds))
    people = {agent: _time(pieces, Bucket("", *bounds)) for agent, pieces in folded.slices.items()}
    by_day = days(*bounds, zone)
    for buckets in (hours(*bounds, zone), by_day, months(by_day), months_between(*bounds, zone)):
        assert [buckets[0].start_us, buckets[-1].end_us] == [*bounds]
        total = QueueTally()
        for bucket in buckets:
            total.merge(_calls(visits, bucket))
        assert total == whole
        for agent, pieces in folded.slices.items():
            spent = AgentTally()
            for bucket in buckets:
                spent.merge(_time(pieces, bucket))
            assert spent.figures() == people[agent].figures()


@in_memory()
@given(st.one_of(torn_stories(), torn_days()))
def test_p7_a_rollup_of_sums_gives_the_figures_of_its_visits(lines: list[str]) -> None:
    visits = [visit for _, visit in fold_in_memory(case([log_feed(lines)])).visits]
    kept = sums.nothing()
    longest = max((sums.add(kept, visit) for visit in visits), default=0)
    figures = QueueTally.of(visits, QueueRules(), 0).figures()
    tally = rolled_up(kept, QueueRules())
    tally.max_wait_us = longest
    rolled = tally.figures()
    beyond = {"undecided", "p50_wait_s", "p90_wait_s", "longest_waiting_s", "sl_offered"}
    assert {n: v for n, v in rolled.items() if n not in beyond} == {n: v for n, v in figures.items() if n not in beyond}


def _whole_day(name: str, day: str) -> tuple[int, int]:
    zone = ZoneInfo(name)
    start = datetime.fromisoformat(day).replace(tzinfo=zone)
    end = start.replace(day=start.day + 1)
    return round(start.timestamp()) * 1_000_000, round(end.timestamp()) * 1_000_000


def _moved(lines: list[str], by_s: int) -> list[str]:
    """The same lines on another day; the ids stay as they are."""
    moved = []
    for line in lines:
        stamp, bar, rest = line.partition("|")
        moved.append(f"{int(stamp) + by_s}{bar}{rest}" if stamp.isdecimal() else line)
    return moved


def _calls(visits: list[Visit], bucket: Bucket) -> QueueTally:
    inside = [visit for visit in visits if bucket.start_us <= visit.enter_us < bucket.end_us]
    return QueueTally.of(inside, QueueRules(), 0)


def _time(pieces: list[Slice], bucket: Bucket) -> AgentTally:
    tally = AgentTally()
    tally.add_slices(pieces, bucket.start_us, bucket.end_us)
    return tally
