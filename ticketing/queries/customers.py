"""Find a customer by number in any notation, by name or by its pinyin."""

from collections.abc import Sequence

import sqlalchemy as sa
from sqlalchemy.orm import Session, selectinload

from ticketing.domain.phones import normal
from ticketing.models.customers import Customer, CustomerPhone

_SHORTEST_FRAGMENT = 4


def by_phone(session: Session, raw: str | None, region: str) -> Sequence[Customer]:
    """Every customer with exactly this number; several are candidates to pick from, never merged."""
    number = normal(raw, region)
    if number is None:
        return []
    return session.scalars(
        sa.select(Customer)
        .join(CustomerPhone)
        .where(CustomerPhone.e164 == number)
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
    """Files whose name, company, pinyin or number (4 digits and more) holds `text`, newest first below id `after`.

    Two queries.
    """
    found = sa.select(Customer).order_by(Customer.id.desc()).limit(limit).options(selectinload(Customer.phones))
    if after:
        found = found.where(Customer.id < after)
    if text:
        found = found.where(sa.or_(*_matches(text)))
    return session.scalars(found).all()


def matching(text: str) -> sa.Select[int]:
    """The ids of the customers that `search` would find, for searches over what belongs to them."""
    return sa.select(Customer.id).where(sa.or_(*_matches(text)))


def _matches(text: str) -> list[sa.ColumnElement[bool]]:
    wanted = [column.icontains(text, autoescape=True) for column in (Customer.name, Customer.company, Customer.pinyin)]
    digits = phone_digits(text)
    if digits:
        wanted.append(Customer.id.in_(sa.select(CustomerPhone.customer_id).where(CustomerPhone.e164.contains(digits))))
    return wanted


def phone_digits(text: str) -> str | None:
    """The digits to look for in numbers: 4 and more, without the national 0 in front; None when it is no fragment."""
    if any(sign.isalpha() for sign in text):
        return None
    digits = "".join(sign for sign in text if sign.isdecimal() and sign.isascii()).lstrip("0")
    return digits if len(digits) >= _SHORTEST_FRAGMENT else None
