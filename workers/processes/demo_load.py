"""The preparing step of a demonstration: found the centre and its past once, print one login per role."""

import json
import random
import secrets
from collections.abc import Iterator
from datetime import datetime, timedelta
from itertools import count
from pathlib import Path

import sqlalchemy as sa
from flask import current_app

from ticketing.auth.passwords import hash_of
from ticketing.clock import Clock
from ticketing.db import begin, centre, reading
from ticketing.domain.actors import SYSTEM
from ticketing.models.telephony import Pbx, PbxSource, SourceKind
from ticketing.telephony import ingest
from ticketing.telephony.follow import LogLine
from ticketing.work import Work
from workers import process, reports
from workers.demo import centre as founding
from workers.demo import equipment, history, kept, past, time_clock
from workers.demo.people import PEOPLE, SHOWN

MONTH = timedelta(days=30)
SEED = 20_261_121
BATCH = 5_000


def main() -> None:
    app, config = process.start()
    logins = config.data_path / "demo" / "logins.json"
    with app.app_context():
        if not logins.exists():
            logins.parent.mkdir(parents=True, exist_ok=True)
            password = f"demo-{secrets.token_hex(4)}"
            found(config.data_path / "demo" / "queue_log", password)
            logins.touch(mode=0o600)
            logins.write_text(json.dumps({"password": password}))
        _print(json.loads(logins.read_text())["password"])


def found(log: Path, password: str) -> None:
    """Everything a centre of a month's age has; nothing when it is there already."""
    with reading() as session:
        if session.scalar(sa.select(Pbx.id).filter_by(code=founding.PBX)):
            return
    clock: Clock = current_app.extensions["clock"]
    now, dice = clock.now(), random.Random(SEED)  # noqa: S311 - a plausible past, not a secret
    with begin(SYSTEM) as work:
        founding.found(work, hash_of(password), str(log), secrets.token_hex(16))
        source_id = _archive(work, work.session.scalars(sa.select(Pbx.id)).one())
    with begin(SYSTEM) as work:
        today = centre().day_of(now)
        founding.plan_weeks(work, today - MONTH, today + timedelta(days=13))
    _calls(source_id, now)
    with begin(SYSTEM) as work:
        kept.keep(work)
        time_clock.stamp(work)
    equipment.installed(now)
    past.tickets_of_the_past(now, dice)
    past.pressing(now, dice)
    reports.owe()


def _archive(work: Work, pbx_id: int) -> int:
    return work.add(PbxSource(pbx_id=pbx_id, name="archive", kind=SourceKind.HTTP, enabled=False)).id


def _calls(source_id: int, now: datetime) -> None:
    """The month's log goes the way of every log."""
    first = (now - MONTH).astimezone(centre().zone).date()
    for batch in _batches(history.log_lines(first, now - timedelta(seconds=5), centre().zone, SEED)):
        ingest.take(source_id, ingest.hear_log(batch, 1, int(now.timestamp()) * 1_000_000))


def _batches(lines: Iterator[str]) -> Iterator[list[LogLine]]:
    offsets, batch = count(), list[LogLine]()
    for line in lines:
        raw = line.encode()
        batch.append(LogLine(next(offsets), raw, len(raw)))
        if len(batch) == BATCH:
            yield batch
            batch = []
    yield batch


def _print(password: str) -> None:
    for cast in PEOPLE:
        if cast.login in SHOWN:
            roles = ", ".join(role.value for role in cast.roles)
            print(f"{roles:<12} {cast.login:<12} {password}", flush=True)  # noqa: T201 - shown to whoever started it


if __name__ == "__main__":
    main()
