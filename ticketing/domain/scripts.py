"""What an agent says word for word (标准话术), with the gaps that the call at hand fills."""

import re
from collections.abc import Mapping
from enum import StrEnum

from ticketing.errors import Invalid


class ScriptUse(StrEnum):
    """What a script is for: a kind of call-back, a plan of follow-ups that names it itself, or calls that come in."""

    PROMISE = "promise"
    MISSED_CALL = "missed_call"
    DROPPED_CALL = "dropped_call"
    FOLLOW_UP = "follow_up"
    SURVEY = "survey"
    RECURRING = "recurring"
    PLAN = "plan"
    # What is said on a call that comes in.
    INBOUND = "inbound"


#: What may stand in braces.
GAPS = ("customer", "agent", "centre", "ticket", "subject", "plan", "product", "note")
_GAP = re.compile(r"\{(\w+)\}")


def check(text: str) -> None:
    """Refuse a gap that nothing fills: `unknown_gap`, with its name and those that there are."""
    unknown = sorted(set(_GAP.findall(text)) - set(GAPS))
    if unknown:
        raise Invalid("unknown_gap", gap=unknown[0], gaps=list(GAPS), errors={"text": ["unknown_gap"]})


def filled(text: str, values: Mapping[str, str]) -> str:
    """The text with its gaps filled; one that this call has nothing for stays a line to be filled by ear."""
    return _GAP.sub(lambda gap: values.get(gap[1]) or "____", text)
