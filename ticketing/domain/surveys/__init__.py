"""Surveys of satisfaction (客户满意度调查): what is asked, of whom, and what the answers come to."""

from ticketing.domain.surveys.figures import Break, Distribution, Reply, breaks, distributions, scores
from ticketing.domain.surveys.plans import (
    MOVES,
    Drawing,
    Method,
    Population,
    SubjectState,
    SurveyState,
    needed,
)
from ticketing.domain.surveys.questions import (
    DEFAULT,
    Question,
    QuestionKind,
    Questions,
    check_questions,
    checked_answers,
    score_of,
)
from ticketing.domain.surveys.sampling import Candidate, Drawn, Exclusion, Left, draw

__all__ = [
    "DEFAULT",
    "MOVES",
    "Break",
    "Candidate",
    "Distribution",
    "Drawing",
    "Drawn",
    "Exclusion",
    "Left",
    "Method",
    "Population",
    "Question",
    "QuestionKind",
    "Questions",
    "Reply",
    "SubjectState",
    "SurveyState",
    "breaks",
    "check_questions",
    "checked_answers",
    "distributions",
    "draw",
    "needed",
    "score_of",
    "scores",
]
