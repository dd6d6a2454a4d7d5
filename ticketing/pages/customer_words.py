"""The words of lists and of customers' files."""

from flask_babel import lazy_gettext as _l
from flask_babel.speaklater import LazyString

TABLES: dict[str, dict[str, "LazyString | tuple[LazyString, str]"]] = {
    "view": {
        "mine": _l("My work"),
        "nobodys": _l("Nobody’s"),
        "active": _l("All in work"),
        "breached": (_l("Deadline broken"), "bad"),
        "urgent": (_l("Urgent"), "bad"),
        "complaints": _l("Complaints"),
        "waiting": _l("Waiting for the customer"),
        "resolved": _l("To be followed up"),
    },
    "sort": {
        "newest": _l("Newest first"),
        "oldest": _l("Oldest first"),
        "due": _l("Soonest due first"),
        "priority": _l("Most pressing first"),
    },
    "bulk": {
        "assign": _l("Give to"),
        "priority": _l("Change the priority"),
        "queue": _l("Move to another queue"),
        "category": _l("Set the category"),
        "note": _l("Add a note"),
        "order": _l("Order an answer"),
        "extend": _l("Ask for more time"),
        "cancel": _l("Cancel them"),
    },
    "customer_deed": {
        "added": _l("file opened"),
        "edited": _l("file changed"),
        "merged": _l("another file merged into this one"),
        "parted": _l("merge undone"),
        "barred": _l("put on the black list"),
        "allowed": _l("taken off the black list"),
        "erased": _l("personal data erased"),
    },
    "export_state": {
        "owed": (_l("waiting"), "mute"),
        "running": (_l("being made"), "info"),
        "done": (_l("ready"), "ok"),
        "failed": (_l("failed"), "bad"),
        "cancelled": (_l("cancelled"), "mute"),
    },
    "request_kind": {
        "copy": _l("Copy of the data"),
        "correction": _l("Correction"),
        "erasure": _l("Erasure"),
    },
    "data_request_state": {
        "owed": (_l("owed"), "warn"),
        "done": (_l("done"), "ok"),
        "refused": (_l("refused"), "mute"),
    },
}
