"""Make a plan, change it, run and pause it, sign it."""

from dataclasses import dataclass
from datetime import date
from typing import Any

import sqlalchemy as sa

from ticketing.domain.campaigns import CampaignKind, CampaignState, TargetState
from ticketing.domain.events import CampaignChanged
from ticketing.domain.permissions import Permission
from ticketing.errors import Conflict, Forbidden, Invalid
from ticketing.models.campaigns import Campaign, CampaignTarget
from ticketing.models.queues import Queue
from ticketing.models.scripts import Script
from ticketing.work import Work, expect_version


@dataclass(frozen=True)
class CampaignWish:
    """A plan as somebody writes it; `queue` by code, hours in minutes after midnight."""

    name: str
    kind: CampaignKind
    queue: str
    first_on: date
    last_on: date
    purpose: str = ""
    audience: str = ""
    script: int | None = None
    from_min: int | None = None
    to_min: int | None = None
    max_attempts: int = 3
    summary: str = ""


def make(work: Work, wish: CampaignWish) -> Campaign:
    """A draft. Raises `Invalid`: `unknown_queue`, `unknown_script`, `days_backwards`, `hours_backwards`."""
    work.require(Permission.CAMPAIGN_WRITE)
    fields = _checked(work, wish)
    row = work.add(Campaign(**fields, state=CampaignState.DRAFT, created_at=work.now, created_by=work.actor.id))
    work.record(CampaignChanged(row.id, row.state.value))
    return row


def edit(work: Work, campaign_id: int, version: int | None, wish: CampaignWish) -> Campaign:
    """Another plan; one that is done can only be summed up. Raises as `make`, `stale_version`, `campaign_done`."""
    work.require(Permission.CAMPAIGN_WRITE)
    row = work.get(Campaign, campaign_id)
    expect_version(row, version)
    fields = _checked(work, wish)
    if row.state is CampaignState.DONE and any(
        getattr(row, name) != fields[name] for name in fields.keys() - {"summary"}
    ):
        raise Conflict("campaign_done")
    for name, value in fields.items():
        setattr(row, name, value)
    row.reviewed_at = row.reviewed_by = None
    work.record(CampaignChanged(row.id, row.state.value))
    return row


def move(work: Work, campaign_id: int, state: CampaignState) -> Campaign:
    """Run it, pause it, end it; with nobody on its list it cannot run (`list_empty`)."""
    work.require(Permission.CAMPAIGN_WRITE)
    row = work.get(Campaign, campaign_id)
    row.move(state)
    row.version += 1
    anybody = sa.select(CampaignTarget.id).where(CampaignTarget.campaign_id == row.id).limit(1)
    if state is CampaignState.RUNNING and work.session.scalar(anybody) is None:
        raise Invalid("list_empty")
    if state is CampaignState.DONE:
        _leave_undrawn(work, row)
    work.record(CampaignChanged(row.id, state.value))
    return row


def review(work: Work, campaign_id: int) -> Campaign:
    """The signature below a plan that is done (审核): not by whoever made it."""
    work.require(Permission.CAMPAIGN_REVIEW)
    row = work.get(Campaign, campaign_id)
    if row.created_by == work.actor.id:
        raise Forbidden("own_plan")
    if row.state is not CampaignState.DONE:
        raise Conflict("campaign_not_done", state=row.state.value)
    row.reviewed_at, row.reviewed_by = work.now, work.actor.id
    row.version += 1
    work.record(CampaignChanged(row.id, "reviewed"))
    return row


def _leave_undrawn(work: Work, row: Campaign) -> None:
    """Who was not drawn is not rung; calls under way go on."""
    work.session.execute(
        sa.update(CampaignTarget)
        .where(CampaignTarget.campaign_id == row.id, CampaignTarget.state == TargetState.WAITING)
        .values(state=TargetState.CANCELLED, ended_at=work.now)
        .execution_options(synchronize_session=False)
    )


def _checked(work: Work, wish: CampaignWish) -> dict[str, Any]:
    queue = work.session.scalar(sa.select(Queue).filter_by(code=wish.queue))
    if queue is None:
        raise Invalid("unknown_queue", errors={"queue": ["unknown_queue"]})
    if wish.script is not None and work.session.get(Script, wish.script) is None:
        raise Invalid("unknown_script", errors={"script": ["unknown_script"]})
    if wish.last_on < wish.first_on:
        raise Invalid("days_backwards", errors={"last_on": ["days_backwards"]})
    if wish.from_min is not None and wish.to_min is not None and wish.to_min <= wish.from_min:
        raise Invalid("hours_backwards", errors={"to_min": ["hours_backwards"]})
    fields = {name: value for name, value in vars(wish).items() if name not in ("queue", "script")}
    return fields | {"queue_id": queue.id, "script_id": wish.script}
