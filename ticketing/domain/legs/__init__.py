"""What a phone system notes of single channels: its call detail records and its channel events, as plain values."""

from ticketing.domain.legs.cdr import CdrKey, CdrRecord, party_of
from ticketing.domain.legs.cel import CelEvent, Hangup
from ticketing.domain.legs.switch import SwitchLeg

__all__ = ["CdrKey", "CdrRecord", "CelEvent", "Hangup", "SwitchLeg", "party_of"]
