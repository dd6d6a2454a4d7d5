"""One matter of one customer, from the first call to the last word."""

from ticketing.actions.contacts import Spoken
from ticketing.actions.tickets.assign import assign
from ticketing.actions.tickets.birth import TicketWish, open_ticket
from ticketing.actions.tickets.edit import contact, edit, prioritise
from ticketing.actions.tickets.files import attached, file_of
from ticketing.actions.tickets.give import distribute, give, take_back
from ticketing.actions.tickets.late import open_late
from ticketing.actions.tickets.links import above, followed, link, set_parent, unlink
from ticketing.actions.tickets.merge import merge, unmerge
from ticketing.actions.tickets.missed import Known, MissedCall, dropped_call, known_of, missed_call
from ticketing.actions.tickets.move import Going, close_due, move, possible, wake_due
from ticketing.actions.tickets.notes import write_note
from ticketing.actions.tickets.promise import come_round, promise
from ticketing.actions.tickets.registration import ComplaintWish, register
from ticketing.actions.tickets.resolution import LastWord, Reply, reply, resolve, unresolve
from ticketing.actions.tickets.split import split
from ticketing.actions.tickets.transfer import transfer
from ticketing.actions.tickets.watch import tag, watch

__all__ = [
    "Known",
    "ComplaintWish",
    "Going",
    "LastWord",
    "MissedCall",
    "Reply",
    "Spoken",
    "TicketWish",
    "assign",
    "distribute",
    "give",
    "take_back",
    "watch",
    "unmerge",
    "unlink",
    "tag",
    "split",
    "set_parent",
    "merge",
    "link",
    "followed",
    "file_of",
    "attached",
    "above",
    "close_due",
    "contact",
    "dropped_call",
    "edit",
    "known_of",
    "missed_call",
    "move",
    "open_late",
    "open_ticket",
    "possible",
    "prioritise",
    "come_round",
    "promise",
    "register",
    "reply",
    "resolve",
    "transfer",
    "unresolve",
    "wake_due",
    "write_note",
]
