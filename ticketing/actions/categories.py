"""Keep the tree of categories, and hold tickets to what it asks for."""

from collections.abc import Iterable, Mapping
from typing import Any

from ticketing.actions import audit
from ticketing.domain import categories as rules
from ticketing.domain.permissions import Permission
from ticketing.domain.tickets import TicketKind
from ticketing.errors import Conflict, Invalid, NotFound
from ticketing.models.categories import Category
from ticketing.models.tickets import Ticket
from ticketing.queries import categories
from ticketing.work import Work, expect_version

PLAIN = ("name_en", "kinds", "fields", "skill", "position", "active")


def add(work: Work, name: str, parent: str | None, fields: Mapping[str, Any]) -> Category:
    """A new branch, at the root or below the one of this path. `name_taken`, `unknown_category`."""
    work.require(Permission.QUEUE_ADMIN)
    above = categories.branch(work.session, parent) if parent is not None else None
    if parent is not None and above is None:
        raise Invalid("unknown_category", errors={"parent": ["unknown_category"]})
    path = f"{above.path}/{name}" if above else name
    if categories.branch(work.session, path) is not None:
        raise Conflict("name_taken")
    row = Category(path=path, name=name, parent_id=above.id if above else None)
    return _written(work, row, fields, "category_added")


def edit(work: Work, category_id: int, version: int | None, fields: Mapping[str, Any]) -> Category:
    """Change what is named. The name stays: it stands on tickets; for another one make a branch and end this one."""
    work.require(Permission.QUEUE_ADMIN)
    row = work.session.get(Category, category_id, with_for_update=True)
    if row is None:
        raise NotFound(what="categories")
    expect_version(row, version)
    return _written(work, row, fields, "category_edited")


def details(work: Work, path: str, kind: TicketKind, said: Mapping[str, Any], *, opening: bool) -> dict[str, Any]:
    """What may stand on a ticket of this category. `unknown_category` for none of the tree, once there is one;
    `bad_details` names what does not fit."""
    if path and categories.is_used(work.session):
        row = categories.branch(work.session, path)
        if row is None or not row.active or (row.kinds and kind.value not in row.kinds):
            raise Invalid("unknown_category", errors={"category": ["unknown_category"]})
    return rules.checked(categories.fields_of(work.session, path), kind, said, opening=opening)


def missing(work: Work, ticket: Ticket) -> tuple[str, ...]:
    """What the ticket's category asks for before it is settled, and nobody has said."""
    if not ticket.category:
        return ()
    return rules.missing(categories.fields_of(work.session, ticket.category), ticket.kind, ticket.details)


def _written(work: Work, row: Category, fields: Mapping[str, Any], deed: str) -> Category:
    keys = [one["key"] for one in fields.get("fields", ())]
    if len(keys) != len(set(keys)):
        raise Invalid("key_twice", errors={"fields": ["key_twice"]})
    before = values(row, fields)
    for name in PLAIN:
        if name in fields:
            setattr(row, name, fields[name])
    is_new = row.id is None
    work.add(row)
    after = values(row, fields)
    audit.record(work, deed, f"category:{row.path}", after=after, **({} if is_new else {"before": before}))
    return row


def values(row: Category, names: Iterable[str]) -> dict[str, Any]:
    """What stands there of these fields, as `edit` takes them."""
    return {name: getattr(row, name) for name in PLAIN if name in names}
