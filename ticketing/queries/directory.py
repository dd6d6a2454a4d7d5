"""The directory of departments as it is looked up."""

from collections.abc import Sequence

import sqlalchemy as sa
from sqlalchemy.orm import Session

from ticketing.models.directory import Department

#: Nobody reads a longer list; whoever has one searches it.
MOST = 500
_SEARCHED = (
    Department.name,
    Department.head,
    Department.scope,
    Department.phone,
    Department.mobile,
    Department.deputy,
)


def departments(session: Session, text: str = "") -> Sequence[Department]:
    """What is in use, in its order; every word of `text` stands somewhere in a line."""
    found = sa.select(Department).where(Department.active)
    for word in text.split():
        found = found.where(sa.or_(*(column.icontains(word, autoescape=True) for column in _SEARCHED)))
    return session.scalars(found.order_by(Department.position, Department.name).limit(MOST)).all()
