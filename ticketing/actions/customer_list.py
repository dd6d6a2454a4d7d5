"""Customers out of a file: a number that is known brings its file up to date, a new one makes a file."""

from typing import Any

from ticketing.actions import customers
from ticketing.actions.customers import CustomerWish
from ticketing.actions.file_jobs import Importer
from ticketing.actions.file_jobs.kinds import Values
from ticketing.domain.file_jobs import Column, ColumnKind, Taken
from ticketing.domain.permissions import Permission
from ticketing.errors import Conflict
from ticketing.models.customers import Customer
from ticketing.queries import customers as looks
from ticketing.reports.forms import N_
from ticketing.work import Work

#: How lists out there head a number.
PHONES = ("电话", "手机", "手机号", "联系电话", "phone")
GRADES = {"normal": N_("normal customer"), "vip": N_("VIP"), "key": N_("key customer")}


def take(work: Work, _: Values, row: Values) -> Taken:
    """Raises `Conflict` (`several_customers`) for a number that several people share: nobody is chosen (4.7)."""
    fields: dict[str, Any] = {key: value for key, value in row.items() if key in customers.EDITABLE}
    known = [one for one in looks.by_phone(work.session, row["phone"], work.centre.phone_region) if one]
    if len(known) > 1:
        raise Conflict("several_customers")
    if not known:
        customers.add(work, CustomerWish(phones=(row["phone"],), **fields))
        return Taken.ADDED
    if _says_the_same(known[0], fields):
        return Taken.SAME
    customers.edit(work, known[0].id, None, fields, ())
    return Taken.CHANGED


def _says_the_same(customer: Customer, fields: dict[str, Any]) -> bool:
    return all(getattr(customer, key) == value for key, value in fields.items())


CUSTOMERS = Importer(
    kind="customers",
    title=N_("Customers"),
    permission=Permission.CUSTOMER_WRITE,
    columns=(
        Column("name", N_("Name"), required=True, longest=100, example="张伟", also=("客户姓名", "客户名称")),
        Column("phone", N_("Phone number"), ColumnKind.PHONE, required=True, example="13800138000", also=PHONES),
        Column("grade", N_("Grade"), ColumnKind.WORD, words=GRADES, also=("客户级别", "级别")),
        Column("company", N_("Company"), longest=200, also=("单位",)),
        Column("address", N_("Address"), longest=300),
        Column("product", N_("Product"), longest=200),
        Column("note", N_("Remark"), ColumnKind.PROSE, longest=2_000),
    ),
    take=take,
)
