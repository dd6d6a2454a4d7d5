"""The files of a ticket."""

from collections.abc import Sequence

import sqlalchemy as sa
from sqlalchemy.orm import Session, joinedload

from ticketing.models.attachments import Attachment


def of(session: Session, ticket_id: int) -> Sequence[Attachment]:
    """Oldest first, each with who sent it."""
    found = sa.select(Attachment).filter_by(ticket_id=ticket_id).order_by(Attachment.id)
    return session.scalars(found.options(joinedload(Attachment.by))).all()
