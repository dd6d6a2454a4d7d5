"""Suggestions, plans, customers and what comes round, as their sheets want them."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session, joinedload

from ticketing.domain.actors import Actor
from ticketing.domain.equipment import EquipmentState
from ticketing.domain.permissions import Permission
from ticketing.models.campaigns import Campaign, CampaignTarget
from ticketing.models.customers import Customer
from ticketing.models.equipment import Equipment
from ticketing.models.recurrences import Recurrence
from ticketing.models.suggestions import Suggestion
from ticketing.queries.reach import Sides, within


def suggestions(session: Session, ids: Sequence[int]) -> tuple[dict[int, Suggestion], dict[int, int]]:
    """The suggestions of these tickets, and how many others said the same as each."""
    rows = session.scalars(sa.select(Suggestion).where(Suggestion.ticket_id.in_(ids)))
    same = (
        sa.select(Suggestion.same_as_id, sa.func.count())
        .where(Suggestion.same_as_id.in_(ids))
        .group_by(Suggestion.same_as_id)
    )
    return {row.ticket_id: row for row in rows}, {row[0] or 0: row[1] for row in session.execute(same)}


def campaigns(session: Session, actor: Actor, first: date, last: date) -> Sequence[Campaign]:
    """Plans that touch the days, by their first."""
    seen = sa.or_(
        within(actor, Permission.CALLBACK_WORK, Sides(queue=Campaign.queue_id)),
        within(actor, Permission.CAMPAIGN_WRITE, Sides()),
    )
    found = sa.select(Campaign).where(Campaign.first_on <= last, Campaign.last_on >= first, seen)
    named = (joinedload(Campaign.creator), joinedload(Campaign.reviewer), joinedload(Campaign.script))
    return session.scalars(found.options(*named).order_by(Campaign.first_on, Campaign.id)).all()


def states_of(session: Session, ids: Sequence[int]) -> dict[int, dict[str, int]]:
    """How many of each plan's list stand in each state."""
    target = CampaignTarget
    found = sa.select(target.campaign_id, target.state, sa.func.count()).where(target.campaign_id.in_(ids))
    sums: dict[int, dict[str, int]] = {}
    for campaign_id, state, count in session.execute(found.group_by(target.campaign_id, target.state)):
        sums.setdefault(campaign_id, {})[state.value] = count
    return sums


def customers(session: Session, lo: datetime, hi: datetime, most: int) -> Sequence[Customer]:
    """Files that were opened in the stretch and stand for themselves."""
    found = sa.select(Customer).where(
        Customer.created_at >= lo, Customer.created_at < hi, Customer.merged_into_id.is_(None)
    )
    return session.scalars(found.options(joinedload(Customer.phones)).order_by(Customer.id).limit(most)).unique().all()


def equipment(session: Session) -> Sequence[Equipment]:
    """Every piece that is not retired, by its number."""
    found = sa.select(Equipment).where(Equipment.state != EquipmentState.RETIRED).options(joinedload(Equipment.person))
    return session.scalars(found.order_by(Equipment.code)).all()


def rounds(session: Session, actor: Actor, first: date, most: int) -> list[Any]:
    """What comes round for important customers and has not ended before the day."""
    sides = Sides(owner=Recurrence.owner_id, queue=Recurrence.queue_id)
    found = (
        sa.select(Recurrence)
        .join(Customer, Customer.id == Recurrence.customer_id)
        .where(Customer.grade.in_(("vip", "key")), within(actor, Permission.CALLBACK_WORK, sides))
        .where(sa.or_(Recurrence.ended_at.is_(None), Recurrence.last_on >= first))
        .options(joinedload(Recurrence.customer), joinedload(Recurrence.owner), joinedload(Recurrence.ticket))
        .order_by(Recurrence.id)
        .limit(most)
    )
    return list(session.scalars(found))
