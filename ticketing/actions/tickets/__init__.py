"""One matter of one customer, from the first call to the last word."""

from ticketing.actions.contacts import Spoken
from ticketing.actions.tickets.assign import assign
from ticketing.actions.tickets.birth import ComplaintWish, TicketWish, open_ticket
from ticketing.actions.tickets.edit import contact, edit, prioritise, write_note
from ticketing.actions.tickets.missed import Known, MissedCall, dropped_call, known_of, missed_call
from ticketing.actions.tickets.move import Going, close_due, move, possible, wake_due
from ticketing.actions.tickets.promise import come_round, promise
from ticketing.actions.tickets.resolution import LastWord, reply, resolve, unresolve

__all__ = [
    "Known",
    "ComplaintWish",
    "Going",
    "LastWord",
    "MissedCall",
    "Spoken",
    "TicketWish",
    "assign",
    "close_due",
    "contact",
    "dropped_call",
    "edit",
    "known_of",
    "missed_call",
    "move",
    "open_ticket",
    "possible",
    "prioritise",
    "come_round",
    "promise",
    "reply",
    "resolve",
    "unresolve",
    "wake_due",
    "write_note",
]
