"""Owe somebody a message: a row in this transaction, sent afterwards by the books (`workers/outward`).

    to = to_person(person, Channel.EMAIL)
    values = {"title": "…", "on": "2026-03-02", "detail": "", "link": "https://…"}
    deliver(work, channel=Channel.EMAIL, to=to, template=Template.REPORT, values=values,
            key=f"report:{run.id}:{person.id}", files=[OutFile("sheet.xlsx", XLSX, content)])

Asked for twice with one key it is owed once. Nothing is sent before the transaction has committed, and none is open
while it is sent.
"""

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import insert

from ticketing.actions import audit
from ticketing.domain.customer_notices import TO_CUSTOMERS
from ticketing.domain.deliveries import GAPS, OPEN_DELIVERIES, Channel, DeliveryState, Template, email_of
from ticketing.domain.events import CustomerTold
from ticketing.domain.permissions import Permission
from ticketing.domain.phones import normal
from ticketing.errors import Invalid
from ticketing.models.deliveries import Delivery, DeliveryFile
from ticketing.models.people import Person
from ticketing.work import Work

LANGUAGE = "zh"
LARGEST_FILE = 10 << 20
LONGEST_VALUE = 4_000


@dataclass(frozen=True)
class Recipient:
    """Where it goes and in which language (`zh` or `en`); whose address it is, so that it can be found and erased."""

    address: str
    language: str = LANGUAGE
    person_id: int | None = None
    customer_id: int | None = None


@dataclass(frozen=True)
class OutFile:
    """What hangs on a mail; `name` is what the reader sees, at most 10 MB."""

    name: str
    media_type: str
    content: bytes


def to_person(person: Person, channel: Channel) -> Recipient | None:
    """Where this colleague is reached that way; None without an address."""
    address = {Channel.EMAIL: person.email, Channel.SMS: person.mobile}.get(channel)
    return Recipient(address, person.language or LANGUAGE, person_id=person.id) if address and person.active else None


def deliver(
    work: Work,
    *,
    channel: Channel,
    to: Recipient,
    template: Template,
    values: Mapping[str, str],
    key: str,
    files: Sequence[OutFile] = (),
    ticket_id: int | None = None,
    not_before: datetime | None = None,
) -> int | None:
    """Owe this message to `to`; gives the row's id, None when the key was used before.

    `values` fill the template's gaps (GAPS[template]); others are an `Invalid` (`unknown_gap`). Short messages carry
    no files. It is the system's deed: whoever calls has checked what the actor may.
    """
    unknown = sorted(set(values) - set(GAPS[template]))
    if unknown or channel is Channel.BELL:
        raise Invalid("unknown_gap", gap=unknown[0] if unknown else channel.value, gaps=list(GAPS[template]))
    row = {
        "key": key,
        "channel": channel,
        "template": template.value,
        "address": address_of(work, channel, to.address),
        "language": to.language,
        "values": {name: value[:LONGEST_VALUE] for name, value in values.items()},
        "files": [_kept(work, one) for one in files] if channel is Channel.EMAIL else [],
        "person_id": to.person_id,
        "customer_id": to.customer_id,
        "ticket_id": ticket_id,
        "created_at": work.now,
        "next_at": max(work.now, not_before) if not_before else work.now,
    }
    owed = insert(Delivery).values(row).on_conflict_do_nothing(index_elements=["key"]).returning(Delivery.id)
    return work.session.scalar(owed)


def address_of(work: Work, channel: Channel, text: str) -> str:
    """The address as it is kept: name@host, or E.164. Raises `Invalid` (`bad_email`, `bad_phone`)."""
    if channel is Channel.EMAIL:
        return email_of(text, "to")
    number = normal(text, work.centre.phone_region)
    if not number:
        raise Invalid("bad_phone", errors={"to": ["bad_phone"]})
    return number


def retry(work: Work, delivery_id: int) -> Delivery:
    """Try it now; 409 `delivery_sent` for one that was taken."""
    work.require(Permission.DELIVERY_ADMIN)
    delivery = work.get(Delivery, delivery_id)
    delivery.retry(work.now)
    audit.record(work, "delivery_retried", f"delivery:{delivery_id}")
    return delivery


def drop(work: Work, delivery_id: int) -> Delivery:
    """It is not sent any more; 409 `delivery_sent` for one that was taken."""
    work.require(Permission.DELIVERY_ADMIN)
    delivery = work.get(Delivery, delivery_id)
    delivery.drop()
    settled(work, delivery)
    audit.record(work, "delivery_dropped", f"delivery:{delivery_id}")
    return delivery


def settled(work: Work, delivery: Delivery) -> None:
    """What became of a notice to a customer stands on its matter; every other message is no matter's business."""
    if delivery.template in TO_CUSTOMERS and delivery.ticket_id and delivery.state not in OPEN_DELIVERIES:
        why = "" if delivery.state is DeliveryState.SENT else delivery.answer
        about = (delivery.id, delivery.template, delivery.channel.value, delivery.state.value, why)
        work.record(CustomerTold(delivery.ticket_id, *about))


def test(work: Work, channel: Channel, address: str) -> Delivery:
    """A message to try the way with, to whoever the administrator says."""
    work.require(Permission.DELIVERY_ADMIN)
    values = {"at": work.now.astimezone(work.centre.zone).strftime("%Y-%m-%d %H:%M:%S")}
    key = f"test:{work.actor.id}:{work.now.isoformat()}"
    to = Recipient(address)
    found = deliver(work, channel=channel, to=to, template=Template.TEST, values=values, key=key)
    audit.record(work, "delivery_tested", f"delivery:{found}", channel=channel.value)
    return work.session.scalars(sa.select(Delivery).filter_by(key=key)).one()


def _kept(work: Work, file: OutFile) -> dict[str, str]:
    if len(file.content) > LARGEST_FILE:
        raise Invalid("file_too_large", limit=LARGEST_FILE, errors={"files": ["file_too_large"]})
    digest = hashlib.sha256(file.content).hexdigest()
    fresh = insert(DeliveryFile).values(sha256=digest, content=file.content, kept_at=work.now)
    # Asked for again it is kept for longer: the sweep goes by when it was last wanted.
    again = fresh.on_conflict_do_update(index_elements=["sha256"], set_={"kept_at": work.now})
    work.session.execute(again)
    return {"name": file.name, "media_type": file.media_type, "sha256": digest}
