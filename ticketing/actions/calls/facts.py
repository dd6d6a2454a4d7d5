"""What a line of a record file is stored under: when, what and of which channel it speaks."""

from ticketing.actions.calls.heard import Fact
from ticketing.domain.legs import CdrRecord, CelEvent, SwitchLeg

#: Under which word the lines of record files are stored; a channel event's own word follows.
CDR, CEL, LEG = "CDR", "CEL", "LEG"


def said_of(fact: Fact | None) -> tuple[int | None, str | None, str | None]:
    """When, what and of which channel a line of a record file speaks; Nones for a line that says nothing."""
    if fact is None:
        return None, None, None
    return fact_us(fact), _word_of(fact), callid_of(fact) or None


def _word_of(fact: Fact) -> str:
    if isinstance(fact, CelEvent):
        return f"{CEL}:{fact.kind}"
    return CDR if isinstance(fact, CdrRecord) else LEG


def callid_of(fact: Fact) -> str:
    """By what a line of a record file is found again: its channel's unique id, the name where it has none; a leg of
    a queue's caller by the queue's id of them."""
    return fact.callid if isinstance(fact, SwitchLeg) else fact.uniqueid or fact.channel


def linkedid_of(fact: Fact) -> str:
    """What joins it to the other lines of its call; "" where it does not say."""
    return fact.call_uuid or fact.member_session if isinstance(fact, SwitchLeg) else fact.linkedid


def fact_us(fact: Fact) -> int:
    """The instant of a channel's event, of a record its beginning, of a leg its end."""
    if isinstance(fact, SwitchLeg):
        return fact.end_us or fact.start_us or 0
    return fact.start_us if isinstance(fact, CdrRecord) else fact.at_us
