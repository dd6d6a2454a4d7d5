"""The figures of whether callers were helped: which there are, and by which method each is reckoned."""

from typing import NamedTuple

from ticketing.domain.permissions import Permission
from ticketing.reports.forms import N_, FormDef

FORM = FormDef(key="resolution", title=N_("Whether callers were helped"), version=1, columns=())


class Line(NamedTuple):
    """One figure: its name in the answer of `queries.figures.resolution`, the counts it divides, and its method.

    `drill` is the word by which the list behind `part` is asked for, `drill_of` that of the list behind `of`; empty
    where none is.
    """

    key: str
    title: str
    part: str
    of: str
    method: str
    drill: str
    drill_of: str = ""


class Group(NamedTuple):
    """Figures that share a source; `hours` of a repeat window; `path` and `right` of the list behind them."""

    key: str
    title: str
    hours: str
    path: str
    right: Permission
    lines: tuple[Line, ...]


_AGAIN = (
    Line(
        "repeat_rate",
        N_("Repeat calls"),
        "repeats",
        "answered",
        N_("answered calls whose number had called within the window before ÷ answered calls with a number"),
        "repeats",
    ),
    Line(
        "fcr_pct",
        N_("Resolved at the first call, by repeat method"),
        "resolved",
        "closed",
        N_("answered calls not followed by another of the same number within the window ÷ those whose window is over"),
        "resolved",
    ),
    Line(
        "not_back_pct",
        N_("Missed, and did not call again"),
        "not_back",
        "missed_closed",
        N_(
            "unanswered calls not followed by another of the same number within the window ÷ those whose window is over"
        ),
        "not_back",
    ),
)


def _repeats(hours: str, title: str) -> Group:
    return Group(f"repeat_{hours}", title, hours, "/calls", Permission.CALL_READ, _AGAIN)


GROUPS = (
    _repeats("24", N_("Within 24 hours")),
    _repeats("48", N_("Within 48 hours")),
    Group(
        "fcr_ticket",
        N_("By ticket"),
        "",
        "/tickets",
        Permission.TICKET_READ,
        (
            Line(
                "fcr_pct",
                N_("Resolved at the first contact, by ticket method"),
                "solved_at_once",
                "solved",
                N_("tickets opened in these days, resolved and never opened again ÷ those resolved"),
                "once",
            ),
        ),
    ),
    Group(
        "callbacks",
        N_("Call-backs that fell due"),
        "",
        "/callbacks",
        Permission.CALLBACK_WORK,
        (
            Line(
                "attempted_on_time_pct",
                N_("Attempted on time"),
                "attempted_on_time",
                "promised",
                N_("first attempt not after the promised end ÷ call-backs due; cancelled ones are out"),
                "attempted",
            ),
            Line(
                "completed_on_time_pct",
                N_("Completed on time"),
                "completed_on_time",
                "promised",
                N_("done not after the promised end ÷ call-backs due; cancelled ones are out"),
                "completed",
            ),
            Line(
                "overdue_pct",
                N_("Overdue and still open"),
                "overdue_open",
                "promised",
                N_("open although the promised end has passed ÷ call-backs due"),
                "overdue",
            ),
            Line(
                "cancelled_pct",
                N_("Cancelled"),
                "cancelled",
                "all",
                N_("cancelled call-backs ÷ all whose promised end lies in these days"),
                "cancelled",
            ),
        ),
    ),
    Group(
        "cutoffs",
        N_("Calls that a fault cut off"),
        "",
        "/cutoffs",
        Permission.CALLBACK_WORK,
        (
            Line(
                "called_back_pct",
                N_("Rung back within 5 minutes"),
                "called_back",
                "cut_off",
                N_("cut-off calls with an attempt within 5 minutes ÷ cut-off calls with a number"),
                "in_time",
                "all",
            ),
            Line(
                "returned_pct",
                N_("Rang again by themselves"),
                "returned",
                "cut_off",
                N_("callers who were connected again before anybody rang them ÷ cut-off calls with a number"),
                "returned",
                "all",
            ),
        ),
    ),
)
