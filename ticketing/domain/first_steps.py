"""What a fresh centre needs before its first call (ux.md 7.7): name, shifts, queues, three agents, a practised call."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from enum import StrEnum

from ticketing.domain.tickets import TicketKind

AGENTS = 3


class Step(StrEnum):
    """In the order in which they are walked through."""

    NAME = "name"
    SHIFTS = "shifts"
    QUEUES = "queues"
    AGENTS = "agents"
    CALL = "call"


class Standing(StrEnum):
    DONE = "done"
    SKIPPED = "skipped"
    OPEN = "open"


@dataclass(frozen=True)
class Facts:
    """What there is by now; a step is done when the thing itself is there, however it came about."""

    named: bool = False
    shifts: int = 0
    queues: int = 0
    agents: int = 0
    called: bool = False


# Code, name, English name, from and to in minutes after midnight, minutes of breaks (the seed's 白班 and 晚班).
SHIFTS = (("白", "白班", "Day", 510, 1020, 60), ("晚", "晚班", "Late", 990, 1440, 30))
TEAM = ("one", "一组")
REST = ("休", "休息", "Off")
# Code, name, English name, kind of its tickets.
QUEUES = (
    ("consult", "咨询", "Enquiries", TicketKind.INQUIRY),
    ("complaint", "投诉", "Complaints", TicketKind.COMPLAINT),
    ("repair", "报修", "Repairs", TicketKind.REPAIR),
)


def standing(facts: Facts, skipped: Collection[str]) -> Mapping[Step, Standing]:
    """Each step in its order; what was skipped and is there after all is done."""
    done = {
        Step.NAME: facts.named,
        Step.SHIFTS: facts.shifts > 0,
        Step.QUEUES: facts.queues > 0,
        Step.AGENTS: facts.agents >= AGENTS,
        Step.CALL: facts.called,
    }
    return {
        step: Standing.DONE if is_done else Standing.SKIPPED if step in skipped else Standing.OPEN
        for step, is_done in done.items()
    }


def first_open(steps: Mapping[Step, Standing]) -> Step | None:
    """Where to go on; None when nothing is left."""
    return next((step for step, one in steps.items() if one is Standing.OPEN), None)
