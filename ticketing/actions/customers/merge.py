"""Two files that are one person's are made one, and parted again when that was a mistake."""

from collections.abc import Iterator
from typing import Any

import sqlalchemy as sa

from ticketing.actions import audit
from ticketing.actions.customers.keep import held, share
from ticketing.domain.customers import PARTING, Deed
from ticketing.domain.events import CustomerChanged
from ticketing.domain.permissions import Permission
from ticketing.errors import Conflict, Invalid
from ticketing.models.base import Base
from ticketing.models.customers import Customer, CustomerMerge, CustomerPhone, PersonalRequest
from ticketing.work import Work, expect_version

#: What stays where it is: numbers are moved one by one, requests and merges are about the file itself.
_STAY = {CustomerPhone.__tablename__, CustomerMerge.__tablename__, PersonalRequest.__tablename__}


def merge(work: Work, target_id: int, source_id: int, version: int | None, reason: str = "") -> CustomerMerge:
    """Everything of `source` becomes `target`'s; the source keeps its words and points to it.

    Raises `Invalid` (`same_customer`) and `Conflict` (`merged_away`, `stale_version`).
    """
    work.require(Permission.CUSTOMER_MERGE)
    if target_id == source_id:
        raise Invalid("same_customer", errors={"source_id": ["same_customer"]})
    # In the order of their ids, whoever asked first: two merges of one pair never wait for each other in a ring.
    files = {file_id: held(work, file_id) for file_id in sorted({target_id, source_id})}
    source, target = files[source_id], files[target_id]
    expect_version(target, version)
    moved = {name: ids for name, ids in _moved(work, source_id, target_id) if ids}
    moved[CustomerPhone.__tablename__] = _phones(work, source, target)
    source.merged_into_id = target.id
    source.version += 1
    row = work.add(
        CustomerMerge(
            source_id=source_id, target_id=target_id, by_id=work.actor.id, reason=reason, moved=moved, at=work.now
        )
    )
    _settle(work, source, target, Deed.MERGED)
    audit.record(work, "customers_merged", f"customer:{target_id}", source=source_id, reason=reason)
    return row


def part(work: Work, merge_id: int) -> CustomerMerge:
    """Undo a merge within a day: what went over and is still there goes back.

    Raises `Conflict` (`parted_already`, `too_late_to_part`, or `merged_away` when the file went on into another).
    """
    work.require(Permission.CUSTOMER_MERGE)
    row = work.get(CustomerMerge, merge_id)
    if row.undone_at is not None:
        raise Conflict("parted_already")
    if work.now > row.at + PARTING:
        raise Conflict("too_late_to_part", until=(row.at + PARTING).isoformat())
    target = held(work, row.target_id)
    source = work.get(Customer, row.source_id)
    for name, ids in row.moved.items():
        table = Base.metadata.tables[name]
        back = sa.update(table).where(table.c.id.in_(ids), table.c.customer_id == target.id)
        work.session.execute(back.values(customer_id=source.id))
    source.merged_into_id = None
    source.version += 1
    target.version += 1
    row.undone_at, row.undone_by = work.now, work.actor.id
    _settle(work, source, target, Deed.PARTED)
    audit.record(work, "customers_parted", f"customer:{target.id}", source=source.id)
    return row


def _moved(work: Work, source_id: int, target_id: int) -> Iterator[tuple[str, list[int]]]:
    """Every table with a column `customer_id` that names a customer: whoever adds one need not think of merges."""
    for table in sorted(Base.metadata.tables.values(), key=lambda table: table.name):
        column = table.c.get("customer_id")
        if column is None or table.name in _STAY or not _names_a_customer(column):
            continue
        over = sa.update(table).where(column == source_id).values(customer_id=target_id).returning(table.c.id)
        yield table.name, list(work.session.scalars(over))


def _names_a_customer(column: sa.Column[Any]) -> bool:
    return any(key.column.table.name == Customer.__tablename__ for key in column.foreign_keys)


def _phones(work: Work, source: Customer, target: Customer) -> list[int]:
    """The numbers that the target does not have yet change hands."""
    known = {phone.e164 for phone in target.phones}
    new = [phone.id for phone in source.phones if phone.e164 not in known]
    work.session.execute(sa.update(CustomerPhone).where(CustomerPhone.id.in_(new)).values(customer_id=target.id))
    return new


def _settle(work: Work, source: Customer, target: Customer, deed: Deed) -> None:
    work.session.flush()
    for file in (source, target):
        work.session.expire(file, ["phones"])
    share(work, {phone.e164 for file in (source, target) for phone in file.phones})
    for file in (source, target):
        work.record(CustomerChanged(file.id, deed.value))
