"""A ticket: its words, its moves and what stands in their way."""

from ticketing.domain.tickets.facts import LONGEST_PAUSE_S, Facts
from ticketing.domain.tickets.moves import TRANSITIONS, Transition, allowed, first_state, move_to, reopen_within, unmet
from ticketing.domain.tickets.words import (
    TERMINAL,
    WORKED,
    Guard,
    LinkKind,
    Move,
    NoteKind,
    Priority,
    Source,
    TicketKind,
    TicketState,
)

__all__ = [
    "LONGEST_PAUSE_S",
    "TERMINAL",
    "TRANSITIONS",
    "WORKED",
    "Facts",
    "Guard",
    "LinkKind",
    "Move",
    "NoteKind",
    "Priority",
    "Source",
    "TicketKind",
    "TicketState",
    "Transition",
    "allowed",
    "first_state",
    "move_to",
    "reopen_within",
    "unmet",
]
