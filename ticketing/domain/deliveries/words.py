"""Channels, states, and templates whose gaps are fixed words: nothing in a template is ever run."""

import re
from collections.abc import Mapping
from enum import StrEnum
from typing import Final

from ticketing.errors import Invalid

LONGEST_SUBJECT: Final = 200
_GAP = re.compile(r"\{([^{}]*)\}")
_CONTROLS = re.compile(r"[\x00-\x1f\x7f\u2028\u2029]+")


class Channel(StrEnum):
    """The bell is a notice at the console; the others leave the house."""

    BELL = "bell"
    EMAIL = "email"
    SMS = "sms"


class DeliveryState(StrEnum):
    """`failed` is tried again at its time; `given_up` and `dropped` only when somebody says so."""

    QUEUED = "queued"
    SENT = "sent"
    FAILED = "failed"
    GIVEN_UP = "given_up"
    DROPPED = "dropped"


OPEN_DELIVERIES: Final = frozenset({DeliveryState.QUEUED, DeliveryState.FAILED})


class Fate(StrEnum):
    """How a try ended: taken by the other side, refused for now, or refused whatever we do."""

    TAKEN = "taken"
    LATER = "later"
    NEVER = "never"


class Template(StrEnum):
    """Each has its gaps in GAPS and its first words in both languages in `ticketing/outside/texts.py`."""

    MESSAGE = "message"
    REPORT = "report"
    ESCALATION = "escalation"
    ESCALATIONS = "escalations"
    ROSTER = "roster"
    WEBHOOK_OFF = "webhook_off"
    TEST = "test"
    # To customers; when, `domain/customer_notices.py` says.
    CALLBACK_PROMISED = "callback_promised"
    CALLBACK_MOVED = "callback_moved"
    CALLBACK_KEPT = "callback_kept"
    TICKET_FILED = "ticket_filed"
    COMPLAINT_ANSWERED = "complaint_answered"
    SATISFACTION = "satisfaction"


#: What may stand in braces, by template.
GAPS: Final[Mapping[Template, tuple[str, ...]]] = {
    Template.MESSAGE: ("subject", "text"),
    Template.REPORT: ("title", "on", "detail", "link"),
    Template.ESCALATION: ("number", "subject", "level", "rule", "link"),
    Template.ESCALATIONS: ("link",),
    Template.ROSTER: ("name", "from", "to", "link"),
    Template.WEBHOOK_OFF: ("name", "failures", "link"),
    Template.TEST: ("at",),
    Template.CALLBACK_PROMISED: ("name", "number", "from", "to"),
    Template.CALLBACK_MOVED: ("name", "number", "from", "to"),
    Template.CALLBACK_KEPT: ("name", "number", "at"),
    Template.TICKET_FILED: ("name", "number", "subject"),
    Template.COMPLAINT_ANSWERED: ("name", "number", "subject"),
    Template.SATISFACTION: ("name", "number", "link", "until"),
}


def check(template: Template, **texts: str) -> None:
    """Refuse a gap that nothing fills: `unknown_gap`, with the field, its name and those that there are."""
    for field, text in texts.items():
        unknown = sorted(set(_GAP.findall(text)) - set(GAPS[template]))
        if unknown:
            gaps = list(GAPS[template])
            raise Invalid("unknown_gap", gap=unknown[0], gaps=gaps, errors={field: ["unknown_gap"]})


def filled(text: str, values: Mapping[str, str]) -> str:
    """The text with its gaps filled once: what a value holds in braces stays as it is."""
    return _GAP.sub(lambda gap: values.get(gap[1], ""), text)


def one_line(text: str, longest: int = LONGEST_SUBJECT) -> str:
    """Without the line breaks that would make a second header of it."""
    return _CONTROLS.sub(" ", text).strip()[:longest]
