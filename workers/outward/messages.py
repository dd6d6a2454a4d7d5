"""Mails and short messages, one after the other.

A row is leased in one transaction, sent in none, and settled in a third. Whoever dies in between has sent at most the
one message that it had in hand; that one is sent again when the lease passes, with the same Message-ID or key, by which
the other side can tell. SMTP knows no more.
"""

from collections.abc import Mapping
from datetime import timedelta
from typing import NamedTuple

import sqlalchemy as sa
import structlog
from flask import current_app

from ticketing.actions import customer_notices
from ticketing.actions.deliveries import settled
from ticketing.auth.links import link_of
from ticketing.config import Config
from ticketing.db import begin, now, reading
from ticketing.domain.actors import SYSTEM
from ticketing.domain.deliveries import GOOD_FOR, OPEN_DELIVERIES, Channel, Fate, Template
from ticketing.models.deliveries import Delivery, DeliveryFile
from ticketing.outside import mail, sms
from ticketing.outside.answers import Answer
from ticketing.outside.mail import Hanging, Mail
from ticketing.outside.texts import worded
from ticketing.queries import deliveries
from workers.outward.to_customers import SURVEY

LEASE = timedelta(seconds=60)
#: A step must end before its loop is thought to hang: each may take ten seconds to connect and ten to be heard.
AT_ONCE = 2
REST_S = 0.5
FILES_KEPT = timedelta(days=7)

log = structlog.get_logger()


def step() -> float:
    """Send what is due; gives the seconds to rest."""
    taken = [send(delivery_id) for delivery_id in _leased()]
    return 0.0 if len(taken) == AT_ONCE else REST_S


def send_all() -> int:
    """Send everything that is due; gives how many were tried."""
    tried = 0
    while leased := _leased():
        tried += sum(send(delivery_id) for delivery_id in leased)
    return tried


def send(delivery_id: int) -> bool:
    """Send one that is leased, and write down what came of it; False for one that is not to go out now."""
    with begin(SYSTEM) as work:
        if not customer_notices.is_wanted(work, delivery_id):
            return False
    message = _message(delivery_id)
    answer = _sent(current_app.config["REXIAN"], message) if message.fresh else Answer(Fate.NEVER, "too_late")
    with begin(SYSTEM) as work:
        row = work.get(Delivery, delivery_id)
        row.tried(answer.fate, answer.said, work.now)
        settled(work, row)
    if answer.fate is not Fate.TAKEN:
        log.warning("delivery_failed", delivery=delivery_id, channel=message.channel.value, said=answer.said)
    return True


def forget_files() -> None:
    """What hung on messages long sent is not kept: whoever wants it opens the sheet."""
    with begin(SYSTEM) as work:
        old = sa.delete(DeliveryFile).where(DeliveryFile.kept_at < work.now - FILES_KEPT)
        work.session.execute(old.execution_options(synchronize_session=False))


class Message(NamedTuple):
    """Everything that sending needs, out of the database."""

    channel: Channel
    address: str
    key: str
    subject: str
    text: str
    mail: Mail
    fresh: bool


def _leased() -> list[int]:
    with begin(SYSTEM) as work:
        due = (
            sa.select(Delivery.id)
            .where(Delivery.next_at <= work.now)
            .order_by(Delivery.next_at)
            .limit(AT_ONCE)
            .with_for_update(skip_locked=True)
            .scalar_subquery()
        )
        rows = work.session.scalars(
            sa.update(Delivery)
            .where(Delivery.id.in_(due), Delivery.state.in_(OPEN_DELIVERIES))
            .values(next_at=work.now + LEASE)
            .returning(Delivery.id)
            .execution_options(synchronize_session=False)
        )
        return sorted(rows)


def _message(delivery_id: int) -> Message:
    at = now()
    with reading() as session:
        row = session.get_one(Delivery, delivery_id)
        template = Template(row.template)
        own = deliveries.own_text(session, template, row.language)
        contents = deliveries.contents(session, [file["sha256"] for file in row.files])
    subject, text = worded(row.channel, template, row.language, _linked(row.values), own)
    written = Mail(row.address, subject, text, row.key, row.created_at, _hanging(row, contents))
    return Message(row.channel, row.address, row.key, subject, text, written, at - row.created_at < GOOD_FOR)


def _linked(values: dict[str, str]) -> dict[str, str]:
    """A link is kept as a path: where the house is reached is a matter of its settings. Of a link that lets somebody
    in only what it is for is kept, and its token is made when it goes out."""
    path = values.get("link", "")
    if path.startswith(SURVEY):
        path = f"/survey/{link_of(path.removeprefix(SURVEY))[0]}"
    return {**values, "link": current_app.config["REXIAN"].origins[0] + path} if path.startswith("/") else values


def _hanging(row: Delivery, contents: Mapping[str, bytes]) -> list[Hanging]:
    known = [file for file in row.files if file["sha256"] in contents]
    return [Hanging(file["name"], file["media_type"], contents[file["sha256"]]) for file in known]


def _sent(config: Config, message: Message) -> Answer:
    if message.channel is Channel.EMAIL:
        return mail.send(config, message.mail)
    return sms.send(config, message.address, message.text, message.key)
