"""Mails and short messages: whether the ways are open, what became of each, and the words they are written in."""

from typing import Any

from flask import current_app, render_template, request

from ticketing.auth import needs
from ticketing.db import centre, reading
from ticketing.domain.deliveries import Channel, DeliveryState, Template, masked_address
from ticketing.domain.permissions import Permission
from ticketing.errors import Invalid, NotFound
from ticketing.models.deliveries import Delivery
from ticketing.outside import mail, sms, texts
from ticketing.pages.admin import blueprint, page
from ticketing.queries import customer_notices, deliveries

PER_PAGE = 50
WAYS = (Channel.EMAIL.value, Channel.SMS.value)


@blueprint.get("/deliveries")
@needs(Permission.DELIVERY_ADMIN)
def messages() -> str:
    """`?state=` and `?channel=` narrow the list, `?after=` is the next page."""
    state, channel = request.args.get("state") or None, request.args.get("channel") or None
    if state not in (None, *DeliveryState) or channel not in (None, *WAYS):
        raise NotFound()
    wanted = (DeliveryState(state) if state else None, Channel(channel) if channel else None)
    config = current_app.config["REXIAN"]
    ways = [("email", mail.is_set(config), config.smtp_host), ("sms", sms.is_set(config), _host(config.sms_url))]
    with reading() as session:
        found = deliveries.page(session, *wanted, _after(), PER_PAGE + 1)
        words, waiting = texts.every_text(session), deliveries.waiting(session)
        notices = customer_notices.rules(session).shown()
    rows = [_shown(one) for one in found[:PER_PAGE]]
    more = found[PER_PAGE - 1].id if len(found) > PER_PAGE else None
    about = {"state": state, "channel": channel, "more": more, "waiting": waiting, "notices": notices}
    return page("deliveries", rows=rows, ways=ways, texts=words, **about)


@blueprint.get("/deliveries/texts/<template>/<language>")
@needs(Permission.DELIVERY_ADMIN)
def message_text(template: str, language: str) -> str:
    with reading() as session:
        return render_template("admin/_message_text.html", row=texts.one_text(session, template, language))


@blueprint.get("/deliveries/texts/<template>/<language>/preview")
@needs(Permission.DELIVERY_ADMIN)
def text_preview(template: str, language: str) -> str:
    """As the words in the form would read; nothing is kept."""
    if template not in [one.value for one in Template] or language not in texts.LANGUAGES:
        raise NotFound()
    subject, body = request.args.get("subject", ""), request.args.get("body", "")
    try:
        said = texts.previewed(Template(template), language, subject, body)
    except Invalid as refused:
        return render_template("admin/_message_preview.html", said=None, refused=refused.params)
    return render_template("admin/_message_preview.html", said=said, refused=None)


def _shown(row: Delivery) -> dict[str, Any]:
    names = ("id", "template", "attempts", "answer", "created_at", "next_at", "sent_at")
    words = {"channel": row.channel.value, "state": row.state.value}
    return {name: getattr(row, name) for name in names} | words | {"to": _masked(row)}


def _masked(row: Delivery) -> str:
    return masked_address(row.address, centre().phone_region)


def _host(url: str) -> str:
    # The rest of the address may hold a key.
    return url.partition("://")[2].partition("/")[0].rpartition("@")[2]


def _after() -> int | None:
    text = request.args.get("after", "")
    if text and not (text.isascii() and text.isdecimal() and len(text) < 19):
        raise NotFound()
    return int(text) if text else None
