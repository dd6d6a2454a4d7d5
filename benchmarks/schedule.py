"""The schedule page of 200 agents over four weeks: server time of the page, of its cells and of its broken rules.

In one process over the real application, PostgreSQL beside it; the processor's time of this process and the wall's.
Target: page and cells of four weeks <= 150 ms together. What is broken is worked out once for all who look.
"""

import json
import time
from collections.abc import Callable
from datetime import date, timedelta
from statistics import median
from typing import Any

import sqlalchemy as sa
from flask import Flask

from benchmarks._centre import empty_house, token_of
from ticketing.app import create_app
from ticketing.auth.sessions import COOKIE
from ticketing.clock import SystemClock
from ticketing.db import begin, centre, db, reading
from ticketing.domain.actors import SYSTEM
from ticketing.domain.days import monday_of
from ticketing.models.people import Person, Team
from ticketing.models.shifts import Roster, Shift, ShiftTemplate
from ticketing.queries.board import roster, topics

AGENTS, WEEKS, TEAMS, TIMES = 200, 4, 10, 9
TARGET_MS = 150.0
SETTINGS = {"fsync": "off"}


def main() -> None:
    with empty_house(SETTINGS, create_app) as house:
        monday = monday_of(SystemClock().now().date())
        cookie = _arranged(monday)
        report(_measure(house.app, cookie, monday))


def _arranged(monday: date) -> str:
    """200 agents in ten teams with a cell for each day of six weeks, and a supervisor with a cookie."""
    now = SystemClock().now()
    with begin(SYSTEM) as work:
        day = work.add(ShiftTemplate(code="D", name="Day", start_min=510, end_min=1020, min_staff=100))
        late = work.add(ShiftTemplate(code="E", name="Late", start_min=990, end_min=1440, min_staff=60))
        teams = [work.add(Team(code=f"t{n}", name=f"T{n}")) for n in range(TEAMS)]
        lead = work.add(Person(login="s", name="S", password_hash="-", roles=["supervisor"], created_at=now))  # noqa: S106
        token = token_of(work, lead)
        for week in range(-1, WEEKS + 1):
            _week(work, monday + timedelta(weeks=week), teams, (day, late), week == -1)
    with db.engine.begin() as connection:
        connection.execute(sa.text("ANALYZE"))
    return token


def _week(work: Any, monday: date, teams: list[Team], kinds: tuple[ShiftTemplate, ...], first: bool) -> None:
    for number, team in enumerate(teams):
        row = work.add(Roster(team_id=team.id, week_on=monday, published_version=0))
        for n in range(number, AGENTS, TEAMS):
            code = f"{8000 + n}"
            fields = {"login": code, "code": code, "name": f"Agent {n}", "password_hash": "-", "roles": ["agent"]}
            if first:
                work.add(Person(**fields, team_id=team.id, created_at=work.now))
            person_id = work.session.scalar(sa.select(Person.id).filter_by(code=code))
            kind = kinds[(n // TEAMS) % 2]
            rows = [_cell(row.id, person_id, monday + timedelta(days=d), kind) for d in range(7) if d != n % 7]
            work.session.execute(sa.insert(Shift), rows)


def _cell(roster_id: int, person_id: int | None, day: date, kind: ShiftTemplate) -> dict[str, Any]:
    midnight = centre_midnight(day)
    ends = [midnight + timedelta(minutes=minute) for minute in (kind.start_min, kind.end_min)]
    placed = {"roster_id": roster_id, "person_id": person_id, "on_day": day, "template_id": kind.id}
    return placed | {"start_at": ends[0], "end_at": ends[1], "is_leader": False}


def centre_midnight(day: date) -> Any:
    from_midnight = SystemClock().now().astimezone(centre().zone).replace(hour=0, minute=0, second=0, microsecond=0)
    return from_midnight + timedelta(days=(day - from_midnight.date()).days)


def _measure(app: Flask, cookie: str, monday: date) -> dict[str, Any]:
    client = app.test_client()
    client.set_cookie(COOKIE, cookie)
    mondays = [monday + timedelta(weeks=n) for n in range(WEEKS)]

    def page() -> None:
        assert client.get(f"/shifts?week={monday}&weeks={WEEKS}").status_code == 200

    def cells() -> int:
        with reading() as session:
            look = topics.look_at(session, centre(), SystemClock().now())
            return sum(1 for week in mondays for _ in roster.cells_of_topic(look, f"shift:{week}"))

    def findings() -> int:
        with reading() as session:
            look = topics.look_at(session, centre(), SystemClock().now())
            return sum(1 for week in mondays for _ in roster.rosters_of_topic(look, f"shift:{week}"))

    assert cells() == AGENTS * WEEKS * 6
    parts = {"page": _timed(page), "cells": _timed(cells), "findings": _timed(findings)}
    total = {key: round(parts["page"][key] + parts["cells"][key], 1) for key in ("cpu_ms", "wall_ms")}
    return {"agents": AGENTS, "weeks": WEEKS, **parts, "page_and_cells": total}


def _timed(deed: Callable[[], object]) -> dict[str, float]:
    deed()
    rows = []
    for _ in range(TIMES):
        began, cpu = time.monotonic(), time.process_time()
        deed()
        rows.append((time.process_time() - cpu, time.monotonic() - began))
    return {name: round(median(row[n] for row in rows) * 1000, 1) for n, name in enumerate(("cpu_ms", "wall_ms"))}


def report(found: dict[str, Any]) -> None:
    print(f"{'part':<15} {'CPU ms':>8} {'wall ms':>8}")
    for part in ("page", "cells", "findings", "page_and_cells"):
        print(f"{part:<15} {found[part]['cpu_ms']:>8} {found[part]['wall_ms']:>8}")
    print(f"target: page and cells <= {TARGET_MS:g} ms")
    print(json.dumps({"benchmark": "schedule", **found}))
