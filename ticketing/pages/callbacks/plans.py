"""Interview plans (电话访谈计划表): the list with how far each is, one plan with its people, the forms."""

from typing import Any

from flask import render_template, request

from ticketing.auth import current_actor, needs
from ticketing.db import centre, now, reading
from ticketing.domain.campaigns import MOVES, TargetState
from ticketing.domain.permissions import Permission
from ticketing.domain.phones import masked
from ticketing.errors import NotFound
from ticketing.models.campaigns import Campaign
from ticketing.pages.callbacks import blueprint, page
from ticketing.pages.places import queue_names
from ticketing.queries import campaigns, file_jobs, scripts

PER_PAGE = 50


@blueprint.get("/plans")
@needs(Permission.CALLBACK_WORK)
def plans() -> str:
    """The newest first; `after` goes on below an id."""
    with reading() as session:
        found = campaigns.page(session, current_actor(), (), _after(), PER_PAGE + 1)
        rows = found[:PER_PAGE]
        progress = campaigns.progress(session, [row.id for row in rows])
        more = rows[-1].id if len(found) > PER_PAGE else None
        return page("plans", "plans", rows=rows, progress=progress, more=more, states=list(TargetState))


@blueprint.get("/plans/<int:campaign_id>")
@needs(Permission.CALLBACK_WORK)
def one_plan(campaign_id: int) -> str:
    """How far it is, who stands on its list (`state` narrows, `after` goes on), the files that were taken in."""
    actor, args = current_actor(), request.args
    state = TargetState(args["state"]) if args.get("state") in set(TargetState) else None
    with reading() as session:
        row = _of(campaigns.one(session, actor, campaign_id))
        progress = campaigns.progress(session, [row.id])[row.id]
        found = campaigns.targets(session, row.id, state, _after() or 0, PER_PAGE + 1)
        jobs = [
            job for job in file_jobs.page(session, actor, "follow_ups", None, 50) if job.params.get("into") == row.id
        ]
        values: dict[str, Any] = {
            "people": [(one, masked(one.phone)) for one in found[:PER_PAGE]],
            "more": found[PER_PAGE - 1].id if len(found) > PER_PAGE else None,
            "jobs": jobs[:5],
            "moves": sorted(one.value for one in MOVES[row.state]),
        }
        return page("plan", "plans", row=row, progress=progress, states=list(TargetState), args=args, **values)


@blueprint.get("/plans/new")
@needs(Permission.CAMPAIGN_WRITE)
def new_plan() -> str:
    return _form(None)


@blueprint.get("/plans/<int:campaign_id>/form")
@needs(Permission.CAMPAIGN_WRITE)
def edit_plan(campaign_id: int) -> str:
    with reading() as session:
        return _form(_of(campaigns.one(session, current_actor(), campaign_id)))


def _form(row: Campaign | None) -> str:
    with reading() as session:
        queues = list(queue_names(session).items())
        said = [("", "—"), *((str(one.id), one.title) for one in scripts.every(session, active=True))]
    today = centre().day_of(now())
    return render_template("callbacks/_plan.html", row=row, queues=queues, scripts=said, today=today)


def _of(row: Campaign | None) -> Campaign:
    if row is None:
        raise NotFound()
    return row


def _after() -> int | None:
    text = request.args.get("after", "")
    return int(text) if text.isascii() and text.isdigit() and len(text) < 19 else None
