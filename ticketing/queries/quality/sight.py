"""Which scores a reader may see: a draft is its writer's alone, a calibration is blind until everybody is in."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy.orm import Session

from ticketing.domain.actors import Actor
from ticketing.domain.permissions import Permission
from ticketing.domain.quality import Answer, CaseState, differences
from ticketing.models.quality import QualityCase, QualityScore
from ticketing.queries.quality.sums import Month, month_of
from ticketing.queries.reach import Sides, within


def visible(case: QualityCase, scores: Sequence[QualityScore], reader: int | None) -> list[QualityScore]:
    """One's own; what is submitted; of a calibration the others' only when all are in."""
    is_blind = case.seats > 1 and case.state is not CaseState.COMPARED
    return [one for one in scores if one.by_id == reader or (one.submitted_at is not None and not is_blind)]


def spread(case: QualityCase, scores: Sequence[QualityScore]) -> dict[str, int]:
    """Points between the highest and the lowest by item, of a calibration that is over."""
    if case.state is not CaseState.COMPARED:
        return {}
    every = [{key: Answer(**said) for key, said in one.answers.items()} for one in scores]
    return differences(scores[0].edition.edition, every)


def month_within(session: Session, actor: Actor, lo: datetime, hi: datetime) -> list[Month]:
    """The sums of [lo, hi) by agent, as far as the reader may see."""
    sides = Sides(owner=QualityCase.person_id, team=QualityCase.team_id)
    return month_of(session, lo, hi, within(actor, Permission.QUALITY_READ, sides))
