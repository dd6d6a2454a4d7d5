"""Where a call stands that is to be scored, and what its agent and a second person may do about the score."""

from enum import StrEnum


class CaseState(StrEnum):
    """`submitted` waits for the agent's word; `settled` was decided after an appeal; `compared`: every seat of a
    calibration has scored; `withdrawn`: the draw no longer chooses it."""

    WAITING = "waiting"
    TAKEN = "taken"
    SUBMITTED = "submitted"
    CONFIRMED = "confirmed"
    APPEALED = "appealed"
    SETTLED = "settled"
    COMPARED = "compared"
    WITHDRAWN = "withdrawn"


class Origin(StrEnum):
    """How a call came to be scored: drawn by rank, picked by a rule, chosen by a person, or scored by several to
    compare."""

    RANDOM = "random"
    RULE = "rule"
    CHOSEN = "chosen"
    CALIBRATION = "calibration"


class ScorePart(StrEnum):
    """Whose score it is: the inspector's, that of whoever decided an appeal, one of a calibration."""

    FIRST = "first"
    REVIEW = "review"
    CALIBRATION = "calibration"


class Decision(StrEnum):
    """What came of an appeal: the score stands, or another one takes its place."""

    UPHELD = "upheld"
    CHANGED = "changed"


OPEN_CASES = frozenset({CaseState.WAITING, CaseState.TAKEN})
#: A score counts for its agent as soon as it is submitted; an appeal does not take it out of the mean.
COUNTED = frozenset({CaseState.SUBMITTED, CaseState.CONFIRMED, CaseState.APPEALED, CaseState.SETTLED})
APPEALABLE = frozenset({CaseState.SUBMITTED})
