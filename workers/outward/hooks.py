"""Webhooks on their way: a few receivers side by side, each its own tellings one after the other until one fails.

A receiver that is slow or gone holds up nobody else's, and of its own only the first is tried until it is back.
"""

import time
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta
from typing import NamedTuple

import sqlalchemy as sa
from flask import current_app

from ticketing.actions import webhooks
from ticketing.auth.signatures import SIGNATURE, TIMESTAMP, signature_of
from ticketing.db import begin, now
from ticketing.domain.actors import SYSTEM
from ticketing.domain.deliveries import OPEN_DELIVERIES, DeliveryState, Fate
from ticketing.domain.outbound import Network, networks
from ticketing.domain.webhooks import TOLD
from ticketing.errors import Invalid
from ticketing.journal import JournalEntry
from ticketing.models.webhooks import Webhook, WebhookDelivery
from ticketing.outside.answers import Unsent
from ticketing.outside.post import post
from ticketing.queries import webhooks as looks

LEASE = timedelta(seconds=60)
#: Of one receiver in one round: with ten seconds for each that hangs, a step ends in time.
A_ROUND = 20
PATIENCE_S = 15.0
AT_ONCE = 8
REST_S = 0.5
KEPT = timedelta(days=30)

DELIVERY, EVENT = "X-Rexian-Delivery", "X-Rexian-Event"


class Telling(NamedTuple):
    """Everything that sending needs."""

    id: int
    uid: str
    event: str
    url: str
    secret: str
    body: bytes


class Told(NamedTuple):
    """What came of one; `status` 0: no answer."""

    id: int
    fate: Fate
    status: int
    said: str
    took_ms: int


def hear(entries: Sequence[JournalEntry]) -> None:
    """The relay's ear: owe what subscriptions want of these entries."""
    outward = [entry for entry in entries if type(entry.event) in TOLD]
    if outward:
        with begin(SYSTEM, nudge=False) as work:
            webhooks.owe(work, outward)


def step() -> float:
    """One round; gives the seconds to rest."""
    return 0.0 if send_due() else REST_S


def send_all() -> int:
    """Send everything that is due; gives how many were tried."""
    tried = 0
    while found := send_due():
        tried += found
    return tried


def send_due() -> int:
    """One round through all receivers; gives how many tellings were tried."""
    rounds = _leased()
    if not rounds:
        return 0
    own, at = networks(current_app.config["REXIAN"].outbound_networks), now()
    with ThreadPoolExecutor(AT_ONCE) as pool:
        answers = list(pool.map(lambda tellings: _tell(tellings, own, at), rounds))
    for tellings, told in zip(rounds, answers, strict=True):
        _settle(tellings, told)
    return sum(len(told) for told in answers)


def forget() -> None:
    """What was told a month ago is not kept."""
    with begin(SYSTEM) as work:
        old = sa.delete(WebhookDelivery).where(WebhookDelivery.created_at < work.now - KEPT)
        work.session.execute(old.where(WebhookDelivery.next_at.is_(None)).execution_options(synchronize_session=False))


def _leased() -> list[list[Telling]]:
    with begin(SYSTEM) as work:
        found = []
        for hook in looks.live(work.session):
            due = (
                sa.select(WebhookDelivery)
                .where(WebhookDelivery.webhook_id == hook.id, WebhookDelivery.next_at <= work.now)
                .order_by(WebhookDelivery.next_at, WebhookDelivery.id)
                .limit(A_ROUND)
                .with_for_update(skip_locked=True)
            )
            rows = [row for row in work.session.scalars(due) if row.state in OPEN_DELIVERIES]
            for row in rows:
                row.next_at = work.now + LEASE
            one = [Telling(row.id, row.uid, row.event, hook.url, hook.secret, row.body.encode()) for row in rows]
            found += [one] if one else []
        return found


def _tell(tellings: Sequence[Telling], own: Sequence[Network], at: datetime) -> list[Told]:
    """One after the other until one fails or the time is up; no database is touched."""
    until, told = time.monotonic() + PATIENCE_S, list[Told]()
    for telling in tellings:
        told.append(_posted(telling, own, at))
        if told[-1].fate is not Fate.TAKEN or time.monotonic() > until:
            break
    return told


def _posted(telling: Telling, own: Sequence[Network], at: datetime) -> Told:
    began, stamp = time.monotonic(), str(int(at.timestamp()))
    headers = {
        "Content-Type": "application/json",
        TIMESTAMP: stamp,
        SIGNATURE: signature_of(telling.secret, stamp, telling.body),
        DELIVERY: telling.uid,
        EVENT: telling.event,
    }
    try:
        status, _ = post(telling.url, telling.body, headers, own)
        fate, said = (Fate.TAKEN if 200 <= status < 300 else Fate.LATER), ""
    except (Unsent, Invalid) as unsent:
        status, fate, said = 0, Fate.LATER, unsent.code
    return Told(telling.id, fate, status, said, int((time.monotonic() - began) * 1_000))


def _settle(tellings: Sequence[Telling], told: Sequence[Told]) -> None:
    """Write down what came of each; what was not reached in this round waits as long as the one that failed."""
    with begin(SYSTEM) as work:
        again = work.now
        for one in told:
            row = work.get(WebhookDelivery, one.id)
            row.tried(one.fate, one.status, one.said, one.took_ms, work.now)
            again = row.next_at or again
        left = [telling.id for telling in tellings[len(told) :]]
        work.session.execute(
            sa.update(WebhookDelivery)
            .where(WebhookDelivery.id.in_(left), WebhookDelivery.state != DeliveryState.DROPPED)
            .values(next_at=again)
            .execution_options(synchronize_session=False)
        )
        hook = work.get(Webhook, row.webhook_id)
        if hook.heard(told[-1].fate, told[-1].status):
            webhooks.leave_alone(work, hook)
