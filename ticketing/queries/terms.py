"""What was promised to a ticket: the policy version it lives under and the working time it is reckoned by."""

from collections.abc import Collection, Iterable
from datetime import datetime
from functools import lru_cache
from typing import Any, NamedTuple

import orjson
import sqlalchemy as sa
from sqlalchemy.orm import Session

from ticketing.domain import calendars
from ticketing.domain.calendars import WorkingTime
from ticketing.domain.calendars.documents import calendar_from
from ticketing.domain.calendars.versions import Version
from ticketing.domain.clocks.ledger import Moment
from ticketing.domain.clocks.policies import Policy
from ticketing.domain.clocks.policy_documents import policy_from
from ticketing.domain.documents import Node
from ticketing.errors import NotFound
from ticketing.models.calendars import Calendar, CalendarVersion, SlaPolicy, SlaPolicyVersion
from ticketing.models.complaints import Complaint
from ticketing.models.queues import Queue
from ticketing.models.tickets import Ticket


class Terms(NamedTuple):
    """A policy version with the calendar that it reckons by, whose newest version is named."""

    calendar_id: int
    calendar_version: int
    policy: Policy
    time: WorkingTime


def moment(session: Session, ticket: Ticket, at: datetime) -> Moment:
    """What holds for the ticket at `at`; `NotFound` for a ticket without a policy."""
    held = of_ticket(session, ticket)
    return Moment(at, held.policy, held.time, ticket.priority)


def of_ticket(session: Session, ticket: Ticket) -> Terms:
    """Everything that the ticket's deadlines are reckoned by; `NotFound` for a ticket without a policy. One query."""
    rows = session.execute(
        sa.select(
            *(SlaPolicyVersion.calendar_id, SlaPolicyVersion.definition, Calendar.version),
            *(CalendarVersion.valid_from, CalendarVersion.definition),
        )
        .join(Calendar, Calendar.id == SlaPolicyVersion.calendar_id)
        .join(CalendarVersion, CalendarVersion.calendar_id == Calendar.id)
        .where(SlaPolicyVersion.policy_id == ticket.policy_id, SlaPolicyVersion.version == ticket.policy_version)
        .order_by(CalendarVersion.valid_from, CalendarVersion.version)
    ).all()
    if not rows:
        raise NotFound(what="sla_policies")
    calendar_id, definition, version, *_ = rows[0]
    return Terms(calendar_id, version, read_policy(definition), _time([(row[3], row[4]) for row in rows]))


def chosen(session: Session, words: dict[str, str | None]) -> SlaPolicy:
    """The first active policy by rank whose every named condition holds the ticket's word; `NotFound` without one.

    `words`: {"kind", "queue", "priority", "category", "severity"}.
    """
    ranked = session.scalars(sa.select(SlaPolicy).where(SlaPolicy.active).order_by(SlaPolicy.rank, SlaPolicy.id))
    for policy in ranked:
        if all(words.get(side) in wanted for side, wanted in policy.match.items()):
            return policy
    raise NotFound(what="sla_policies")


def words(session: Session, ticket: Ticket, severity: str | None = None) -> dict[str, str | None]:
    """What policies are matched by; the severity is read from the complaint unless it is told."""
    if severity is None:
        severity = session.scalar(sa.select(Complaint.severity).filter_by(ticket_id=ticket.id))
    queue = session.get(Queue, ticket.queue_id) if ticket.queue_id is not None else None
    return {
        "kind": ticket.kind.value,
        "queue": queue.code if queue else None,
        "priority": ticket.priority.value,
        "category": ticket.category,
        "severity": severity,
    }


def working_time(session: Session, calendar_id: int) -> WorkingTime:
    """The calendar with all its versions: what lies before an edit is reckoned as it was then (R6)."""
    rows = session.execute(
        sa.select(CalendarVersion.valid_from, CalendarVersion.definition)
        .where(CalendarVersion.calendar_id == calendar_id)
        .order_by(CalendarVersion.valid_from, CalendarVersion.version)
    ).all()
    if not rows:
        raise NotFound(what="calendars")
    return _time([(valid_from, said) for valid_from, said in rows])


def _time(versions: Iterable[tuple[datetime, Any]]) -> WorkingTime:
    return WorkingTime(tuple(Version(valid_from, _calendar(orjson.dumps(said))) for valid_from, said in versions))


#: A policy and its version, as a ticket names them.
Held = tuple[int | None, int | None]


def working_times(session: Session, held: Collection[Held]) -> dict[Held, WorkingTime]:
    """The working time that each of these policy versions reckons by."""
    rows = session.execute(
        sa.select(SlaPolicyVersion.policy_id, SlaPolicyVersion.version, SlaPolicyVersion.calendar_id).where(
            sa.tuple_(SlaPolicyVersion.policy_id, SlaPolicyVersion.version).in_(held)
        )
    ).all()
    times = {calendar_id: working_time(session, calendar_id) for calendar_id in {row[2] for row in rows}}
    return {(policy_id, version): times[calendar_id] for policy_id, version, calendar_id in rows}


def under_many(session: Session, held: Collection[Held]) -> dict[Held, Terms]:
    """What each of these policy versions reckons by."""
    rows = session.execute(
        sa.select(SlaPolicyVersion).where(sa.tuple_(SlaPolicyVersion.policy_id, SlaPolicyVersion.version).in_(held))
    ).scalars()
    found: dict[Held, Terms] = {}
    for row in rows:
        version, time = calendar_version(session, row.calendar_id), working_time(session, row.calendar_id)
        found[row.policy_id, row.version] = Terms(row.calendar_id, version, read_policy(row.definition), time)
    return found


def calendar_version(session: Session, calendar_id: int) -> int:
    """The newest version's number."""
    return session.scalars(sa.select(Calendar.version).where(Calendar.id == calendar_id)).one()


def read_policy(definition: dict[str, Any]) -> Policy:
    """A stored definition, understood; whatever calendar it names, the row's `calendar_id` is the one that counts."""
    return _policy(orjson.dumps(definition))


# What a definition means hangs on its words alone, and every ticket asks for the same few.
@lru_cache(maxsize=256)
def _calendar(said: bytes) -> calendars.Calendar:
    return calendar_from(Node(orjson.loads(said)))


@lru_cache(maxsize=256)
def _policy(said: bytes) -> Policy:
    definition = orjson.loads(said)
    named = definition.get("calendar", "day")
    return policy_from(Node({**definition, "calendar": named}), (named,))
