"""The page behind a survey's link, for a customer who has no log-in: it names nobody and says nothing of the matter."""

from typing import Any

from flask import Blueprint, render_template

from ticketing.auth import public
from ticketing.auth.links import hash_of_link
from ticketing.db import now, reading
from ticketing.domain.satisfaction import SCORES
from ticketing.domain.surveys import SurveyState
from ticketing.errors import NotFound
from ticketing.models.satisfaction import Rating
from ticketing.models.surveys import SurveySubject
from ticketing.queries import satisfaction, surveys

blueprint = Blueprint("survey_pages", __name__)


@blueprint.get("/survey/<token>")
@public
def survey(token: str) -> Any:
    """The question, or that it was answered, or that the link is no longer good (410)."""
    hashed = hash_of_link(token)
    with reading() as session:
        rating = satisfaction.behind(session, hashed)
        subject = surveys.behind_link(session, hashed) if rating is None else None
        if subject is not None:
            return _planned(subject, token)
    if rating is None:
        raise NotFound()
    state = _state(rating)
    page = render_template("survey.html", state=state, token=token, scores=reversed(SCORES), score=rating.score)
    return page, 410 if state == "expired" else 200


def _planned(subject: SurveySubject, token: str) -> Any:
    """The questionnaire of a survey that was planned."""
    edition, is_over = subject.plan.edition, subject.plan.state is not SurveyState.RUNNING
    state = "expired" if subject.answered_at is None and is_over else _state(subject)
    values = {"asked": edition.asked if edition else None}
    page = render_template("survey.html", state=state, token=token, score=subject.score, **values)
    return page, 410 if state == "expired" else 200


def _state(rating: Rating | SurveySubject) -> str:
    if rating.answered_at is not None:
        return "answered"
    return "expired" if rating.expires_at is None or now() > rating.expires_at else "open"
