"""Our own part: processes, Redis, database, disk and backup, by the signs that the clock process notes."""

from collections.abc import Sequence
from datetime import datetime, timedelta

import sqlalchemy as sa
from sqlalchemy.orm import Session

from ticketing.domain.equipment_checks import Seen, Sign, Verdict
from ticketing.domain.equipment_checks.judging import (
    LARGEST_SKEW_S,
    LONGEST_QUEUE,
    Disk,
    Service,
    of_backup,
    of_disk,
    of_service,
)
from ticketing.journal import JournalEntry
from ticketing.models.services import ServiceSign
from ticketing.models.telephony import Pbx
from ticketing.models.timers import Timer

#: In the order of the sheet.
PROCESSES = ("web", "clock", "phones", "books", "worker-fast", "worker-slow", "redis")
POSTGRES, DISK, BACKUP = "postgres", "disk", "backup"
LATE = timedelta(minutes=2)


def processes(session: Session, now: datetime, since: datetime) -> list[Seen]:
    """A line for each process of each node, and for Redis; what piles up stands beside whoever should work it off."""
    found = _noted(session, PROCESSES)
    named = {sign.service for sign in found}
    many = len({sign.node for sign in found}) > 1
    complaints = _complaints(session, now)
    seen = [
        of_service(_service(sign, f"{sign.service} @ {sign.node}" if many else sign.service, complaints), now)
        for sign in sorted(found, key=lambda sign: (PROCESSES.index(sign.service), sign.node))
    ]
    return seen + [of_service(Service(name, None, False), now) for name in PROCESSES if name not in named]


def database(session: Session, now: datetime, since: datetime) -> list[Seen]:
    """That it answers is known by asking; its clock is measured by the process that keeps time."""
    version = session.scalar(sa.text("SHOW server_version"))
    size = session.scalar(sa.select(sa.func.pg_database_size(sa.func.current_database()))) or 0
    skew_s = max((float(sign.facts.get("skew_s", 0)) for sign in _noted(session, (POSTGRES,))), default=0.0)
    values = {"version": str(version).split()[0], "size_gb": round(size / 1e9, 2), "skew_s": round(skew_s, 1)}
    verdict = Verdict.NORMAL if skew_s <= LARGEST_SKEW_S else Verdict.ABNORMAL
    return [Seen("PostgreSQL", verdict, (Sign("database", dict(values)),))]


def disks(session: Session, now: datetime, since: datetime) -> list[Seen]:
    """The disk under the data directory of each node."""
    found = _noted(session, (DISK,))
    if not found:
        return [Seen("", None, (Sign("service_unseen"),))]
    return [
        of_disk(Disk(sign.node, sign.seen_at, int(sign.facts["free"]), int(sign.facts["total"])), now) for sign in found
    ]


def backup(session: Session, now: datetime, since: datetime) -> list[Seen]:
    """The newest backup of any node."""
    newest = max(_noted(session, (BACKUP,)), key=lambda sign: sign.seen_at, default=None)
    if newest is None:
        return [of_backup(None, 0, now)]
    return [of_backup(newest.seen_at, float(newest.facts.get("bytes", 0)) / 1e6, now)]


def _noted(session: Session, names: Sequence[str]) -> Sequence[ServiceSign]:
    found = sa.select(ServiceSign).where(ServiceSign.service.in_(names)).order_by(ServiceSign.node)
    return session.scalars(found).all()


def _service(sign: ServiceSign, subject: str, complaints: dict[str, list[Sign]]) -> Service:
    signs = list(complaints.get(sign.service, ()))
    queued = int(sign.facts.get("queued", 0))
    if queued > LONGEST_QUEUE:
        signs.append(Sign("jobs_waiting", {"count": queued}))
    return Service(subject, sign.seen_at, sign.fine and not signs, tuple(signs))


def _complaints(session: Session, now: datetime) -> dict[str, list[Sign]]:
    """What `/readyz` would say: timers that nobody fired, entries that nobody could tell, states that differ."""
    overdue = sa.select(sa.func.count()).where(Timer.next_at <= now, Timer.due_at < now - LATE)
    parked = sa.select(sa.func.count()).where(JournalEntry.parked_at.is_not(None))
    differing = sa.select(sa.func.count()).where(Pbx.differs_since.is_not(None))
    asked = {"clock": [("timers_overdue", overdue), ("journal_parked", parked)], "phones": [("differing", differing)]}
    found: dict[str, list[Sign]] = {}
    for service, questions in asked.items():
        for code, statement in questions:
            if count := session.scalar(statement):
                found.setdefault(service, []).append(Sign(code, {"count": count}))
    return found
