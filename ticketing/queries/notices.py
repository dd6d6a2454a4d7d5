"""A person's notices, newest first."""

from collections.abc import Sequence

import sqlalchemy as sa
from sqlalchemy.orm import Session

from ticketing.models.escalations import Notice


def page(session: Session, person_id: int | None, below: int | None, limit: int) -> Sequence[Notice]:
    """At most `limit` notices of the person with an id below `below`; what a group counts is not among them."""
    found = sa.select(Notice).where(Notice.person_id == person_id, Notice.group_id.is_(None))
    if below is not None:
        found = found.where(Notice.id < below)
    return session.scalars(found.order_by(Notice.id.desc()).limit(limit)).all()
