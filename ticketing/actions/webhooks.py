"""Tell other systems what happens here. What leaves the house takes two administrators (security.md 3.5)."""

import json
import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import insert

from ticketing.actions import audit, notices
from ticketing.actions.deliveries import deliver, to_person
from ticketing.domain.deliveries import OPEN_DELIVERIES, Channel, DeliveryState, Template
from ticketing.domain.permissions import Permission
from ticketing.domain.webhooks import MOST_WEBHOOKS, NAMES, PING, envelope, told
from ticketing.errors import Conflict, Forbidden, Invalid
from ticketing.journal import JournalEntry
from ticketing.models.webhooks import SWITCHED_OFF, Webhook, WebhookDelivery
from ticketing.queries import on_shift
from ticketing.queries import webhooks as looks
from ticketing.work import Work, expect_version

PAGE = "/admin/webhooks"


@dataclass(frozen=True)
class WebhookWish:
    """What to change; None leaves as it is. The caller has judged where the URL leads."""

    name: str | None = None
    url: str | None = None
    events: tuple[str, ...] | None = None
    active: bool | None = None


def add(work: Work, wish: WebhookWish, secret: str) -> Webhook:
    """A new subscription, silent until another administrator has approved it. `Conflict` (`name_taken`), `Invalid`."""
    work.require(Permission.WEBHOOK_ADMIN)
    if (work.session.scalar(sa.select(sa.func.count()).select_from(Webhook)) or 0) >= MOST_WEBHOOKS:
        raise Conflict("too_many_webhooks", limit=MOST_WEBHOOKS)
    _free(work, wish.name or "")
    hook = Webhook(name=wish.name, url=wish.url, events=_known(wish.events or ()), secret=secret, created_at=work.now)
    hook.changed_by = work.actor.id
    work.add(hook)
    audit.record(work, "webhook_added", f"webhook:{hook.id}", name=hook.name, url=hook.url, events=hook.events)
    return hook


def edit(work: Work, webhook_id: int, version: int | None, wish: WebhookWish) -> Webhook:
    """Another place or more events want another approval. `Conflict` (`stale_version`, `name_taken`), `Invalid`."""
    work.require(Permission.WEBHOOK_ADMIN)
    hook = work.get(Webhook, webhook_id)
    expect_version(hook, version)
    if wish.name is not None and wish.name != hook.name:
        _free(work, wish.name)
        hook.name = wish.name
    events = hook.events if wish.events is None else _known(wish.events)
    if (wish.url or hook.url) != hook.url or not set(events) <= set(hook.events):
        hook.changed_by, hook.approved_by, hook.approved_at = work.actor.id, None, None
    hook.url, hook.events = wish.url or hook.url, events
    if wish.active is not None:
        hook.active, hook.failures = wish.active, 0
        hook.switched_off_at = hook.switched_off_at if not wish.active else None
    said = [field.name for field in fields(wish) if getattr(wish, field.name) is not None]
    audit.record(work, "webhook_edited", f"webhook:{hook.id}", fields=said, url=hook.url, events=hook.events)
    return hook


def approve(work: Work, webhook_id: int, version: int | None) -> Webhook:
    """From now on it is told. 403 `own_request` for whoever said where and of what."""
    work.require(Permission.WEBHOOK_ADMIN)
    hook = work.get(Webhook, webhook_id)
    expect_version(hook, version)
    if hook.changed_by == work.actor.id:
        raise Forbidden("own_request")
    hook.approved_by, hook.approved_at = work.actor.id, work.now
    audit.record(work, "webhook_approved", f"webhook:{hook.id}", url=hook.url, events=hook.events)
    return hook


def new_secret(work: Work, webhook_id: int, secret: str) -> Webhook:
    """Signed with this from now on; what waits too."""
    work.require(Permission.WEBHOOK_ADMIN)
    hook = work.get(Webhook, webhook_id)
    hook.secret = secret
    audit.record(work, "webhook_secret_changed", f"webhook:{hook.id}")
    return hook


def remove(work: Work, webhook_id: int) -> None:
    """The subscription and what it was told are gone."""
    work.require(Permission.WEBHOOK_ADMIN)
    hook = work.get(Webhook, webhook_id)
    audit.record(work, "webhook_removed", f"webhook:{hook.id}", name=hook.name, url=hook.url)
    work.session.delete(hook)


def ping(work: Work, webhook_id: int) -> WebhookDelivery:
    """Something to try the receiver with; 409 `webhook_silent` while it is off or not approved."""
    work.require(Permission.WEBHOOK_ADMIN)
    hook = work.get(Webhook, webhook_id)
    if not hook.is_live:
        raise Conflict("webhook_silent")
    uid = uuid.uuid4().hex
    row = WebhookDelivery(webhook_id=hook.id, uid=uid, event=PING, created_at=work.now, next_at=work.now)
    row.body = _text(envelope(uid, PING, work.now, 0, {}, None))
    return work.add(row)


def resend(work: Work, delivery_id: int) -> WebhookDelivery:
    """Once more, now; 409 `webhook_silent` while the subscription is off or not approved."""
    work.require(Permission.WEBHOOK_ADMIN)
    row = work.get(WebhookDelivery, delivery_id)
    if not work.get(Webhook, row.webhook_id).is_live:
        raise Conflict("webhook_silent")
    row.resend(work.now)
    audit.record(work, "webhook_resent", f"webhook_delivery:{row.id}")
    return row


def owe(work: Work, entries: Sequence[JournalEntry]) -> int:
    """A row for every subscription that wants one of these entries; told twice nothing is added. Gives how many.

    The relay's deed, outside of every request: who files a ticket pays nothing for it.
    """
    hooks = looks.live(work.session)
    heard = [(entry, found) for entry in entries if (found := told(entry.event))]
    seen = looks.tickets(work.session, {entry.ticket_id for entry, _ in heard if entry.ticket_id}) if hooks else {}
    rows = []
    for entry, (name, data) in heard:
        for hook in hooks:
            if name in hook.events:
                uid = uuid.uuid5(uuid.NAMESPACE_URL, f"{hook.id}:{entry.id}:{hook.created_at.isoformat()}").hex
                said = envelope(uid, name, entry.happened_at, entry.id, data, seen.get(entry.ticket_id or 0))
                owed = {"webhook_id": hook.id, "entry_id": entry.id, "uid": uid, "event": name, "body": _text(said)}
                rows.append(owed | {"created_at": work.now, "next_at": work.now})
    if rows:
        work.session.execute(insert(WebhookDelivery).values(rows).on_conflict_do_nothing())
    return len(rows)


def leave_alone(work: Work, hook: Webhook) -> None:
    """The receiver failed too often: nothing more is sent, and the administrators are told once."""
    hook.switch_off(work.now)
    work.session.execute(
        sa.update(WebhookDelivery)
        .where(WebhookDelivery.webhook_id == hook.id, WebhookDelivery.state.in_(OPEN_DELIVERIES))
        .values(state=DeliveryState.GIVEN_UP, next_at=None, answer=SWITCHED_OFF)
        .execution_options(synchronize_session=False)
    )
    cause = f"webhook:{hook.id}:off:{work.now.isoformat()}"
    for person in on_shift.admins(work.session):
        about: notices.Params = {"name": hook.name, "count": hook.failures}
        notices.tell(work, person.id, "webhook_off", cause, notices.Subject(), about)
        to = to_person(person, Channel.EMAIL)
        if to is not None:
            values = {"name": hook.name, "failures": str(hook.failures), "link": PAGE}
            key = f"{cause}:{person.id}"
            deliver(work, channel=Channel.EMAIL, to=to, template=Template.WEBHOOK_OFF, values=values, key=key)
    audit.record(work, "webhook_switched_off", f"webhook:{hook.id}", failures=hook.failures)


def _known(names: Sequence[str]) -> list[str]:
    if not names or not set(names) <= set(NAMES):
        raise Invalid("unknown_event", errors={"events": ["unknown_event"]}, events=list(NAMES))
    return sorted(set(names))


def _free(work: Work, name: str) -> None:
    if work.session.scalar(sa.select(Webhook.id).where(Webhook.name == name)) is not None:
        raise Conflict("name_taken")


def _text(body: Mapping[str, object]) -> str:
    return json.dumps(body, ensure_ascii=False, separators=(",", ":"))
