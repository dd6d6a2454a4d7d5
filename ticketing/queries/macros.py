"""Canned texts and macros."""

from collections.abc import Sequence

import sqlalchemy as sa
from sqlalchemy.orm import Session

from ticketing.models.macros import Macro


def everyone(session: Session) -> Sequence[Macro]:
    """In their places, those not in use too."""
    return session.scalars(sa.select(Macro).order_by(Macro.position, Macro.code)).all()


def offered(session: Session, kind: str) -> list[Macro]:
    """Those in use for a kind of ticket."""
    return [one for one in everyone(session) if one.active and (not one.kinds or kind in one.kinds)]
