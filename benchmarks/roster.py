"""Draw up 60 people over 28 days and 200 over 28 with a day that can not be covered, and set it beside the targets."""

import json
import resource
import time
from datetime import date, timedelta

from ticketing.domain.roster import Member, Rules, Template, days_between
from ticketing.domain.roster.bounds import shortages
from ticketing.domain.roster.instance import Instance
from workers.rosters.solving import Limits, solve

MONDAY = date(2026, 3, 2)
DAY, LATE = Template("A-D", 510, 1020), Template("A-E", 990, 1440)


def main() -> None:
    """60 × 28: gap at most 2 % within 90 s; 200 × 28: every shortfall equal to the counting bound within 120 s."""
    print(f"{'people':>6} {'state':>9} {'gap':>7} {'wall s':>7} {'CPU s':>6} {'short':>5} {'bound':>5} {'MB':>4}")
    rows = [_run(60, Limits(90.0), None), _run(200, Limits(120.0), 12)]
    print(json.dumps({"benchmark": "roster", "rows": rows}))


def _run(people: int, limits: Limits, busy: int | None) -> dict[str, object]:
    asked = _instance(people, busy)
    began, cpu = time.monotonic(), time.process_time()
    solved = solve(asked, limits)
    short = sum(one["params"]["short"] for one in solved.missed if one["code"] == "short_staff")
    bound = sum(one.short for one in shortages(asked) if one.kind == "day")
    row = {
        "people": people,
        "state": solved.state,
        "gap": solved.gap,
        "wall_s": round(time.monotonic() - began, 1),
        "cpu_s": round(time.process_time() - cpu, 1),
        "short": short,
        "bound": bound,
        "rss_mb": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024,
    }
    print(" ".join(str(value) for value in row.values()))
    return row


def _instance(people: int, busy: int | None) -> Instance:
    days = days_between(MONDAY, MONDAY + timedelta(days=27))
    usual = {"A-D": people // 2, "A-E": round(people * 0.32)}
    wanted = {(day, code): count for day in days for code, count in usual.items()}
    if busy is not None:
        wanted[days[busy], "A-D"] = people - usual["A-E"] + 12
    members = [Member(f"p{n:03}", leads=n < max(people * 8 // 60, 2)) for n in range(people)]
    return Instance(days[0], days[-1], members, (DAY, LATE), wanted, Rules())
