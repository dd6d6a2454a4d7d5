"""Codes of the equipment and of its checks in the words of the forms."""

from flask_babel import lazy_gettext as _l

TABLES = {
    "equipment_state": {
        "in_use": (_l("in use"), "ok"),
        "spare": (_l("spare"), "info"),
        "repair": (_l("in repair"), "warn"),
        "retired": (_l("retired"), "mute"),
    },
    "equipment_deed": {
        "added": _l("added"),
        "edited": _l("changed"),
        "retired": _l("retired"),
        "returned": _l("taken back"),
    },
    "check_state": {
        "owed": (_l("to be done"), "mute"),
        "begun": (_l("under way"), "info"),
        "done": (_l("to be signed"), "violet"),
        "reviewed": (_l("signed"), "ok"),
    },
    "verdict": {"normal": (_l("normal"), "ok"), "abnormal": (_l("abnormal"), "bad")},
    "check_look": {
        "hand": _l("somebody looks"),
        "trunks": _l("trunks, from calls"),
        "links": _l("links of the phone systems"),
        "recordings": _l("recordings of calls"),
        "services": _l("our own services"),
        "database": _l("the database"),
        "disk": _l("disk space"),
        "backup": _l("the last backup"),
    },
    "check_cadence": {
        "shift": _l("each shift of the roster"),
        "day": _l("each day"),
        "week": _l("each Monday"),
        "off": _l("never"),
    },
    "check_field": {
        "result": _l("Result"),
        "finding": _l("What is wrong"),
        "measure": _l("What was done"),
        "handler": _l("Done by"),
        "restored_at": _l("Restored at"),
        "equipment_id": _l("Piece of equipment"),
        "ticket": _l("Ticket"),
        "sent_back": _l("sent back"),
    },
}
