"""When customers may be rung, as the centre has said; the usual hours where it has not."""

from datetime import time

import sqlalchemy as sa
from sqlalchemy.orm import Session

from ticketing.domain.callbacks import CallingHours
from ticketing.models.system import Setting

# {"windows": [["09:00", "12:00"], ["13:30", "20:30"]]}
SAID = "calling_hours"


def of(session: Session, tz: str) -> CallingHours:
    """The hours by the wall clock of this zone."""
    said = session.scalar(sa.select(Setting.value).filter_by(key=SAID))
    if said is None:
        return CallingHours(tz=tz)
    windows = tuple((time.fromisoformat(opens), time.fromisoformat(closes)) for opens, closes in said["windows"])
    return CallingHours(tz, windows)
