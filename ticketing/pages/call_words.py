"""The words of calls: directions, steps, ends, and the reasons of what was inferred (R14)."""

from flask_babel import lazy_gettext as _l
from flask_babel.speaklater import LazyString

#: Of calls that no queue took; added to the outcomes of visits.
OUTCOMES: dict[str, LazyString | tuple[LazyString, str]] = {
    "refused": (_l("queue refused"), "bad"),
    "ivr": (_l("ended in the menu"), "mute"),
    "no_answer": (_l("rang unanswered"), "warn"),
    "busy": (_l("engaged"), "warn"),
}

TABLES: dict[str, dict[str, LazyString | tuple[LazyString, str]]] = {
    "direction": {
        "inbound": (_l("inbound"), "info"),
        "outbound": (_l("outbound"), "violet"),
        "internal": (_l("internal"), "mute"),
    },
    "side": {"caller": _l("the customer"), "agent": _l("our side"), "system": _l("the phone system")},
    "step": {
        "menu": _l("Menu"),
        "waiting": _l("Waiting"),
        "ring": _l("Phone rings"),
        "talk": _l("Talk"),
        "hold": _l("On hold"),
        "transfer": _l("Transfer"),
        "after": _l("Survey or farewell"),
    },
    "ring_result": {
        "answered": (_l("answered"), "ok"),
        "rna": (_l("no answer"), "warn"),
        "cancelled": (_l("cancelled"), "mute"),
        "dump": (_l("put down in the announcement"), "warn"),
    },
    "end_reason": {
        "agent": _l("agent hung up"),
        "caller": _l("caller hung up"),
        "blind_transfer": _l("blind transfer"),
        "attended_transfer": _l("attended transfer"),
        "transfer_inferred": _l("transferred, as it seems"),
        "lost": _l("lost"),
    },
    "call_column": {
        "direction": _l("Direction"),
        "number": _l("Phone number"),
        "customer": _l("Name of the customer"),
        "queue": _l("Queue"),
        "agent": _l("Agent"),
        "outcome": _l("Outcome"),
        "wait": _l("Waited"),
        "talk": _l("Talked"),
        "hold": _l("On hold"),
        "transfers": _l("Times transferred"),
        "ended": _l("Ended by"),
        "ticket": _l("Ticket"),
        "dnis": _l("Number dialled"),
        "ivr": _l("Menu keys"),
        "cause": _l("Hang-up cause"),
        "recording": _l("Recording"),
        "pbx": _l("Phone system"),
    },
    "guess": {
        "by_number": _l("Direction judged by the caller's number: only the queue log tells of this call."),
        "by_records": _l("Direction and talk judged by call records, which do not say who began a call."),
        "by_the_log": _l("Who hung up is taken from the queue log's last line: no channel event says it."),
        "full_or_empty": _l(
            "The queue did not let the caller in: full, or nobody there. The phone system does not say which."
        ),
        "restarted": _l("End unknown: the phone system restarted. It is set to when it was last heard before."),
    },
    "visit_flag": {
        "callid_drift": _l("A later line came under another id; it was matched by queue, agent and time."),
        "connect_inferred": _l("Nobody logged the answer; it is reckoned back from the end and the talk."),
        "enter_inferred": _l("Nobody logged the entering; it is reckoned back from a later line."),
        "inferred_end": _l("Nobody logged the end; it was inferred and stays out of means."),
        "superseded": _l("The agent took another call before this one's end was logged."),
        "clock_step": _l("The phone system's clock was set meanwhile; durations stay out of means."),
        "duplicate_terminal": _l("The end was logged twice; the first counts."),
        "mismatch": _l("The logged duration and the stamps differ by more than two seconds; the logged one is kept."),
        "provisional": _l("Only the manager link has told of this end; the log may still say otherwise."),
    },
    "visit_note": {
        "older than a call can be": _l("Closed because it was older than a call can be."),
        "the caller's channel was hung up": _l("Closed because the caller's channel was hung up."),
        "the phone system restarted": _l("Closed because the phone system restarted."),
        "ended while the link was down": _l("It ended while the link was down; the time is the agent's last call."),
        "its channel was gone when the phone system was asked": _l(
            "Closed because its channel was gone when the phone system was asked."
        ),
        "no longer in the queue's own list": _l("Closed because the queue's own list no longer had it."),
    },
    "q850": {
        "1": _l("number not in use"),
        "16": _l("normal end"),
        "17": _l("engaged"),
        "18": _l("no reply"),
        "19": _l("no answer"),
        "20": _l("not reachable"),
        "21": _l("rejected"),
        "26": _l("answered elsewhere"),
        "27": _l("destination out of order"),
        "28": _l("number incomplete"),
        "31": _l("normal, unspecified"),
        "34": _l("no line free"),
        "38": _l("network out of order"),
        "41": _l("temporary fault"),
        "42": _l("network congested"),
        "44": _l("line not available"),
        "47": _l("no resources"),
        "58": _l("service not available"),
        "102": _l("timer ran out"),
        "127": _l("interworking, unspecified"),
    },
}
