"""Reports that somebody may open: their own, those of their team, those for everybody."""

from collections.abc import Sequence

import sqlalchemy as sa
from sqlalchemy.orm import Session, joinedload

from ticketing.domain.actors import Actor
from ticketing.domain.builder import Sharing
from ticketing.models.custom_reports import CustomReport, CustomReportOrder, OpenNumberRequest
from ticketing.models.people import Person


def page(session: Session, actor: Actor, before: int | None, limit: int) -> Sequence[CustomReport]:
    """The newest first, below id `before`. One query."""
    found = sa.select(CustomReport).where(_visible(actor)).options(joinedload(CustomReport.owner))
    if before is not None:
        found = found.where(CustomReport.id < before)
    return session.scalars(found.order_by(CustomReport.id.desc()).limit(limit)).all()


def one(session: Session, actor: Actor, report_id: int) -> CustomReport | None:
    """One that the actor may open; else it does not exist."""
    found = sa.select(CustomReport).where(CustomReport.id == report_id, _visible(actor))
    return session.scalar(found.options(joinedload(CustomReport.owner)))


def order_of(session: Session, actor: Actor, report_id: int) -> CustomReportOrder | None:
    return session.scalar(sa.select(CustomReportOrder).filter_by(report_id=report_id, person_id=actor.id))


def waiting(session: Session, limit: int = 50) -> Sequence[OpenNumberRequest]:
    """Requests for whole numbers that nobody has decided on, the oldest first."""
    found = sa.select(OpenNumberRequest).where(OpenNumberRequest.decided_at.is_(None))
    return session.scalars(
        found.options(joinedload(OpenNumberRequest.asker)).order_by(OpenNumberRequest.id).limit(limit)
    ).all()


def asked_by(session: Session, actor: Actor, limit: int = 20) -> Sequence[OpenNumberRequest]:
    """One's own requests, the newest first."""
    found = sa.select(OpenNumberRequest).filter_by(asked_by=actor.id).order_by(OpenNumberRequest.id.desc())
    return session.scalars(found.limit(limit)).all()


def _visible(actor: Actor) -> sa.ColumnElement[bool]:
    colleagues = sa.select(Person.id).where(Person.team_id == actor.scope.team_id)
    of_team = sa.and_(CustomReport.shared == Sharing.TEAM, CustomReport.owner_id.in_(colleagues))
    return sa.or_(CustomReport.owner_id == actor.id, CustomReport.shared == Sharing.EVERYBODY, of_team)
