"""The kinds and states of leave, swaps and gaps, of activities and weekdays."""

from flask_babel import lazy_gettext as _l
from flask_babel.speaklater import LazyString

TABLES: dict[str, dict[str, LazyString]] = {
    "leave_kind": {
        "personal": _l("Personal leave"),
        "sick": _l("Sick leave"),
        "annual": _l("Annual leave"),
        "comp": _l("Time off in lieu"),
        "rest": _l("Day of rest"),
        "training": _l("Training"),
        "errand": _l("Errand"),
    },
    "roster_activity": {
        "break": _l("Break"),
        "meal": _l("Meal"),
        "meeting": _l("Meeting"),
        "training": _l("Training"),
        "handover": _l("Hand-over"),
        "offline_work": _l("Work off the line"),
    },
    "holidays": {"CN": _l("of China")},
    "weekday": {
        "0": _l("Mon"),
        "1": _l("Tue"),
        "2": _l("Wed"),
        "3": _l("Thu"),
        "4": _l("Fri"),
        "5": _l("Sat"),
        "6": _l("Sun"),
    },
    "run_state": {
        "owed": _l("waits for a worker"),
        "running": _l("is being drawn up"),
        "done": _l("done"),
        "cancelled": _l("stopped"),
        "failed": _l("failed"),
    },
    "request_state": {
        "asked": _l("waits for a decision"),
        "approved": _l("approved"),
        "refused": _l("refused"),
        "cancelled": _l("taken back"),
        "offered": _l("offered"),
        "accepted": _l("both agreed, waits for a decision"),
        "expired": _l("expired"),
        "void": _l("void"),
        "open": _l("open"),
        "filled": _l("filled"),
        "closed": _l("left open"),
    },
}
