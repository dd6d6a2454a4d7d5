"""Find a customer by number in any notation, by name or by its pinyin."""

from collections.abc import Sequence

import sqlalchemy as sa
from sqlalchemy.orm import Session, selectinload

from ticketing.domain.finding import question
from ticketing.domain.phones import normal
from ticketing.models.customers import Customer, CustomerPhone
from ticketing.models.finding import CustomerWords
from ticketing.queries import by_words


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

    `only` narrows to `vip`, `key` or `barred`. With a text at most five queries.
    """
    narrowed = [Customer.is_alive, *_only(only)]
    if after:
        narrowed.append(Customer.id < after)
    found = sa.select(Customer).order_by(Customer.id.desc()).limit(limit).options(selectinload(Customer.phones))
    if not text:
        return session.scalars(found.where(*narrowed)).all()
    asked = question(text)
    if asked is None:
        return []
    ids = by_words.newest(session, sa.select(Customer.id).where(*narrowed), CustomerWords, asked, limit)
    return session.scalars(found.where(Customer.id.in_(ids))).all() if ids else []


def _only(word: str) -> list[sa.ColumnElement[bool]]:
    if word == "barred":
        return [Customer.barred_at.is_not(None)]
    return [Customer.grade == word] if word in ("vip", "key") else []
