"""Codes in the words and colours of the floor, for pages; the islands have the same words in words.ts."""

from collections.abc import Iterable
from typing import TypeAlias

from flask import Flask
from flask_babel import lazy_gettext as _l
from flask_babel.speaklater import LazyString

from ticketing.pages import (
    attendance_words,
    audit_words,
    call_words,
    callback_words,
    complaint_words,
    customer_words,
    equipment_words,
    matter_words,
    outward_words,
    quality_words,
    roster_words,
    staffing_words,
    survey_words,
)

# code: word, or word and tone
Entry: TypeAlias = "LazyString | tuple[LazyString, str]"

TABLES: dict[str, dict[str, Entry]] = {
    "kind": {
        "inquiry": _l("Inquiry"),
        "complaint": _l("Complaint"),
        "repair": _l("Repair"),
        "suggestion": _l("Suggestion"),
        "order": _l("Order"),
        "other": _l("Other"),
    },
    "source": {
        "call_in": _l("Call in"),
        "call_out": _l("Call out"),
        "missed_call": _l("Missed call"),
        "voicemail": _l("Voicemail"),
        "web": _l("Web"),
        "letter": _l("Letter"),
        "visit": _l("Visit"),
        "api": _l("API"),
        "import": _l("Import"),
        "internal": _l("From inside"),
    },
    "outcome": {
        "waiting": (_l("in progress"), "violet"),
        "answered": (_l("answered"), "ok"),
        "abandoned": (_l("gave up waiting"), "bad"),
        "timeout": (_l("nobody answered"), "warn"),
        "exit_key": (_l("left by key"), "mute"),
        "exit_empty": (_l("nobody was there"), "warn"),
        "withdrawn": (_l("taken away"), "mute"),
        "failed": (_l("failed"), "bad"),
        "lost": (_l("lost from the log"), "mute"),
        **call_words.OUTCOMES,
    },
    "presence": {
        "offline": (_l("Signed out"), "mute"),
        "ready": (_l("Ready"), "ok"),
        "ringing": (_l("Ringing"), "violet"),
        "talking": (_l("On call"), "info"),
        "hold": (_l("On hold"), "info"),
        "acw": (_l("Wrap-up"), "warn"),
        "paused": (_l("Paused"), "mute"),
        "lost": (_l("Lost link"), "bad"),
    },
    "lost_reason": {
        "signed_out": _l("signed out at the console, still on line at the phone"),
        "console_gone": _l("the console went silent"),
        "unreachable": _l("the phone cannot be reached"),
    },
    "activity": {
        "break": _l("Break"),
        "meal": _l("Meal"),
        "meeting": _l("Meeting"),
        "training": _l("Training"),
        "busy": _l("Busy"),
        "offline_work": _l("Desk work"),
        "acw": _l("Wrap-up"),
        "missed": _l("Not answering"),
    },
    "fact": {
        "member": _l("in the queue"),
        "session": _l("session"),
        "pause": _l("pause"),
        "ring": _l("phone rings"),
        "talk": _l("conversation"),
        "hold": _l("on hold"),
        "acw": _l("wrap-up"),
        "outbound": _l("outbound call"),
    },
    "outage": {
        "restart": _l("phone system restarted"),
        "link_down": _l("link to the phone system lost"),
        "clock_step": _l("its clock was moved"),
        "gap": _l("log has a gap"),
    },
    "clock": {
        "first_response": _l("First response"),
        "next_response": _l("Next response"),
        "resolution": _l("Resolution"),
        "ack": _l("Acknowledgement"),
        "update": _l("Progress report"),
        "ola": _l("Team's share"),
        "promise": _l("Promised call-back"),
        "follow_up": _l("Follow-up"),
    },
    "clock_state": {
        "running": (_l("running"), "info"),
        "paused": (_l("paused"), "mute"),
        "breached": (_l("broken"), "bad"),
        "met": (_l("met"), "ok"),
        "met_late": (_l("met late"), "warn"),
        "stopped": (_l("stopped"), "mute"),
        "cancelled": (_l("cancelled"), "mute"),
    },
    "alert_metric": {
        "waiting": _l("Callers waiting"),
        "longest_s": _l("Longest wait, s"),
        "sl_pct": _l("Service level, per cent"),
        "no_ready": _l("Waiting while nobody is ready"),
        "pause_s": _l("Pause, s"),
        "acw_s": _l("Wrap-up, s"),
        "rna_row": _l("Unanswered rings in a row"),
        "talk_s": _l("Talk, s"),
        "link_down_s": _l("Phone system not heard, s"),
    },
    "metric": {"waiting": _l("waiting"), "longest_s": _l("longest wait, s"), "sl_pct": _l("service level, per cent")},
    "source_kind": {
        "queue_log": _l("Asterisk queue_log, a file"),
        "queue_log_realtime": _l("Asterisk queue_log, a table"),
        "ami": _l("Asterisk manager interface (AMI)"),
        "cdr_csv": _l("Asterisk call records (CDR)"),
        "cel_csv": _l("Asterisk channel events (CEL)"),
        "freeswitch": _l("FreeSWITCH event socket"),
        "freeswitch_cdr": _l("FreeSWITCH call records, posted"),
        "http": _l("queue_log lines, pushed"),
        "events": _l("Events of another system, pushed"),
    },
    "scope": {
        "ingest": _l("sends events"),
        "board": _l("reads the board"),
        "board_nameless": _l("reads the board without names"),
        "api": _l("uses the API"),
    },
    "grade": {
        "normal": (_l("normal customer"), "mute"),
        "vip": (_l("VIP"), "warn"),
        "key": (_l("key customer"), "warn"),
    },
    "apply": {
        "new_only": _l("new tickets only"),
        "open_from_now": _l("open tickets too, from now on"),
        "open_retroactive": _l("open tickets too, from their beginning"),
        "deactivate": _l("switched off"),
        "redate": _l("what is still to come"),
    },
    "edit_state": {
        "owed": (_l("waiting"), "mute"),
        "running": (_l("running"), "info"),
        "done": (_l("done"), "ok"),
        "failed": (_l("failed"), "bad"),
    },
    "cause": {
        "at_pct": _l("the deadline is near"),
        "due": _l("the deadline passed"),
        "ack_timeout": _l("nobody acknowledged in time"),
        "offset": _l("still open after the deadline"),
        "no_recipient": _l("nobody on duty below"),
        "promise_broken": _l("a promised call-back was not kept"),
        "trigger": _l("its time by the rule has come"),
        "hold_ended": _l("the hold has run out"),
        "reopened": _l("reopened more than once"),
        "severity": _l("a complaint this grave goes up at once"),
        "repeat_calls": _l("the customer has called again and again"),
        "vip": _l("an important customer"),
    },
    "flag": {
        "threatens": _l("threatens to go higher"),
        "media": _l("media"),
        "regulator": _l("regulator"),
        "repeat": _l("repeated"),
        "safety": _l("somebody's safety"),
    },
    **attendance_words.TABLES,
    **audit_words.TABLES,
    **call_words.TABLES,
    **callback_words.TABLES,
    **complaint_words.TABLES,
    **equipment_words.TABLES,
    **quality_words.TABLES,
    **survey_words.TABLES,
    **matter_words.TABLES,
    **customer_words.TABLES,
    **outward_words.TABLES,
    **roster_words.TABLES,
    **staffing_words.TABLES,
}


def init_app(app: Flask) -> None:
    app.jinja_env.globals.update(word=word, tone=tone, choices=choices)
    app.jinja_env.filters["named"] = lambda code, names: names.get(code, code)


def word(table: str, code: str) -> str:
    """The word of a code; a code that the table does not know stands for itself."""
    found = TABLES[table].get(code)
    return str(found[0] if isinstance(found, tuple) else found) if found is not None else code


def tone(table: str, code: str) -> str:
    """The colour of a code: ok, info, warn, bad, violet or mute."""
    found = TABLES[table].get(code)
    return found[1] if isinstance(found, tuple) else "mute"


def choices(table: str, codes: Iterable[str] | None = None) -> list[tuple[str, str]]:
    """Pairs for a select, in the table's order or for these codes only."""
    return [(code, word(table, code)) for code in (codes if codes is not None else TABLES[table])]
