"""电话异常中断回拨登记表: calls that a fault cut off and what became of them (binder chapter 13, sheet 19)."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Any
from zoneinfo import ZoneInfo

from ticketing.domain.instants import SECOND_US, instant
from ticketing.domain.phones import masked
from ticketing.queries.cutoffs.page import Entry, Figures
from ticketing.reports.forms import N_, Column, FormDef, Kind, Sheet, share

FORM = FormDef(
    key="cutoffs",
    title=N_("Register of cut-off calls"),
    version=1,
    item="13-19",
    subject="calls",
    columns=(
        Column("no", N_("Line no."), Kind.COUNT, 5),
        Column("at", N_("Cut off at"), width=17),
        Column("phone", N_("Number called from"), width=13),
        Column("customer", N_("Name of the customer"), width=10),
        Column("talk_s", N_("Talked for"), Kind.DURATION, 8),
        Column("cause", N_("Cause"), width=12, words="cut_cause"),
        Column("part", N_("Where in the call"), width=8, words="cut_part"),
        Column("agent", N_("Answered by"), width=10),
        Column("due", N_("Ring back by"), width=12),
        Column("rung", N_("Rung back at"), width=12),
        Column("gap_s", N_("After"), Kind.DURATION, 8, means=N_("first counted attempt − cut-off")),
        Column("tries", N_("Tries"), Kind.COUNT, 5),
        Column("result", N_("Result"), width=10, words="cut_status"),
        Column("content", N_("What was said"), width=20, written=True),
        Column("satisfied", N_("Satisfied"), width=7, words="satisfied"),
        Column("ticket", N_("Ticket"), width=15),
        Column("by", N_("Rung by"), width=9),
        Column("note", N_("Remark"), width=16, written=True),
    ),
    notes=(N_("cut-off calls with an attempt within 5 minutes ÷ cut-off calls with a number"),),
)
#: The same of one finished day, kept as it was that night (N7).
DAY = replace(FORM, key="cutoffs_day", title=N_("Cut-off calls of a day"), item="", subject="night")

Word = Callable[[str, str], str]

# The words of the codes, for page, print and file alike.
WORDS: dict[str, dict[str, str]] = {
    "cut_cause": {
        "restart": N_("system: restarted"),
        "max_age": N_("system: lost sight of"),
        "failed": N_("line: could not be joined"),
        "line": N_("line fault"),
        "dropped": N_("dropped"),
        "short": N_("dropped at once"),
        "on_hold": N_("caller: gone while on hold"),
        "transfer": N_("transfer failed"),
        "mistake": N_("hung up by mistake"),
    },
    "cut_part": {
        "queue": N_("waiting"),
        "ringing": N_("ringing"),
        "talk": N_("talking"),
        "transfer": N_("transfer"),
    },
    "cut_status": {
        "open": N_("to be rung back"),
        "reached": N_("reached"),
        "returned": N_("rang again"),
        "not_reached": N_("not reached"),
        "no_such": N_("no such number"),
        "closed": N_("called off"),
    },
    "satisfied": {"yes": N_("satisfied"), "no": N_("not satisfied")},
}
TONES = {"open": "warn", "reached": "ok", "returned": "ok", "not_reached": "bad", "closed": "mute"}


def row_of(entry: Entry, zone: ZoneInfo, word: Word) -> dict[str, Any]:
    """One entry in the form's columns; `word(table, code)` says codes in the reader's words, numbers are masked."""
    row, tries = entry.row, entry.tries
    first: Any = tries[0].started_at if tries else None
    cut = instant(row.last_us)
    ticket = row.callback.ticket.number if row.callback and row.callback.ticket else None
    satisfied = None if row.satisfied is None else word("satisfied", "yes" if row.satisfied else "no")
    return {
        "at": f"{cut.astimezone(zone):%Y-%m-%d %H:%M}",
        "phone": masked(row.phone),
        "customer": row.customer.name if row.customer else row.caller_name,
        "talk_s": None if row.talk_us is None else row.talk_us / SECOND_US,
        "cause": word("cut_cause", row.why.value),
        "part": word("cut_part", row.part.value),
        "agent": row.person.name if row.person else row.agent,
        "due": f"{row.due_at.astimezone(zone):%m-%d %H:%M}",
        "rung": f"{first.astimezone(zone):%m-%d %H:%M}" if first else None,
        "gap_s": (first - cut).total_seconds() if first else None,
        "tries": len(tries),
        "result": word("cut_status", _result(entry)),
        "content": "; ".join(one.note for one in tries if one.note),
        "satisfied": satisfied,
        "ticket": ticket,
        "by": tries[-1].by if tries else None,
        "note": row.note,
    }


def _result(entry: Entry) -> str:
    """What the form wants to know: a number that does not exist (空号) is more than not having been reached."""
    is_gone = entry.status == "not_reached" and entry.tries and entry.tries[-1].result == "invalid_number"
    return "no_such" if is_gone else entry.status


def sheet_of(rows: Sequence[dict[str, Any]], counts: Figures, on: str, scope: str) -> Sheet:
    """The register as a sheet; its total says how many were tried, and the share of those tried in time."""
    numbered = [{"no": number, **row} for number, row in enumerate(rows, 1)]
    rate = share(counts.attempted, counts.count)
    said = "" if rate is None else f"{counts.attempted}/{counts.count} = {rate:.2f}%"
    return Sheet(FORM, f"CUTOFFS-{on.replace('-', '')}", on, scope, numbered, {"no": len(rows), "result": said})
