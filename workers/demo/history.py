"""A month of calls before today, written as the phone system would have logged it."""

import random
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from workers.demo.people import LINES

# Calls per hour of the day over all lines, from eight to twenty.
_PROFILE = (14, 26, 32, 30, 20, 16, 24, 28, 26, 20, 14, 9)
_OPENS, _CLOSES = 8, 20
_SHARE = {"consult": 46, "complaint": 18, "repair": 20, "sales": 16}
_TALK_S = {"consult": 95, "complaint": 210, "repair": 150, "sales": 120}
_PATIENCE_S = 55
_WRAPUP_S = 20
_WEEKEND = 0.6
_HAND_OVER_S = 900


@dataclass(order=True)
class _Agent:
    free_at: int
    name: str = field(compare=False)
    lines: tuple[str, ...] = field(compare=False)


def log_lines(first: date, until: datetime, zone: ZoneInfo, seed: int) -> Iterator[str]:
    """queue_log lines from the morning of `first` up to `until`, in order; the same seed gives the same month."""
    dice = random.Random(seed)  # noqa: S311 - a plausible past, not a secret
    stop, local = int(until.timestamp()), until.astimezone(zone)
    # Who sits there now, at night, has not left in the evening.
    night = None if _OPENS <= local.hour < _CLOSES else (local - timedelta(hours=_OPENS)).date()
    day = first
    while day <= local.date():
        for at, line in sorted(_day(day, zone, dice, stays=day == night)):
            if at < stop:
                yield f"{at}|{line}"
        day += timedelta(days=1)


def _day(day: date, zone: ZoneInfo, dice: random.Random, *, stays: bool) -> Iterator[tuple[int, str]]:
    opens = int(datetime(day.year, day.month, day.day, _OPENS, tzinfo=zone).timestamp())
    closes = opens + (_CLOSES - _OPENS) * 3600
    agents = []
    for name, lines in LINES.items():
        came = opens + dice.randint(-420, 60) + (dice.randint(300, 1500) if dice.random() < 0.04 else 0)
        left = closes + _HAND_OVER_S + dice.randint(-20, 240)
        agents.append(_Agent(came, name, lines))
        for line in lines:
            yield came, f"MANAGER|{line}|{name}|ADDMEMBER|"
            if not stays:
                yield left, f"MANAGER|{line}|{name}|REMOVEMEMBER|"
        yield from _rests(name, lines, opens, dice)
    quiet = _WEEKEND if day.weekday() >= 5 else 1.0
    yield from _calls(opens, agents, quiet, dice)


def _rests(name: str, lines: tuple[str, ...], opens: int, dice: random.Random) -> Iterator[tuple[int, str]]:
    lunch = opens + 12600 + dice.randint(0, 5400)
    for begins, lasts, reason in (
        (opens + dice.randint(5400, 9000), dice.randint(300, 720), "小休"),
        (lunch, dice.randint(1800, 2700), "用餐"),
        (opens + dice.randint(27000, 34000), dice.randint(300, 900), "小休"),
    ):
        for word, at in (("PAUSE", begins), ("UNPAUSE", begins + lasts)):
            yield at, f"NONE|NONE|{name}|{word}ALL|{reason}"
            for line in lines:
                yield at, f"NONE|{line}|{name}|{word}|{reason}"


def _calls(opens: int, agents: list[_Agent], quiet: float, dice: random.Random) -> Iterator[tuple[int, str]]:
    for hour, calls in enumerate(_PROFILE):
        arrivals = round(calls * quiet * dice.uniform(0.8, 1.2))
        for number, second in enumerate(sorted(dice.choices(range(3600), k=arrivals))):
            at = opens + hour * 3600 + second
            yield from _call(at, f"{at}.{hour * 100 + number}", agents, dice)


def _call(at: int, callid: str, agents: list[_Agent], dice: random.Random) -> Iterator[tuple[int, str]]:
    line = dice.choices(list(_SHARE), list(_SHARE.values()))[0]
    caller = f"13{dice.randint(0, 9)}{dice.randint(0, 4999) * 16127 % 100_000_000:08d}"
    yield at, f"{callid}|{line}|NONE|ENTERQUEUE||{caller}|1"
    agent = min(agent for agent in agents if line in agent.lines)
    wait = max(2, agent.free_at - at + dice.randint(2, 8)) if agent.free_at > at else dice.randint(2, 14)
    patience = 8 + int(dice.expovariate(1 / _PATIENCE_S))
    if wait > patience:
        yield at + patience, f"{callid}|{line}|NONE|ABANDON|1|1|{patience}"
        return
    if dice.random() < 0.04:
        rang = max(1, wait - 1)
        lasted_ms = min(rang * 1000, dice.choice((1000, 12000, 15000)))
        yield at + rang, f"{callid}|{line}|{agent.name}|RINGNOANSWER|{lasted_ms}"
    talk = 15 + int(dice.expovariate(1 / _TALK_S[line]))
    agent.free_at = at + wait + talk + _WRAPUP_S
    ring = min(wait, dice.randint(1, 6))
    yield at + wait, f"{callid}|{line}|{agent.name}|CONNECT|{wait}|{callid}9|{ring}"
    end = dice.choices(("COMPLETECALLER", "COMPLETEAGENT"), (7, 3))[0]
    yield at + wait + talk, f"{callid}|{line}|{agent.name}|{end}|{wait}|{talk}|1"
