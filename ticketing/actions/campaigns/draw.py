"""The next of a list for whoever is ready to ring: drawn once, however many hands reach for it."""

import sqlalchemy as sa

from ticketing.actions import callbacks
from ticketing.actions.callbacks import Drawn
from ticketing.actions.callbacks.promise import hours
from ticketing.domain.callbacks import OPEN_CALLBACKS, Window
from ticketing.domain.campaigns import KIND_OF_CALL, CampaignState, TargetState
from ticketing.domain.permissions import Permission
from ticketing.errors import Conflict, Forbidden, NotFound
from ticketing.models.callbacks import Callback
from ticketing.models.campaigns import Campaign, CampaignTarget
from ticketing.models.control import BlockedNumber
from ticketing.work import Work


def draw(work: Work, campaign_id: int) -> Callback:
    """A call-back of the next on the list, claimed; whoever still holds one gets that one again.

    Raises `Conflict`: `campaign_not_running`, `plan_not_today`, `outside_calling_hours`, `list_worked_off`.
    """
    work.require(Permission.CALLBACK_WORK)
    campaign = work.session.get(Campaign, campaign_id)
    if campaign is None:
        raise NotFound(what=Campaign.__tablename__)
    work.require(Permission.CALLBACK_WORK, campaign.target)
    if work.actor.id is None:
        raise Forbidden(permission=Permission.CALLBACK_WORK.value)
    if campaign.state is not CampaignState.RUNNING:
        raise Conflict("campaign_not_running", state=campaign.state.value)
    closes_at = campaign.plan.closes_at(work.now, hours(work))
    held = _held(work, campaign)
    if held is not None:
        return callbacks.claim(work, held.id)
    target = _next(work, campaign)
    drawn = Drawn(target, Window(work.now, closes_at), KIND_OF_CALL[campaign.kind], campaign.max_attempts)
    callback = callbacks.drawn(work, campaign, drawn)
    return callbacks.claim(work, callback.id)


def _held(work: Work, campaign: Campaign) -> Callback | None:
    mine = sa.select(Callback).join(CampaignTarget, CampaignTarget.id == Callback.target_id)
    return work.session.scalar(
        mine.where(
            Callback.claimed_by == work.actor.id,
            Callback.state.in_(OPEN_CALLBACKS),
            CampaignTarget.campaign_id == campaign.id,
        ).limit(1)
    )


def _next(work: Work, campaign: Campaign) -> CampaignTarget:
    """The first that waits and may be rung; who asked us not to ring is left out for good."""
    blocked = sa.exists().where(BlockedNumber.e164 == CampaignTarget.phone)
    today = work.now.astimezone(work.centre.zone).date()
    found = work.session.scalar(
        sa.select(CampaignTarget)
        .where(
            CampaignTarget.campaign_id == campaign.id,
            CampaignTarget.state == TargetState.WAITING,
            sa.or_(CampaignTarget.planned_on.is_(None), CampaignTarget.planned_on <= today),
            sa.not_(blocked),
        )
        .order_by(CampaignTarget.id)
        .limit(1)
        .with_for_update(skip_locked=True, of=CampaignTarget)
    )
    if found is None:
        raise Conflict("list_worked_off")
    return found
