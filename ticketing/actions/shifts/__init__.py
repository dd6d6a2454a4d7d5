"""Plan a week cell by cell and publish it as one numbered whole."""

from ticketing.actions.shifts.cells import CellWish, set_cell
from ticketing.actions.shifts.publication import close, publish
from ticketing.actions.shifts.templates import ACTIVITIES, add_template, edit_template
from ticketing.actions.shifts.terms import TermsWish, keep_terms

__all__ = [
    "ACTIVITIES",
    "CellWish",
    "TermsWish",
    "add_template",
    "close",
    "edit_template",
    "keep_terms",
    "publish",
    "set_cell",
]
