"""A ticket's state and priority, how it finds its owner and whom a note is for, in words."""

from flask_babel import lazy_gettext as _l
from flask_babel.speaklater import LazyString

# code: word, or word and tone
TABLES: dict[str, dict[str, LazyString | tuple[LazyString, str]]] = {
    "priority": {
        "low": (_l("Low"), "mute"),
        "normal": (_l("Normal"), "mute"),
        "high": (_l("High"), "warn"),
        "urgent": (_l("Urgent"), "bad"),
    },
    "state": {
        "new": (_l("New"), "violet"),
        "open": (_l("In work"), "info"),
        "waiting_customer": (_l("Waiting for the customer"), "mute"),
        "waiting_internal": (_l("Waiting inside"), "mute"),
        "resolved": (_l("Resolved"), "ok"),
        "closed": (_l("Closed"), "mute"),
        "merged": (_l("Merged"), "mute"),
        "cancelled": (_l("Cancelled"), "mute"),
    },
    "alert_level": {"1": (_l("warns"), "warn"), "2": (_l("critical"), "bad")},
    "assign_mode": {
        "off": _l("by hand only"),
        "round_robin": _l("in turn"),
        "least_loaded": _l("to the least loaded"),
    },
    "take_back": {
        "none": _l("nothing"),
        "due": _l("what falls due before they are back"),
        "all": _l("everything in hand"),
    },
    # Days of a calendar that have hours of their own.
    "unusual": {"holiday": _l("holiday"), "makeup": _l("make-up working day"), "special": _l("special day")},
    "note_kind": {"note": _l("for colleagues"), "reply": _l("to the customer"), "message": _l("from the customer")},
}
