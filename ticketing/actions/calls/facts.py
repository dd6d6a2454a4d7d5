"""What a line of a record file is stored under: when, what and of which channel it speaks."""

from ticketing.actions.calls.heard import Fact
from ticketing.domain.legs import CdrRecord

#: Under which word the lines of record files are stored; a channel event's own word follows.
CDR, CEL = "CDR", "CEL"


def said_of(fact: Fact | None) -> tuple[int | None, str | None, str | None]:
    """When, what and of which channel a line of a record file speaks; Nones for a line that says nothing."""
    if fact is None:
        return None, None, None
    kind = CDR if isinstance(fact, CdrRecord) else f"{CEL}:{fact.kind}"
    return fact_us(fact), kind, callid_of(fact) or None


def callid_of(fact: Fact) -> str:
    """By what a line of a record file is found again: its channel's unique id, the name where it has none."""
    return fact.uniqueid or fact.channel


def fact_us(fact: Fact) -> int:
    """The instant of a channel's event, of a record its beginning."""
    return fact.start_us if isinstance(fact, CdrRecord) else fact.at_us
