"""What was to be said to whom: the page's list, and the words that the centre has of its own."""

from collections.abc import Mapping, Sequence

import sqlalchemy as sa
from sqlalchemy.orm import Session

from ticketing.domain.deliveries import Channel, DeliveryState, Template
from ticketing.models.deliveries import Delivery, DeliveryFile, MessageText


def page(
    session: Session, state: DeliveryState | None, channel: Channel | None, before: int | None, limit: int
) -> Sequence[Delivery]:
    """The newest first, those older than row `before`; by the index of states, or by the key."""
    found = sa.select(Delivery).order_by(Delivery.id.desc()).limit(limit)
    if state is not None:
        found = found.where(Delivery.state == state)
    if channel is not None:
        found = found.where(Delivery.channel == channel)
    if before is not None:
        found = found.where(Delivery.id < before)
    return session.scalars(found).all()


def waiting(session: Session) -> dict[str, int]:
    """How many wait or were given up, by channel and state (`email:failed`)."""
    states = [DeliveryState.QUEUED, DeliveryState.FAILED, DeliveryState.GIVEN_UP]
    rows = session.execute(
        sa.select(Delivery.channel, Delivery.state, sa.func.count())
        .where(Delivery.state.in_(states))
        .group_by(Delivery.channel, Delivery.state)
    )
    return {f"{channel.value}:{state.value}": count for channel, state, count in rows}


def own_texts(session: Session) -> dict[tuple[Template, str], MessageText]:
    """The centre's own words, by template and language."""
    return {(Template(one.template), one.language): one for one in session.scalars(sa.select(MessageText))}


def own_text(session: Session, template: Template, language: str) -> tuple[str, str] | None:
    """Subject and body, None where the words of the house hold."""
    row = session.execute(
        sa.select(MessageText.subject, MessageText.body).filter_by(template=template.value, language=language)
    ).first()
    return (row.subject, row.body) if row else None


def contents(session: Session, digests: Sequence[str]) -> Mapping[str, bytes]:
    """What hangs on a message, by its digest."""
    rows = session.execute(sa.select(DeliveryFile.sha256, DeliveryFile.content).where(DeliveryFile.sha256.in_(digests)))
    return {row.sha256: row.content for row in rows}
