"""Find a customer by number in any notation, by name or by its pinyin."""

from collections.abc import Sequence
from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import TSQUERY
from sqlalchemy.orm import Session, selectinload

from ticketing.domain.finding import question
from ticketing.domain.phones import normal
from ticketing.models.customers import Customer, CustomerPhone
from ticketing.models.finding import CustomerWords

#: What is common is found among the newest so many files.
WINDOW = 4_000
BATCH = 500


def by_phone(session: Session, raw: str | None, region: str) -> Sequence[Customer]:
    """Every customer with exactly this number; several are candidates to pick from, never merged."""
    number = normal(raw, region)
    if number is None:
        return []
    return session.scalars(
        sa.select(Customer)
        .join(CustomerPhone)
        .where(CustomerPhone.e164 == number, Customer.is_alive)
        .order_by(Customer.id)
        .options(selectinload(Customer.phones))
    ).all()


def phones(session: Session, number: str) -> Sequence[CustomerPhone]:
    """All entries of one E.164 number."""
    return session.scalars(sa.select(CustomerPhone).filter_by(e164=number)).all()


def get(session: Session, customer_id: int) -> Customer | None:
    """One file with its numbers."""
    return session.scalar(sa.select(Customer).filter_by(id=customer_id).options(selectinload(Customer.phones)))


def living(session: Session, customer_id: int) -> int:
    """The file that this one is part of now, however often it was merged; a ring, which nobody can make, ends."""
    seen: set[int] = set()
    while customer_id not in seen:
        seen.add(customer_id)
        customer_id = session.scalar(sa.select(Customer.merged_into_id).filter_by(id=customer_id)) or customer_id
    return customer_id


def twins(session: Session, customer: Customer) -> Sequence[Customer]:
    """Other living files with one of its numbers, or with its name among the newest found by it; at most ten."""
    numbers = sa.select(CustomerPhone.customer_id).where(CustomerPhone.e164.in_([one.e164 for one in customer.phones]))
    same = sa.select(Customer).where(Customer.id.in_(numbers), Customer.id != customer.id, Customer.is_alive)
    sharing = list(session.scalars(same.order_by(Customer.id).limit(10).options(selectinload(Customer.phones))))
    known = {customer.id, *(one.id for one in sharing)}
    named = search(session, customer.name, 0, 20) if len(customer.name) > 1 else ()
    return [*sharing, *(one for one in named if one.name == customer.name and one.id not in known)][:10]


def search(session: Session, text: str, after: int, limit: int, only: str = "") -> Sequence[Customer]:
    """Files whose words, pinyin or number (4 digits and more) hold `text`, newest first below id `after`.

    `only` narrows to `vip`, `key` or `barred`. At most three queries: what is common is found among the newest, what is
    rare through the index of the words.
    """
    found = sa.select(Customer).where(Customer.is_alive, *_only(only)).order_by(Customer.id.desc()).limit(limit)
    found = found.options(selectinload(Customer.phones))
    if after:
        found = found.where(Customer.id < after)
    if not text:
        return session.scalars(found).all()
    asked = question(text)
    if asked is None:
        return []
    near = session.scalars(found.where(Customer.id.in_(_among_the_newest(asked, after)))).all()
    return near if len(near) == limit else _rare(session, found, asked, after, limit)


def _only(word: str) -> list[sa.ColumnElement[bool]]:
    if word == "barred":
        return [Customer.barred_at.is_not(None)]
    return [Customer.grade == word] if word in ("vip", "key") else []


def _among_the_newest(asked: str, after: int) -> sa.Select[int]:
    top: Any = after or sa.select(sa.func.max(CustomerWords.id) + 1).scalar_subquery()
    walk = sa.select(CustomerWords.id, CustomerWords.document)
    walk = walk.where(CustomerWords.id < top, CustomerWords.id >= top - WINDOW).order_by(CustomerWords.id.desc())
    near = walk.offset(0).subquery()
    return sa.select(near.c.id).where(near.c.document.op("@@")(sa.cast(asked, TSQUERY)))


def _rare(session: Session, found: sa.Select[Customer], asked: str, after: int, limit: int) -> Sequence[Customer]:
    """The ids first, some at a time, then their files: joined in one go, the planner walks through all of them."""
    rows: list[Customer] = []
    below = after
    while len(rows) < limit:
        hits = _hits(asked)
        (column,) = hits.selected_columns
        newest = hits.order_by(column.desc()).limit(BATCH)
        ids = session.scalars(newest.where(column < below) if below else newest).all()
        rows += session.scalars(found.where(Customer.id.in_(ids))).all() if ids else ()
        if len(ids) < BATCH:
            break
        below = ids[-1]
    return rows[:limit]


def _hits(asked: str) -> sa.Select[int]:
    hits = sa.select(CustomerWords.id).where(CustomerWords.document.op("@@")(sa.cast(asked, TSQUERY)))
    return sa.select(hits.cte("hits").prefix_with("MATERIALIZED").c.id)
