"""Codes of surveys in words."""

from flask_babel import lazy_gettext as _l

TABLES = {
    "survey_state": {
        "draft": (_l("being prepared"), "mute"),
        "submitted": (_l("waits for approval"), "warn"),
        "approved": (_l("approved, not drawn yet"), "violet"),
        "running": (_l("people are being asked"), "info"),
        "done": (_l("done"), "ok"),
        "cancelled": (_l("not held"), "mute"),
    },
    "survey_population": {
        "tickets": _l("matters that were settled"),
        "customers": _l("customers we dealt with"),
    },
    "survey_drawing": {
        "all": _l("everybody"),
        "random": _l("by lot"),
        "queues": _l("by lot in proportion to queues"),
        "categories": _l("by lot in proportion to categories"),
    },
    "survey_method": {
        "call": _l("by telephone"),
        "link": _l("by link"),
        "both": _l("by telephone and link"),
        "list": _l("on paper"),
    },
    "survey_exclusion": {
        "blocked": _l("nobody rings the number"),
        "no_number": _l("no number"),
        "asked": _l("asked not long ago"),
        "twice": _l("another matter of the same person"),
    },
    "subject_state": {
        "waiting": (_l("not asked yet"), "mute"),
        "asked": (_l("asked, no answer yet"), "info"),
        "answered": (_l("has answered"), "ok"),
        "refused": (_l("Refused"), "bad"),
        "not_reached": (_l("not reached"), "warn"),
    },
    "question_kind": {
        "scale": _l("scale from 1 to 5"),
        "choice": _l("one option"),
        "multiple": _l("several options"),
        "text": _l("free words"),
    },
}
