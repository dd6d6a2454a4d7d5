"""Webhooks: who is told what, whether it arrives, and the last answers."""

from flask import render_template, request

from ticketing.auth import current_actor, needs
from ticketing.db import reading
from ticketing.domain.permissions import Permission
from ticketing.domain.webhooks import FAILURES, NAMES
from ticketing.errors import NotFound
from ticketing.models.webhooks import Webhook
from ticketing.pages.admin import blueprint, page
from ticketing.queries import webhooks as looks

PER_PAGE = 50


@blueprint.get("/webhooks")
@needs(Permission.WEBHOOK_ADMIN)
def hooks() -> str:
    with reading() as session:
        return page("webhooks", rows=looks.everyone(session), me=current_actor().id, most_failures=FAILURES)


@blueprint.get("/webhooks/new")
@needs(Permission.WEBHOOK_ADMIN)
def new_webhook() -> str:
    return render_template("admin/_webhook.html", row=None, events=NAMES)


@blueprint.get("/webhooks/<int:webhook_id>")
@needs(Permission.WEBHOOK_ADMIN)
def one_webhook(webhook_id: int) -> str:
    with reading() as session:
        row = session.get(Webhook, webhook_id)
    if row is None:
        raise NotFound()
    return render_template("admin/_webhook.html", row=row, events=NAMES)


@blueprint.get("/webhooks/<int:webhook_id>/deliveries")
@needs(Permission.WEBHOOK_ADMIN)
def tellings(webhook_id: int) -> str:
    """What it was told, the newest first; `?after=` is the next page."""
    text = request.args.get("after", "")
    if text and not (text.isascii() and text.isdecimal() and len(text) < 19):
        raise NotFound()
    with reading() as session:
        hook = session.get(Webhook, webhook_id)
        if hook is None:
            raise NotFound()
        rows = looks.deliveries(session, webhook_id, int(text) if text else None, PER_PAGE + 1)
    more = rows[PER_PAGE - 1].id if len(rows) > PER_PAGE else None
    return page("webhooks_told", hook=hook, rows=rows[:PER_PAGE], more=more)
