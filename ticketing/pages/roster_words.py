"""The kinds and states of leave, swaps and gaps."""

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
