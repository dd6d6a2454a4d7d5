"""Quality of calls (热线服务质量考核): what a sheet says, which calls are heard, what may happen to a score."""

from ticketing.domain.quality.drawing import Candidate, Pick, Rule, SamplePlan, pick, rank_of, seed_of
from ticketing.domain.quality.score_sheets import (
    Answer,
    Edition,
    Fatal,
    Grade,
    Item,
    Tally,
    check_edition,
    differences,
    tally,
)
from ticketing.domain.quality.states import (
    APPEALABLE,
    COUNTED,
    OPEN_CASES,
    CaseState,
    Decision,
    Origin,
    ScorePart,
)

__all__ = [
    "APPEALABLE",
    "COUNTED",
    "OPEN_CASES",
    "Answer",
    "Candidate",
    "CaseState",
    "Decision",
    "Edition",
    "Fatal",
    "Grade",
    "Item",
    "Origin",
    "Pick",
    "Rule",
    "SamplePlan",
    "ScorePart",
    "Tally",
    "check_edition",
    "differences",
    "pick",
    "rank_of",
    "seed_of",
    "tally",
]
