"""Plans of surveys, questionnaires with their editions, the people of a sample."""

from collections.abc import Sequence
from datetime import date

import sqlalchemy as sa
from sqlalchemy.orm import Session, joinedload

from ticketing.domain.campaigns import TargetState
from ticketing.domain.surveys import SubjectState, SurveyState
from ticketing.models.callbacks import Callback
from ticketing.models.campaigns import CampaignTarget
from ticketing.models.surveys import Questionnaire, QuestionnaireEdition, SurveyPlan, SurveySubject

_NAMED = (
    joinedload(SurveyPlan.owner),
    joinedload(SurveyPlan.approver),
    joinedload(SurveyPlan.questionnaire),
    joinedload(SurveyPlan.edition).joinedload(QuestionnaireEdition.questionnaire),
    joinedload(SurveyPlan.queue),
    joinedload(SurveyPlan.caller_queue),
)
_RUNG = (TargetState.REACHED, TargetState.REFUSED, TargetState.NOT_REACHED, TargetState.INVALID_NUMBER)
#: Asked: a link was given, somebody rang, or the answer is there.
was_asked = sa.or_(
    SurveySubject.asked_at.is_not(None), SurveySubject.answered_at.is_not(None), CampaignTarget.state.in_(_RUNG)
)
#: How it stands with one person of a sample, the first that fits.
standing: sa.ColumnElement[str] = sa.case(
    (SurveySubject.answered_at.is_not(None), SubjectState.ANSWERED.value),
    (CampaignTarget.state == TargetState.REFUSED, SubjectState.REFUSED.value),
    (
        CampaignTarget.state.in_((TargetState.NOT_REACHED, TargetState.INVALID_NUMBER)),
        SubjectState.NOT_REACHED.value,
    ),
    (was_asked, SubjectState.ASKED.value),
    else_=SubjectState.WAITING.value,
)


def page(session: Session, states: Sequence[SurveyState], before: int | None, limit: int) -> Sequence[SurveyPlan]:
    """The newest first, below id `before`."""
    found = sa.select(SurveyPlan).options(*_NAMED)
    if states:
        found = found.where(SurveyPlan.state.in_(states))
    if before is not None:
        found = found.where(SurveyPlan.id < before)
    return session.scalars(found.order_by(SurveyPlan.id.desc()).limit(limit)).all()


def one(session: Session, plan_id: int) -> SurveyPlan | None:
    return session.scalar(sa.select(SurveyPlan).filter_by(id=plan_id).options(*_NAMED))


def by_number(session: Session, number: str) -> SurveyPlan | None:
    return session.scalar(sa.select(SurveyPlan).filter_by(number=number).options(*_NAMED))


def touching(session: Session, first: date, last: date) -> Sequence[SurveyPlan]:
    """Those whose days of asking touch the stretch, in the order in which they asked."""
    days = (SurveyPlan.ask_from <= last, SurveyPlan.ask_until >= first)
    found = sa.select(SurveyPlan).where(*days).options(*_NAMED)
    return session.scalars(found.order_by(SurveyPlan.ask_from, SurveyPlan.id)).all()


def subjects(
    session: Session, plan_id: int, state: SubjectState | None, after: int, limit: int
) -> list[tuple[SurveySubject, SubjectState]]:
    """The sample in the order of the draw behind number `after`, each with how it stands."""
    found = (
        sa.select(SurveySubject, standing)
        .outerjoin(CampaignTarget, CampaignTarget.id == SurveySubject.target_id)
        .where(SurveySubject.plan_id == plan_id, SurveySubject.no > after)
        .options(joinedload(SurveySubject.ticket))
        .order_by(SurveySubject.no)
        .limit(limit)
    )
    if state is not None:
        found = found.where(standing == state.value)
    return [(row[0], SubjectState(row[1])) for row in session.execute(found)]


def behind_link(session: Session, token_hash: str) -> SurveySubject | None:
    """Whom a link was given to, with what they are asked."""
    found = sa.select(SurveySubject).filter_by(token_hash=token_hash)
    asked = joinedload(SurveySubject.plan).joinedload(SurveyPlan.edition)
    return session.scalar(found.options(asked.joinedload(QuestionnaireEdition.questionnaire)))


def of_callback(session: Session, callback: Callback) -> SurveySubject | None:
    """Who of a sample is rung by this call."""
    if callback.target_id is None:
        return None
    found = sa.select(SurveySubject).filter_by(target_id=callback.target_id)
    return session.scalar(found.options(joinedload(SurveySubject.plan).joinedload(SurveyPlan.edition)))


def questionnaires(session: Session) -> Sequence[Questionnaire]:
    """All of them, those in use first."""
    return session.scalars(sa.select(Questionnaire).order_by(Questionnaire.active.desc(), Questionnaire.id)).all()


def questionnaire(session: Session, questionnaire_id: int) -> Questionnaire | None:
    return session.get(Questionnaire, questionnaire_id)


def editions(session: Session, questionnaire_id: int) -> Sequence[QuestionnaireEdition]:
    """The newest first."""
    found = sa.select(QuestionnaireEdition).filter_by(questionnaire_id=questionnaire_id)
    named = (joinedload(QuestionnaireEdition.by), joinedload(QuestionnaireEdition.questionnaire))
    return session.scalars(found.options(*named).order_by(QuestionnaireEdition.no.desc())).all()


def current(session: Session) -> QuestionnaireEdition | None:
    """The newest edition of the first questionnaire in use; what an empty form prints."""
    found = (
        sa.select(QuestionnaireEdition)
        .join(Questionnaire)
        .where(Questionnaire.active)
        .order_by(Questionnaire.id, QuestionnaireEdition.no.desc())
        .options(joinedload(QuestionnaireEdition.questionnaire))
    )
    return session.scalar(found.limit(1))
