"""Reads for surveys: of whom they are drawn, how far they are, what they came to."""

from ticketing.queries.surveys.figures import replies, states, tallies
from ticketing.queries.surveys.plans import (
    behind_link,
    by_number,
    current,
    editions,
    of_callback,
    one,
    page,
    questionnaire,
    questionnaires,
    subjects,
    touching,
)
from ticketing.queries.surveys.population import Matter, population

__all__ = [
    "Matter",
    "behind_link",
    "by_number",
    "current",
    "editions",
    "of_callback",
    "one",
    "page",
    "population",
    "questionnaire",
    "questionnaires",
    "replies",
    "states",
    "subjects",
    "tallies",
    "touching",
]
