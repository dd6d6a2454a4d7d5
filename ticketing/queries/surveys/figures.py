"""What surveys came to: the replies of one, the sums of several."""

from collections.abc import Collection
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from ticketing.domain.satisfaction import Contentment, Tally
from ticketing.domain.surveys import Reply
from ticketing.models.campaigns import CampaignTarget
from ticketing.models.surveys import SurveySubject
from ticketing.queries.surveys.plans import standing, was_asked


def replies(session: Session, plan_id: int) -> list[Reply]:
    """One row a person of the sample: at most a few thousand, in one statement."""
    found = sa.select(
        *(SurveySubject.queue, SurveySubject.category, was_asked, SurveySubject.score, SurveySubject.answers)
    ).where(SurveySubject.plan_id == plan_id)
    rows = session.execute(_with_calls(found).order_by(SurveySubject.no))
    return [Reply(row[0], row[1], bool(row[2]), row[3], row[4]) for row in rows]


def tallies(session: Session, plans: Collection[int]) -> dict[int, tuple[int, Tally, float | None]]:
    """By plan: the size of the sample, the sums of its scores, their mean; one statement."""
    words = (Contentment.SATISFIED, Contentment.DISSATISFIED)
    found = sa.select(
        SurveySubject.plan_id,
        sa.func.count(),
        sa.func.count().filter(was_asked),
        sa.func.count(SurveySubject.score),
        *(sa.func.count().filter(SurveySubject.contentment == word) for word in words),
        sa.func.sum(SurveySubject.score),
    ).where(SurveySubject.plan_id.in_(plans))
    rows = session.execute(_with_calls(found).group_by(SurveySubject.plan_id))
    return {row[0]: (int(row[1]), Tally(*(int(one) for one in row[2:6])), _mean(row[6], row[3])) for row in rows}


def states(session: Session, plan_id: int) -> dict[str, int]:
    """How many of a sample stand how."""
    found = sa.select(standing, sa.func.count()).where(SurveySubject.plan_id == plan_id)
    return {row[0]: row[1] for row in session.execute(_with_calls(found).group_by(sa.text("1")))}


def _with_calls(found: Any) -> Any:
    joined = found.select_from(SurveySubject)
    return joined.outerjoin(CampaignTarget, CampaignTarget.id == SurveySubject.target_id)


def _mean(total: Any, count: int) -> float | None:
    return int(int(total) * 100 / count + 0.5) / 100 if count else None
