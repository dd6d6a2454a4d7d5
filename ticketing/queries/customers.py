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


def search(session: Session, text: str, after: int, limit: int) -> Sequence[Customer]:
    """Files whose words, pinyin or number (4 digits and more) hold `text`, newest first below id `after`.

    At most three queries: what is common is found among the newest, what is rare through the index of the words.
    """
    found = sa.select(Customer).where(Customer.is_alive).order_by(Customer.id.desc()).limit(limit)
    found = found.options(selectinload(Customer.phones))
    if after:
        found = found.where(Customer.id < after)
    if not text:
        return session.scalars(found).all()
    asked = question(text)
    if asked is None:
        return []
    near = session.scalars(found.where(Customer.id.in_(_among_the_newest(asked, after)))).all()
    return near if len(near) == limit else session.scalars(found.where(Customer.id.in_(_anywhere(asked)))).all()


def _among_the_newest(asked: str, after: int) -> sa.Select[int]:
    top: Any = after or sa.select(sa.func.max(CustomerWords.id) + 1).scalar_subquery()
    walk = sa.select(CustomerWords.id, CustomerWords.document)
    walk = walk.where(CustomerWords.id < top, CustomerWords.id >= top - WINDOW).order_by(CustomerWords.id.desc())
    near = walk.offset(0).subquery()
    return sa.select(near.c.id).where(near.c.document.op("@@")(sa.cast(asked, TSQUERY)))


def _anywhere(asked: str) -> sa.Select[int]:
    hits = sa.select(CustomerWords.id).where(CustomerWords.document.op("@@")(sa.cast(asked, TSQUERY)))
    return sa.select(hits.cte("hits").prefix_with("MATERIALIZED").c.id)
