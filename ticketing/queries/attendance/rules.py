"""The centre's rules of attendance as they stand."""

import sqlalchemy as sa
from sqlalchemy.orm import Session

from ticketing.domain.attendance import Rules
from ticketing.models.system import Setting

KEY = "attendance"


def rules(session: Session) -> Rules:
    """What was last said, or what a centre begins with."""
    return Rules.from_dict(session.scalar(sa.select(Setting.value).filter_by(key=KEY)) or {})
