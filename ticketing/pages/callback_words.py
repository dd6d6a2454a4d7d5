"""Codes of call-backs, plans, lists and scripts in the words of the floor."""

from flask_babel import lazy_gettext as _l

_KINDS = {
    "promise": _l("Promise"),
    "missed_call": _l("Missed call"),
    "dropped_call": _l("Dropped call"),
    "follow_up": _l("Follow-up"),
    "survey": _l("Survey"),
    "recurring": _l("Recurring"),
}

TABLES = {
    "callback_state": {
        "scheduled": (_l("scheduled"), "mute"),
        "ready": (_l("due now"), "warn"),
        "in_progress": (_l("being rung"), "info"),
        "done": (_l("done"), "ok"),
        "exhausted": (_l("given up"), "bad"),
        "cancelled": (_l("cancelled"), "mute"),
    },
    "callback_kind": _KINDS,
    "result": {
        "answered_resolved": _l("Reached, settled"),
        "answered_pending": _l("Reached, not settled"),
        "customer_reschedule": _l("Customer asks for another time"),
        "no_answer": _l("No answer"),
        "busy": _l("Engaged"),
        "switched_off": _l("Switched off"),
        "invalid_number": _l("Wrong number"),
        "wrong_person": _l("Wrong person"),
        "refused": _l("Refused"),
        "voicemail": _l("Voicemail"),
        "dropped": _l("Dropped call"),
        "system_error": _l("Our own fault"),
        "dialled": _l("Dialled, result not written down yet"),
    },
    "campaign_kind": {
        "pre_sales": _l("Pre-sales follow-up"),
        "after_sales": _l("After-sales follow-up"),
        "interview": _l("Telephone interview"),
    },
    "campaign_state": {
        "draft": (_l("being prepared"), "mute"),
        "running": (_l("plan running"), "info"),
        "paused": (_l("plan paused"), "warn"),
        "done": (_l("done"), "ok"),
    },
    "target_state": {
        "waiting": (_l("not drawn yet"), "mute"),
        "calling": (_l("being rung"), "info"),
        "reached": (_l("reached"), "ok"),
        "not_reached": (_l("not reached"), "warn"),
        "invalid_number": (_l("Wrong number"), "bad"),
        "refused": (_l("Refused"), "bad"),
        "cancelled": (_l("cancelled"), "mute"),
    },
    "script_use": {**_KINDS, "plan": _l("A plan that names it"), "inbound": _l("Calls that come in")},
    "file_state": {
        "owed": (_l("queued"), "mute"),
        "running": (_l("under way"), "info"),
        "done": (_l("done"), "ok"),
        "failed": (_l("failed"), "bad"),
        "cancelled": (_l("cancelled"), "mute"),
    },
    "roll": {"same": _l("as it falls"), "next_working_day": _l("next working day")},
    "series_end": {
        "count": _l("the last one is done"),
        "until": _l("its last day has passed"),
        "satisfied": _l("the customer is satisfied"),
        "stopped": _l("stopped"),
    },
    "callback_outcome": {
        "reached": (_l("reached"), "ok"),
        "reached_inbound": (_l("rang by themselves"), "ok"),
        "not_reached": (_l("not reached"), "warn"),
        "invalid_number": (_l("Wrong number"), "bad"),
        "refused": (_l("Refused"), "bad"),
        "cancelled": (_l("cancelled"), "mute"),
    },
}
