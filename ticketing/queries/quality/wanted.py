"""How draws go, as whoever answers for quality has set it."""

import sqlalchemy as sa
from sqlalchemy.orm import Session

from ticketing.domain.quality import SamplePlan
from ticketing.models.system import Setting

PLAN = "quality_plan"


def plan(session: Session) -> SamplePlan:
    """The usual one until somebody changes it."""
    return SamplePlan.of(session.scalar(sa.select(Setting.value).filter_by(key=PLAN)))
