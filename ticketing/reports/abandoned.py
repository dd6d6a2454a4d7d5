"""Callers who gave up and were not reached since, as a file."""

from collections.abc import Callable, Sequence
from typing import Any
from zoneinfo import ZoneInfo

from ticketing.domain.instants import SECOND_US, instant
from ticketing.domain.phones import masked
from ticketing.queries.abandoned import Entry, Figures
from ticketing.reports.forms import N_, Column, FormDef, Kind, Sheet

FORM = FormDef(
    key="abandoned",
    title=N_("Callers who gave up"),
    version=1,
    columns=(
        Column("at", N_("Gave up at"), width=17),
        Column("phone", N_("Number called from"), width=13),
        Column("name", N_("Caller"), width=12),
        Column("queue", N_("Queue"), width=10),
        Column("times", N_("Times"), Kind.COUNT, 6, means=N_("How often they gave up in these days")),
        Column("longest_s", N_("Longest wait"), Kind.DURATION, 9),
        Column("state", N_("What became of it"), width=12),
        Column("reached", N_("Reached at"), width=17),
        Column("callback", N_("Call-back"), width=10),
        Column("due", N_("Ring back by"), width=17),
        Column("tries", N_("Tries"), Kind.COUNT, 6),
        Column("owner", N_("Owner"), width=10),
        Column("ticket", N_("Ticket"), width=15),
    ),
    notes=(
        N_(
            "Reached: after they gave up, a call of theirs was answered, or a call or call-back of ours was; "
            "calls without a number cannot be followed."
        ),
    ),
)
#: The words of the states, for page and file alike.
STATES = {"left": N_("not reached since"), "rang_again": N_("answered later"), "rung_back": N_("reached by us")}
TONES = {"left": "bad", "rang_again": "ok", "rung_back": "ok"}
CALLBACKS = {
    "scheduled": N_("scheduled"),
    "ready": N_("due now"),
    "in_progress": N_("being rung"),
    "done": N_("done"),
    "exhausted": N_("given up"),
    "cancelled": N_("cancelled"),
}


def row_of(entry: Entry, zone: ZoneInfo, region: str, queues: dict[str, str], say: Callable[[str], str]) -> Any:
    """One caller in the form's columns; the number is masked."""
    owed = entry.callback

    def when(at: Any) -> str:
        return f"{at.astimezone(zone):%Y-%m-%d %H:%M}"

    return {
        "at": when(instant(entry.last_us)),
        "phone": masked(entry.phone, region),
        "name": entry.name,
        "queue": queues.get(entry.queue, entry.queue),
        "times": entry.times,
        "longest_s": entry.longest_us / SECOND_US,
        "state": say(STATES[entry.state]),
        "reached": when(instant(entry.reached_us)) if entry.reached_us is not None else None,
        "callback": say(CALLBACKS[owed.state.value]) if owed is not None else None,
        "due": when(owed.due_at) if owed is not None else None,
        "tries": owed.tries if owed is not None else None,
        "owner": owed.owner if owed is not None else None,
        "ticket": entry.ticket,
    }


def sheet_of(rows: Sequence[dict[str, Any]], counts: Figures, on: str, scope: str) -> Sheet:
    """The list as a sheet; its last row says how many callers are left, of how many."""
    totals = {"times": sum(row["times"] for row in rows), "state": f"{counts.left} / {counts.callers}"}
    return Sheet(FORM, f"ABANDONED-{on.replace('-', '')}", on, scope, list(rows), totals)
