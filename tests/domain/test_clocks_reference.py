"""Ten thousand random lives of a ticket, told by the product and by a slow reference that shares no code with it."""

from datetime import datetime, timedelta
from random import Random
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests import proofs
from tests.domain.clock_stories import CALENDARS
from tests.domain.reference_clock import No, Reference, seconds
from tests.domain.reference_hours import FIRST
from ticketing.domain.clocks.simulation import simulate

pytestmark = pytest.mark.proof

HISTORIES = 10_000
HALF = {"tz": "Asia/Shanghai", "holidays": "CN", "weekly": {"mon-fri": [["08:30", "12:00"]]}}
DEFINITIONS = {name: CALENDARS[name] for name in ("day", "cc", "24", "nyn")} | {"half": HALF}
SHANGHAI = ("day", "half", "cc", "24")
PRIORITIES = ("normal", "high", "urgent")
DOINGS = (
    *("agent_contact", "customer_contact", "wait_customer", "priority") * 3,
    *("resume", "transfer", "resolve", "reopen", "close", "policy", "calendar"),
)
BEGINNINGS = ("2026-02-12T08:00:00+08:00", "2026-03-02T09:00:00+08:00", "2026-03-06T16:00:00+08:00")


def targets(dice: Random, scale: tuple[int, int]) -> dict[str, int]:
    return {priority: dice.randrange(*scale) for priority in PRIORITIES}


def policy(dice: Random, calendar: str) -> dict[str, Any]:
    return {
        "calendar": calendar,
        "warn_pct": dice.choice([[75], [50, 90], []]),
        "retarget_grace_s": dice.choice([0, 600, 1_800]),
        "reopen": {"pct": dice.choice([50, 100]), "min_s": dice.choice([0, 7_200])},
        "pause_waiting_customer": ["resolution", "update"],
        "targets": {
            "ack": targets(dice, (600, 8_000)),
            "first_response": targets(dice, (600, 8_000)),
            "next_response": targets(dice, (3_000, 9_000)),
            "update": targets(dice, (5_000, 40_000)),
            "resolution": targets(dice, (10_000, 60_000)),
            "ola": targets(dice, (3_000, 20_000)),
            "follow_up": targets(dice, (10_000, 40_000)),
        },
    }


def history(seed: int) -> dict[str, Any]:
    """A ticket's life in at most 14 events within six weeks, and five instants at which to look."""
    dice = Random(seed)
    at = datetime.fromisoformat(dice.choice(BEGINNINGS)) + timedelta(seconds=dice.randrange(200_000))
    calendar = dice.choice(tuple(DEFINITIONS))
    first = policy(dice, calendar)
    events: list[dict[str, Any]] = [
        {"at": at.isoformat(), "do": "create", "priority": dice.choice(PRIORITIES), "answered": dice.random() < 0.5}
    ]
    asks = [at]
    for _ in range(dice.randrange(14)):
        at += timedelta(seconds=dice.choice([0, dice.randrange(1, 4_000), dice.randrange(1, 60_000), 300_000]))
        events.append(happening(dice, at, first, calendar))
        asks += [at, at + timedelta(seconds=dice.randrange(20_000))]
    asks.append(at + timedelta(days=3))
    looks = sorted(dice.sample(asks, min(5, len(asks))))
    told = {"calendars": DEFINITIONS, "policy": first, "events": events}
    return told | {"ask": [{"clocks": look.isoformat()} for look in looks]}


def happening(dice: Random, at: datetime, first: dict[str, Any], calendar: str) -> dict[str, Any]:
    do = dice.choice(DOINGS)
    one: dict[str, Any] = {"at": at.isoformat(), "do": do, "by": dice.choice(["agent", "supervisor"])}
    if do == "priority":
        one["priority"] = dice.choice(PRIORITIES)
    if do == "wait_customer" and dice.random() < 0.4:
        one["wake_at"] = (at + timedelta(seconds=dice.randrange(90_000))).isoformat()
    if do == "policy":
        # A ticket may be taken to another calendar; the kinds that pause stay the same.
        other = policy(dice, calendar if calendar == "nyn" else dice.choice(SHANGHAI))
        one |= {"policy": other, "apply": dice.choice(["new_only", "open_from_now", "open_retroactive"])}
    if do == "calendar":
        name = "day" if calendar == "nyn" else calendar
        hours = dice.choice(SHANGHAI)
        one |= {"name": name, "calendar": DEFINITIONS[hours], "hours": hours}
    return one


def told_by_reference(story: dict[str, Any]) -> dict[str, Any]:
    teller, answers, refused = Reference(story), [], []
    waiting = list(enumerate(story["events"]))
    for look in [seconds(ask["clocks"]) for ask in story["ask"]]:
        while waiting and seconds(waiting[0][1]["at"]) <= look:
            refused += _heard(teller, *waiting.pop(0))
        teller.pass_to(look)
        answers.append(teller.show(look))
    for index, event in waiting:
        refused += _heard(teller, index, event)
    return {"answers": answers, "refused": refused}


def _heard(teller: Reference, index: int, event: dict[str, Any]) -> list[dict[str, Any]]:
    try:
        teller.hear(event)
    except No as refusal:
        return [{"index": index, "code": str(refusal)}]
    return []


def told_by_product(story: dict[str, Any]) -> dict[str, Any]:
    """The product's answer in the reference's seconds."""
    plain = story | {"events": [{k: v for k, v in one.items() if k != "hours"} for one in story["events"]]}
    answer: Any = simulate(plain)
    return {"answers": [[_plain(one) for one in clocks] for clocks in answer["answers"]], "refused": answer["refused"]}


def _plain(clock: dict[str, Any]) -> dict[str, Any]:
    return {
        **{name: clock[name] for name in ("kind", "seq", "state", "elapsed_s", "overdue_s")},
        "due": seconds(clock["due_at"]) if clock["due_at"] else None,
        "broken": seconds(clock["breached_at"]) if clock["breached_at"] else None,
        "warn": [seconds(one) for one in clock["warn_at"]],
        "retargeted": "retargeted" in clock["flags"],
    }


@proofs.in_memory(150, HISTORIES)
@given(st.integers(0, 2**62))
def test_a_random_history_is_told_alike_by_the_slow_reference(seed: int) -> None:
    story = history(seed)
    assert told_by_product(story) == told_by_reference(story)


def test_the_reference_knows_the_first_worked_scenario() -> None:
    """The reference itself is held against tickets.md 5, scenario 1 and 12."""
    told: dict[str, Any] = {
        "calendars": DEFINITIONS,
        "policy": policy(Random(1), "day"),
        "events": [{"at": "2026-03-02T09:00:00+08:00", "do": "create", "priority": "high"}],
        "ask": [{"clocks": "2026-03-02T09:30:01+08:00"}],
    }
    told["policy"]["targets"] = {"first_response": {"high": 1_800}, "resolution": {"high": 28_800}}
    told["policy"]["warn_pct"] = [75]
    first, resolution = told_by_reference(told)["answers"][0]
    assert (FIRST + timedelta(seconds=first["broken"])).isoformat() == "2026-03-02T01:30:00+00:00"
    assert first["overdue_s"] == 1
    assert (FIRST + timedelta(seconds=resolution["due"])).isoformat() == "2026-03-03T01:30:00+00:00"
    assert (FIRST + timedelta(seconds=resolution["warn"][0])).isoformat() == "2026-03-02T08:30:00+00:00"
