"""What happened to questionnaires and surveys."""

from dataclasses import dataclass

from ticketing.domain.events.root import Event


@dataclass(frozen=True)
class QuestionnaireChanged(Event):
    """Made, or written anew as edition `no`."""

    questionnaire_id: int
    no: int


@dataclass(frozen=True)
class SurveyMoved(Event):
    """A plan went on: `deed` is made, edited, submitted, sent_back, approved, drawn, invited, concluded, done or
    cancelled."""

    plan_id: int
    deed: str


@dataclass(frozen=True)
class SurveyAnswered(Event):
    """Somebody of a sample gave their word; `score` is 1 to 5."""

    plan_id: int
    subject_id: int
    score: int | None
