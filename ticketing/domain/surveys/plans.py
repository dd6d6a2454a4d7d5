"""A plan of a survey (客户满意度调查计划): of whom, how many, by which way, and how far it is."""

from collections.abc import Mapping
from enum import StrEnum

Z_95 = 1.96


class SurveyState(StrEnum):
    DRAFT = "draft"
    SUBMITTED = "submitted"
    APPROVED = "approved"
    RUNNING = "running"
    DONE = "done"
    CANCELLED = "cancelled"


MOVES: Mapping[SurveyState, frozenset[SurveyState]] = {
    SurveyState.DRAFT: frozenset({SurveyState.SUBMITTED, SurveyState.CANCELLED}),
    SurveyState.SUBMITTED: frozenset({SurveyState.DRAFT, SurveyState.APPROVED, SurveyState.CANCELLED}),
    SurveyState.APPROVED: frozenset({SurveyState.RUNNING, SurveyState.CANCELLED}),
    SurveyState.RUNNING: frozenset({SurveyState.DONE}),
    SurveyState.DONE: frozenset(),
    SurveyState.CANCELLED: frozenset(),
}


class Population(StrEnum):
    """Whose word is wanted: of matters that were settled in the period, or of everybody we dealt with in it."""

    TICKETS = "tickets"
    CUSTOMERS = "customers"


class Drawing(StrEnum):
    """Everybody; by lot over all; by lot in proportion to queues, or to categories."""

    ALL = "all"
    RANDOM = "random"
    QUEUES = "queues"
    CATEGORIES = "categories"


class Method(StrEnum):
    """Rung up, sent a link, or both; answers on paper come in as a list whatever was planned."""

    CALL = "call"
    LINK = "link"
    BOTH = "both"


class SubjectState(StrEnum):
    """Of one person of a sample: nobody has asked yet, was asked, answered, did not want to, could not be reached."""

    WAITING = "waiting"
    ASKED = "asked"
    ANSWERED = "answered"
    REFUSED = "refused"
    NOT_REACHED = "not_reached"


def needed(population: int, margin: float = 0.05) -> int:
    """How many answers say the share of all within `margin` at 95 %: 2,000 → 323, 300 → 169 (reports.md 2.6)."""
    if population <= 0:
        return 0
    endless = Z_95**2 * 0.25 / margin**2
    return min(population, int(endless / (1 + (endless - 1) / population) + 0.999999))
