"""Customers' files as a list for people to take along; numbers are masked as on every page."""

from typing import Any
from zoneinfo import ZoneInfo

from ticketing.domain.phones import masked
from ticketing.models.customers import Customer
from ticketing.reports.forms import N_, Column

COLUMNS = (
    Column("id", N_("File no.")),
    Column("name", N_("Name")),
    Column("grade", N_("Grade")),
    Column("company", N_("Company")),
    Column("address", N_("Address")),
    Column("phones", N_("Phones")),
    Column("product", N_("Product")),
    Column("note", N_("Remark")),
    Column("barred", N_("Black list")),
    Column("since", N_("File since")),
)
KEYS = tuple(column.key for column in COLUMNS)
CODED = {"grade": "grade"}


def plain_row(customer: Customer, zone: ZoneInfo, region: str, *, open_numbers: bool = False) -> dict[str, Any]:
    """One file in all columns."""
    numbers = [phone.e164 if open_numbers else masked(phone.e164, region) for phone in customer.phones]
    return {
        **{name: getattr(customer, name) for name in ("id", "name", "grade", "company", "address", "product", "note")},
        "phones": ", ".join(number or "" for number in numbers),
        "barred": customer.barred_reason,
        "since": f"{customer.created_at.astimezone(zone):%Y-%m-%d}",
    }
