"""What a notice to a customer goes by: the rules of the centre, the matter, and who wants none."""

from collections.abc import Collection
from datetime import time

import sqlalchemy as sa
from sqlalchemy.orm import Session, joinedload, selectinload

from ticketing.domain.customer_notices import TO_CUSTOMERS, NoticeRules
from ticketing.domain.deliveries import Channel, Template
from ticketing.models.callbacks import Callback
from ticketing.models.control import BlockedNumber
from ticketing.models.customers import Customer, CustomerPhone
from ticketing.models.system import Setting
from ticketing.models.tickets import Ticket

# {"ways": {"ticket_filed": ["sms"]}, "opens": "08:00", "closes": "21:00", "version": 3}
SAID = "customer_notices"


def rules(session: Session) -> NoticeRules:
    """As an administrator has said them; nothing is sent before."""
    said = session.scalar(sa.select(Setting.value).filter_by(key=SAID))
    if said is None:
        return NoticeRules()
    ways = {Template(kind): tuple(map(Channel, ways)) for kind, ways in said["ways"].items() if ways}
    known: dict[Template, tuple[Channel, ...]] = {kind: ways[kind] for kind in TO_CUSTOMERS if kind in ways}
    return NoticeRules(known, time.fromisoformat(said["opens"]), time.fromisoformat(said["closes"]), said["version"])


def matters(session: Session, ids: Collection[int]) -> dict[int, Ticket]:
    """The tickets by id, each with its customer and their numbers."""
    whole = joinedload(Ticket.customer).selectinload(Customer.phones)
    return {one.id: one for one in session.scalars(sa.select(Ticket).where(Ticket.id.in_(ids)).options(whole))}


def promises(session: Session, ids: Collection[int]) -> dict[int, Callback]:
    """The call-backs by id, each with its customer and their numbers."""
    whole = selectinload(Callback.customer).selectinload(Customer.phones)
    return {one.id: one for one in session.scalars(sa.select(Callback).where(Callback.id.in_(ids)).options(whole))}


def unwilling(session: Session, numbers: Collection[str]) -> set[str]:
    """Of these numbers those that get no message: blocked, or of somebody who wants none or is on the black list."""
    blocked = sa.select(BlockedNumber.e164).where(BlockedNumber.e164.in_(numbers))
    wants_none = (
        sa.select(CustomerPhone.e164)
        .join(Customer)
        .where(CustomerPhone.e164.in_(numbers), Customer.is_alive)
        .where(sa.or_(Customer.no_notices, Customer.barred_at.is_not(None)))
    )
    return set(session.scalars(sa.union(blocked, wants_none)))
