"""Lists given out as files, made beside the requests with the rights of whoever asked; each leaves an audit row."""

from ticketing.actions.exports.asking import ask, cancel, days_of, owe_ordered
from ticketing.actions.exports.limits import GOOD_FOR, LEASE, MOST, allowed, most
from ticketing.actions.exports.making import come_so_far, fetched, finish
from ticketing.actions.exports.open_numbers import decide, request
from ticketing.actions.exports.wanted import COLUMNS, FORMATS, Wanted

__all__ = [
    "COLUMNS",
    "FORMATS",
    "GOOD_FOR",
    "LEASE",
    "MOST",
    "Wanted",
    "allowed",
    "ask",
    "cancel",
    "come_so_far",
    "days_of",
    "decide",
    "fetched",
    "finish",
    "most",
    "owe_ordered",
    "request",
]
