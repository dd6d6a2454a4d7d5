"""How much stands at each step of the centre's processes now: seven statements over what is open."""

from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from ticketing.domain.actors import Actor
from ticketing.domain.callbacks import OPEN_CALLBACKS
from ticketing.domain.campaigns import CampaignState
from ticketing.domain.permissions import Permission
from ticketing.models.callbacks import Callback
from ticketing.models.calls import QueueVisit
from ticketing.models.campaigns import Campaign, CampaignTarget
from ticketing.models.complaints import Complaint
from ticketing.models.people import Person
from ticketing.models.tickets import OPEN_STATES, Ticket
from ticketing.queries import quality
from ticketing.queries.reach import Sides, within


def counts(session: Session, actor: Actor, since: datetime) -> dict[str, int]:
    """By the words that steps use: `waiting`, `talking`, `ticket:complaint:open`, `stage:replied`, `channel:letter`,
    `callback:follow_up`, `plan:waiting`, `quality:waiting`, and `closed:<kind>` of what was closed today."""
    found: dict[str, int] = {}
    for read in (_calls, _tickets, _complaints, _callbacks, _plans, _quality):
        found.update(read(session, actor))
    return found | _closed(session, actor, since)


def _quality(session: Session, actor: Actor) -> dict[str, int]:
    return {f"quality:{state.value}": count for state, count in quality.counts(session, actor).items()}


def _calls(session: Session, actor: Actor) -> dict[str, int]:
    found = sa.select(QueueVisit.stage, sa.func.count()).where(
        QueueVisit.stage != "ended", within(actor, Permission.REPORT_READ, Sides(owner=QueueVisit.person_id))
    )
    return {row[0]: row[1] for row in session.execute(found.group_by(QueueVisit.stage))}


def _tickets(session: Session, actor: Actor) -> dict[str, int]:
    found = sa.select(Ticket.kind, Ticket.state, sa.func.count()).where(Ticket.state.in_(OPEN_STATES), _mine(actor))
    by_state: dict[str, int] = {}
    for kind, state, count in session.execute(found.group_by(Ticket.kind, Ticket.state)):
        for key in (f"ticket:{kind.value}:{state.value}", f"ticket:{state.value}"):
            by_state[key] = by_state.get(key, 0) + count
    return by_state


def _complaints(session: Session, actor: Actor) -> dict[str, int]:
    found = (
        sa.select(Complaint.stage, Complaint.channel, sa.func.count())
        .join(Ticket, Ticket.id == Complaint.ticket_id)
        .where(Ticket.state.in_((*OPEN_STATES, "resolved")), _mine(actor))
        .group_by(Complaint.stage, Complaint.channel)
    )
    sums: dict[str, int] = {}
    for stage, channel, count in session.execute(found):
        for key in (f"stage:{stage}", f"channel:{channel}", f"{channel}:{stage}"):
            sums[key] = sums.get(key, 0) + count
    return sums


def _callbacks(session: Session, actor: Actor) -> dict[str, int]:
    sides = Sides(owner=Callback.owner_id, team=_team_of(Callback.owner_id))
    found = sa.select(Callback.kind, Callback.state, sa.func.count()).where(
        Callback.state.in_(OPEN_CALLBACKS), within(actor, Permission.REPORT_READ, sides)
    )
    sums: dict[str, int] = {}
    for kind, state, count in session.execute(found.group_by(Callback.kind, Callback.state)):
        for key in (f"callback:{kind.value}", f"callback:{state.value}", f"callback:{kind.value}:{state.value}"):
            sums[key] = sums.get(key, 0) + count
    return sums


def _plans(session: Session, actor: Actor) -> dict[str, int]:
    """Lists belong to no person: whoever reads reports of everybody sees how far they are."""
    everybody = within(actor, Permission.REPORT_READ, Sides())
    found = (
        sa.select(CampaignTarget.state, sa.func.count())
        .join(Campaign, Campaign.id == CampaignTarget.campaign_id)
        .where(Campaign.state == CampaignState.RUNNING, everybody)
    )
    return {f"plan:{row[0].value}": row[1] for row in session.execute(found.group_by(CampaignTarget.state))}


def _closed(session: Session, actor: Actor, since: datetime) -> dict[str, int]:
    # The newest numbers lead to what can have been closed lately without going through all that ever was.
    found = sa.select(Ticket.kind, sa.func.count()).where(
        Ticket.state == "closed", Ticket.id.in_(_lately_closed(since)), _mine(actor)
    )
    return {f"closed:{row[0].value}": row[1] for row in session.execute(found.group_by(Ticket.kind))}


def _lately_closed(since: datetime) -> Any:
    newest = sa.select(Ticket.id, Ticket.closed_at).where(Ticket.state == "closed").order_by(Ticket.id.desc())
    recent = newest.limit(20_000).subquery()
    return sa.select(recent.c.id).where(recent.c.closed_at >= since)


def _mine(actor: Actor) -> sa.ColumnElement[bool]:
    return within(actor, Permission.REPORT_READ, Sides(owner=Ticket.owner_id, team=Ticket.team_id))


def _team_of(person: Any) -> Any:
    return sa.select(Person.team_id).where(Person.id == person).scalar_subquery()
