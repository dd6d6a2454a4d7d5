"""The black list: whoever is on it is marked wherever they show up, and nobody dials their numbers."""

import sqlalchemy as sa

from ticketing.actions import audit, blocked_numbers
from ticketing.actions.customers.keep import held
from ticketing.domain.customers import Deed
from ticketing.domain.events import CustomerChanged
from ticketing.domain.permissions import Permission
from ticketing.models.control import BlockedNumber
from ticketing.models.customers import Customer
from ticketing.work import Work, expect_version


def bar(work: Work, customer_id: int, version: int | None, reason: str) -> Customer:
    """Put a customer on the black list, their own numbers with them; shared ones stay free for the others."""
    work.require(Permission.NUMBER_BLOCK)
    customer = held(work, customer_id)
    expect_version(customer, version)
    customer.barred_at, customer.barred_by, customer.barred_reason = work.now, work.actor.id, reason
    for phone in customer.phones:
        if not phone.shared and phone.e164.startswith("+"):
            blocked_numbers.block(work, phone.e164, reason)
    work.record(CustomerChanged(customer.id, Deed.BARRED.value))
    audit.record(work, "customer_barred", f"customer:{customer_id}", reason=reason)
    return customer


def allow(work: Work, customer_id: int, version: int | None) -> Customer:
    """Take a customer off the black list again, their numbers with them."""
    work.require(Permission.NUMBER_BLOCK)
    customer = held(work, customer_id)
    expect_version(customer, version)
    customer.barred_at, customer.barred_by, customer.barred_reason = None, None, ""
    numbers = [phone.e164 for phone in customer.phones if not phone.shared]
    work.session.execute(sa.delete(BlockedNumber).where(BlockedNumber.e164.in_(numbers)))
    work.record(CustomerChanged(customer.id, Deed.ALLOWED.value))
    audit.record(work, "customer_allowed", f"customer:{customer_id}")
    return customer
