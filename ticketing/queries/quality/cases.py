"""Calls to be scored and calls that were: lists within reach, one with its scores, appeals, coaching."""

from collections.abc import Sequence
from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy.orm import Session, joinedload

from ticketing.domain.actors import Actor
from ticketing.domain.permissions import Permission, Verdict, judge
from ticketing.domain.quality import COUNTED, CaseState, Origin, ScorePart
from ticketing.models.people import Person
from ticketing.models.quality import (
    CoachingNote,
    QualityAppeal,
    QualityCase,
    QualityDraw,
    QualityScore,
    QualityStep,
    ScoreEdition,
)
from ticketing.queries.reach import Sides, within

_SIDES = Sides(owner=QualityCase.person_id, team=QualityCase.team_id)


@dataclass(frozen=True)
class Filter:
    """`states` none: all but the withdrawn; `inspector` and `agent` are people; `calibration` parts the two kinds."""

    states: Sequence[CaseState] = ()
    agent: int | None = None
    inspector: int | None = None
    calibration: bool = False
    draw: int | None = None


def page(session: Session, actor: Actor, wanted: Filter, before: int | None, limit: int) -> Sequence[QualityCase]:
    """The newest first; what an agent may not know yet is not there. Two statements."""
    found = sa.select(QualityCase).where(_seen(actor), *_conditions(wanted))
    if before is not None:
        found = found.where(QualityCase.id < before)
    found = found.order_by(QualityCase.id.desc()).limit(limit)
    return session.scalars(found.options(joinedload(QualityCase.person).joinedload(Person.team))).all()


def counts(session: Session, actor: Actor) -> dict[CaseState, int]:
    """By state, calibrations left out."""
    found = (
        sa.select(QualityCase.state, sa.func.count())
        .where(_seen(actor), QualityCase.origin != Origin.CALIBRATION)
        .group_by(QualityCase.state)
    )
    return {row[0]: row[1] for row in session.execute(found)}


def case_by_number(session: Session, actor: Actor, number: str) -> QualityCase | None:
    """None too where it is not for this reader's eyes."""
    found = sa.select(QualityCase).where(QualityCase.number == number, _seen(actor))
    return session.scalar(found.options(joinedload(QualityCase.person).joinedload(Person.team)))


def of_call(session: Session, actor: Actor, call_id: int) -> Sequence[QualityCase]:
    """The cases of one call, as far as the reader may know of them."""
    found = sa.select(QualityCase).where(
        QualityCase.call_id == call_id, QualityCase.state != CaseState.WITHDRAWN, _seen(actor)
    )
    return session.scalars(found.order_by(QualityCase.id).options(joinedload(QualityCase.person))).all()


def scores(session: Session, case_id: int) -> Sequence[QualityScore]:
    """Every score of a case with its edition, the first given first."""
    found = sa.select(QualityScore).filter_by(case_id=case_id).order_by(QualityScore.id)
    with_edition = joinedload(QualityScore.edition).joinedload(ScoreEdition.sheet)
    return session.scalars(found.options(with_edition, joinedload(QualityScore.by))).all()


def appeal_of(session: Session, case_id: int) -> QualityAppeal | None:
    found = sa.select(QualityAppeal).filter_by(case_id=case_id).options(joinedload(QualityAppeal.decider))
    return session.scalar(found)


def steps(session: Session, case_id: int) -> Sequence[QualityStep]:
    """What happened, in order."""
    found = sa.select(QualityStep).filter_by(case_id=case_id).order_by(QualityStep.id)
    return session.scalars(found.options(joinedload(QualityStep.by))).all()


def draws(session: Session, limit: int = 50) -> Sequence[QualityDraw]:
    """The newest period first."""
    found = sa.select(QualityDraw).order_by(QualityDraw.first_on.desc(), QualityDraw.id.desc()).limit(limit)
    return session.scalars(found.options(joinedload(QualityDraw.by))).all()


def of_draw(session: Session, draw_id: int) -> Sequence[QualityCase]:
    """What one draw chose and still chooses."""
    found = sa.select(QualityCase).where(QualityCase.draw_id == draw_id, QualityCase.state != CaseState.WITHDRAWN)
    return session.scalars(found.order_by(QualityCase.person_id, QualityCase.rank)).all()


def notes(
    session: Session, actor: Actor, person_id: int | None, before: int | None, limit: int
) -> Sequence[CoachingNote]:
    """Coaching within reach, the newest first: of one person where named."""
    found = sa.select(CoachingNote).join(Person, Person.id == CoachingNote.person_id)
    reach = within(actor, Permission.QUALITY_READ, Sides(owner=CoachingNote.person_id, team=Person.team_id))
    found = found.where(reach)
    if person_id is not None:
        found = found.where(CoachingNote.person_id == person_id)
    if before is not None:
        found = found.where(CoachingNote.id < before)
    ties = (joinedload(CoachingNote.person), joinedload(CoachingNote.by), joinedload(CoachingNote.case))
    return session.scalars(found.order_by(CoachingNote.id.desc()).limit(limit).options(*ties)).all()


def _seen(actor: Actor) -> sa.ColumnElement[bool]:
    """Within reach; who does not score sees what counts, and no calibration."""
    reach = within(actor, Permission.QUALITY_READ, _SIDES)
    if actor.is_system or judge(actor, Permission.QUALITY_DECIDE) is Verdict.ALLOWED:
        return reach
    return sa.and_(reach, QualityCase.state.in_(COUNTED), QualityCase.origin != Origin.CALIBRATION)


def _conditions(wanted: Filter) -> list[sa.ColumnElement[bool]]:
    found = [QualityCase.state.in_(wanted.states) if wanted.states else QualityCase.state != CaseState.WITHDRAWN]
    found.append((QualityCase.origin == Origin.CALIBRATION) == wanted.calibration)
    if wanted.agent is not None:
        found.append(QualityCase.person_id == wanted.agent)
    if wanted.draw is not None:
        found.append(QualityCase.draw_id == wanted.draw)
    if wanted.inspector is not None:
        theirs = sa.select(QualityScore.case_id).where(
            QualityScore.by_id == wanted.inspector, QualityScore.part != ScorePart.REVIEW
        )
        found.append(QualityCase.id.in_(theirs))
    return found
