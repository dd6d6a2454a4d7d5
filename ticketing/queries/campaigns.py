"""Plans with how far they are, and the people on a list."""

from collections import defaultdict
from collections.abc import Collection, Sequence

import sqlalchemy as sa
from sqlalchemy.orm import Session, joinedload

from ticketing.domain.actors import Actor
from ticketing.domain.campaigns import CampaignState, Progress, TargetState
from ticketing.domain.permissions import Permission
from ticketing.models.campaigns import Campaign, CampaignTarget
from ticketing.queries.reach import Sides, within

_NAMED = (
    joinedload(Campaign.queue),
    joinedload(Campaign.script),
    joinedload(Campaign.creator),
    joinedload(Campaign.reviewer),
)


def page(
    session: Session, actor: Actor, states: Collection[CampaignState], before: int | None, limit: int
) -> Sequence[Campaign]:
    """The newest first, below id `before`. One query."""
    found = sa.select(Campaign).where(_seen_by(actor)).options(*_NAMED)
    if states:
        found = found.where(Campaign.state.in_(states))
    if before is not None:
        found = found.where(Campaign.id < before)
    return session.scalars(found.order_by(Campaign.id.desc()).limit(limit)).all()


def one(session: Session, actor: Actor, campaign_id: int) -> Campaign | None:
    """One plan, if the actor may know of it."""
    return session.scalar(sa.select(Campaign).where(Campaign.id == campaign_id, _seen_by(actor)).options(*_NAMED))


def progress(session: Session, ids: Collection[int]) -> dict[int, Progress]:
    """How far each of these is: one query over their lists by state."""
    rows = session.execute(
        sa.select(CampaignTarget.campaign_id, CampaignTarget.state, sa.func.count())
        .where(CampaignTarget.campaign_id.in_(ids))
        .group_by(CampaignTarget.campaign_id, CampaignTarget.state)
    )
    counts: dict[int, dict[TargetState, int]] = defaultdict(dict)
    for campaign_id, state, number in rows:
        counts[campaign_id][state] = number
    return {campaign_id: Progress(counts[campaign_id]) for campaign_id in ids}


def targets(
    session: Session, campaign_id: int, state: TargetState | None, after: int, limit: int
) -> Sequence[CampaignTarget]:
    """The people on a list behind id `after`, in its order."""
    found = sa.select(CampaignTarget).where(CampaignTarget.campaign_id == campaign_id, CampaignTarget.id > after)
    if state is not None:
        found = found.where(CampaignTarget.state == state)
    return session.scalars(found.order_by(CampaignTarget.id).limit(limit)).all()


def _seen_by(actor: Actor) -> sa.ColumnElement[bool]:
    """Who may make plans sees all; who rings sees those of their queues."""
    return sa.or_(
        within(actor, Permission.CALLBACK_WORK, Sides(queue=Campaign.queue_id)),
        within(actor, Permission.CAMPAIGN_WRITE, Sides()),
    )
