"""Take the answers of a survey: by telephone, by the customer's own link, from paper."""

from collections.abc import Mapping
from typing import Any

import sqlalchemy as sa

from ticketing.actions import callbacks, ratings
from ticketing.actions.callbacks import Outcome
from ticketing.actions.ratings import Said
from ticketing.actions.surveys.asking import act
from ticketing.domain.callbacks import AttemptResult
from ticketing.domain.events import SurveyAnswered
from ticketing.domain.permissions import Permission
from ticketing.domain.satisfaction import Via, contentment
from ticketing.domain.surveys import SurveyState, checked_answers, score_of
from ticketing.errors import Conflict, Gone, NotFound
from ticketing.models.callbacks import Callback
from ticketing.models.surveys import SurveyPlan, SurveySubject
from ticketing.models.tickets import Ticket
from ticketing.work import Work


def answer_by_call(work: Work, callback_id: int, said: Mapping[str, Any], note: str = "") -> SurveySubject:
    """What somebody said on the telephone: the answers, and the try that reached them, in one go.

    Raises `NotFound` for a call of no survey, `survey_answered`, `survey_over`, and what the try raises.
    """
    work.require(Permission.CALLBACK_WORK)
    target = work.session.scalar(sa.select(Callback.target_id).filter_by(id=callback_id))
    subject = _held(work, SurveySubject.target_id == target) if target is not None else None
    if subject is None:
        raise NotFound(what=SurveySubject.__tablename__)
    _take(work, subject, said, Via.CALL.value)
    callbacks.attempt(work, callback_id, Outcome(AttemptResult.ANSWERED_RESOLVED, note))
    _follow(work, subject, Via.FOLLOW_UP)
    return subject


def answer_by_token(work: Work, token_hash: str, said: Mapping[str, Any]) -> SurveySubject:
    """What the customer wrote behind a link: once, in time. Whoever holds the link needs no other right."""
    subject = _held(work, SurveySubject.token_hash == token_hash)
    if subject is None:
        raise NotFound(what=SurveySubject.__tablename__)
    if subject.answered_at is None and (subject.expires_at is None or work.now > subject.expires_at):
        raise Gone("survey_expired")
    _take(work, subject, said, Via.LINK.value)
    with work.as_system():
        _settle_call(work, subject)
        _follow(work, subject, Via.LINK)
    return subject


def put_down(work: Work, plan_id: int, no: int, said: Mapping[str, Any]) -> SurveySubject:
    """What came on paper or in a file, by the number in the sample."""
    work.require(Permission.SURVEY_WRITE)
    subject = _held(work, SurveySubject.plan_id == plan_id, SurveySubject.no == no)
    if subject is None:
        raise NotFound(what=SurveySubject.__tablename__)
    _take(work, subject, said, "list")
    with work.as_system():
        _settle_call(work, subject)
    return subject


def _held(work: Work, *which: sa.ColumnElement[bool]) -> SurveySubject | None:
    found = sa.select(SurveySubject).where(*which).with_for_update().execution_options(populate_existing=True)
    return work.session.scalars(found).one_or_none()


def _take(work: Work, subject: SurveySubject, said: Mapping[str, Any], via: str) -> None:
    if subject.answered_at is not None:
        raise Conflict("survey_answered", at=subject.answered_at.isoformat())
    plan = work.session.get_one(SurveyPlan, subject.plan_id)
    if plan.state is not SurveyState.RUNNING or plan.edition is None:
        raise Gone("survey_over")
    asked = plan.edition.asked
    answers = checked_answers(asked, said)
    subject.answer(answers, score_of(asked, answers), via, work.now, work.actor.id)
    work.record(SurveyAnswered(plan.id, subject.id, subject.score))


def _settle_call(work: Work, subject: SurveySubject) -> None:
    """Whoever has answered is not rung for it any more."""
    if subject.target is None:
        return
    calls = sa.select(Callback).filter_by(target_id=subject.target.id)
    call = work.session.scalars(calls.order_by(Callback.id.desc()).limit(1)).one_or_none()
    if call is not None and call.is_open:
        callbacks.call_off(work, call.id, "survey_answered")
    subject.target.settle("reached_inbound", "", work.now)


def _follow(work: Work, subject: SurveySubject, via: Via) -> None:
    """A bad word about a matter takes it up again, as after any other question."""
    if subject.ticket_id is None or subject.score is None:
        return
    ticket = work.get(Ticket, subject.ticket_id)
    said = Said(contentment(subject.score), subject.score)
    with work.as_system():
        ratings.told(work, ticket, via, said, subject.person_id)
        act(work, ticket, said, may_close=False)
