"""Codes of surveys as sheets say them."""

from collections.abc import Mapping

from ticketing.reports.forms import N_

WORDS: Mapping[str, Mapping[str, str]] = {
    "survey_state": {
        "draft": N_("being prepared"),
        "submitted": N_("waits for approval"),
        "approved": N_("approved, not drawn yet"),
        "running": N_("people are being asked"),
        "done": N_("done"),
        "cancelled": N_("not held"),
    },
    "survey_population": {
        "tickets": N_("matters that were settled"),
        "customers": N_("customers we dealt with"),
    },
    "survey_drawing": {
        "all": N_("everybody"),
        "random": N_("by lot"),
        "queues": N_("by lot in proportion to queues"),
        "categories": N_("by lot in proportion to categories"),
    },
    "survey_method": {
        "call": N_("by telephone"),
        "link": N_("by link"),
        "both": N_("by telephone and link"),
    },
    "survey_side": {
        "question": N_("Question"),
        "answer": N_("Answer given"),
        "queue": N_("Queue"),
        "category": N_("Category"),
    },
    "question_kind": {
        "scale": N_("scale from 1 to 5"),
        "choice": N_("one option"),
        "multiple": N_("several options"),
        "text": N_("free words"),
    },
}
