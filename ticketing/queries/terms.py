"""What was promised to a ticket: the policy version it lives under and the working time it is reckoned by."""

from collections.abc import Collection
from datetime import datetime
from functools import lru_cache
from typing import Any

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
from ticketing.models.tickets import Ticket


def moment(session: Session, ticket: Ticket, at: datetime) -> Moment:
    """What holds for the ticket at `at`; `NotFound` for a ticket without a policy."""
    calendar_id, held = under(session, ticket)
    return Moment(at, held, working_time(session, calendar_id), ticket.priority)


def under(session: Session, ticket: Ticket) -> tuple[int, Policy]:
    """The calendar's id and the policy version that the ticket keeps for life (R5, `new_only`)."""
    found = session.execute(
        sa.select(SlaPolicy.calendar_id, SlaPolicyVersion.definition)
        .join(SlaPolicyVersion, SlaPolicyVersion.policy_id == SlaPolicy.id)
        .where(SlaPolicy.id == ticket.policy_id, SlaPolicyVersion.version == ticket.policy_version)
    ).first()
    if found is None:
        raise NotFound(what="sla_policies")
    return found[0], read_policy(found[1])


def chosen(session: Session, words: dict[str, str | None]) -> SlaPolicy:
    """The first active policy by rank whose every named condition holds the ticket's word; `NotFound` without one.

    `words`: {"kind", "queue", "priority", "severity"}.
    """
    ranked = session.scalars(sa.select(SlaPolicy).where(SlaPolicy.active).order_by(SlaPolicy.rank, SlaPolicy.id))
    for policy in ranked:
        if all(words.get(side) in wanted for side, wanted in policy.match.items()):
            return policy
    raise NotFound(what="sla_policies")


def working_time(session: Session, calendar_id: int) -> WorkingTime:
    """The calendar with all its versions: what lies before an edit is reckoned as it was then (R6)."""
    rows = session.execute(
        sa.select(CalendarVersion.valid_from, CalendarVersion.definition)
        .where(CalendarVersion.calendar_id == calendar_id)
        .order_by(CalendarVersion.valid_from, CalendarVersion.version)
    ).all()
    if not rows:
        raise NotFound(what="calendars")
    return WorkingTime(tuple(Version(valid_from, _calendar(orjson.dumps(said))) for valid_from, said in rows))


def working_times(session: Session, policy_ids: Collection[int | None]) -> dict[int | None, WorkingTime]:
    """The working time that each of these policies reckons by."""
    rows = session.execute(sa.select(SlaPolicy.id, SlaPolicy.calendar_id).where(SlaPolicy.id.in_(policy_ids))).all()
    times = {calendar_id: working_time(session, calendar_id) for calendar_id in {row[1] for row in rows}}
    return {policy_id: times[calendar_id] for policy_id, calendar_id in rows}


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
