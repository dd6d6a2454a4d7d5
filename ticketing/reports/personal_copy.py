"""Everything that we know of one person, for the person themselves (PIPL 44-45)."""

import io
import zipfile
from collections.abc import Iterator
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

import orjson
import sqlalchemy as sa
from sqlalchemy.orm import Session

from ticketing.errors import NotFound
from ticketing.models.base import Base
from ticketing.models.customers import Customer
from ticketing.models.tickets import Ticket

#: What hangs on a ticket and says something of its customer.
OF_TICKETS = ("complaints", "notes", "contacts")
#: Ours, not theirs: sums, leases and the like.
INSIDE = frozenset({"changed_in", "version", "policy_id", "policy_version", "document", "moved"})
MOST = 10_000


def zipped(session: Session, customer_id: int, at: datetime, zone: ZoneInfo) -> bytes:
    """One JSON file per kind of thing, and a line about when and whose; `NotFound` without the file."""
    if session.get(Customer, customer_id) is None:
        raise NotFound(what="customers")
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as folder:
        about = {"customer": customer_id, "made_at": at.astimezone(zone).isoformat()}
        folder.writestr("about.json", orjson.dumps(about))
        for name, rows in everything(session, customer_id):
            folder.writestr(f"{name}.json", orjson.dumps(rows, option=orjson.OPT_INDENT_2, default=str))
    return out.getvalue()


def everything(session: Session, customer_id: int) -> Iterator[tuple[str, list[dict[str, Any]]]]:
    """(table, rows) of every table whose rows name the customer, and of what hangs on the customer's tickets."""
    tickets = sa.select(Ticket.id).where(Ticket.customer_id == customer_id)
    for table in sorted(Base.metadata.tables.values(), key=lambda table: table.name):
        if table.name == Customer.__tablename__:
            where = table.c.id == customer_id
        elif "customer_id" in table.c:
            where = table.c.customer_id == customer_id
        elif table.name in OF_TICKETS:
            where = table.c.ticket_id.in_(tickets)
        else:
            continue
        columns = [column for column in table.c if column.name not in INSIDE]
        found = session.execute(sa.select(*columns).where(where).order_by(table.c.id).limit(MOST)).mappings()
        rows = [{name: _plain(value) for name, value in row.items()} for row in found]
        if rows:
            yield table.name, rows


def _plain(value: Any) -> Any:
    return value.isoformat() if isinstance(value, date) else value
