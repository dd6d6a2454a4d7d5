"""The figures of queues and agents as tables: what each column is called and how it is reckoned (口径)."""

from typing import Any

from ticketing.reports.forms import N_, Column, FormDef, Kind, Sheet

FORMULAS = {
    "sl_offered": N_("Answered within T ÷ (offered − still waiting within T)"),
    "sl_f1": N_("(Answered within T + abandoned within T) ÷ (answered + abandoned)"),
    "sl_f2": N_("Answered within T ÷ answered"),
    "sl_f3": N_("Answered within T ÷ (answered + abandoned)"),
    "sl_f4": N_("Answered within T ÷ (answered + abandoned − abandoned within T)"),
    "sl_amazon": N_("Left the queue within T in any way ÷ offered"),
}
_C, _P = Kind.COUNT, Kind.PERCENT

QUEUES = FormDef(
    key="queue_figures",
    title=N_("Queue statistics"),
    version=1,
    columns=(
        Column("bucket", N_("Period"), width=22),
        Column("queue", N_("Queue"), width=12),
        Column("offered", N_("Offered"), _C, means=N_("Every visit that entered the queue, counted where it arrived")),
        Column("answered", N_("Answered"), _C, means=N_("Visits that an agent was connected to")),
        Column("abandoned", N_("Abandoned"), _C, means=N_("The caller hung up while waiting")),
        Column("short_abandoned", N_("Short abandoned"), _C, means=N_("Abandoned within the queue's short limit")),
        Column("timeout", N_("Timed out"), _C),
        Column("exit_key", N_("Left by key"), _C),
        Column("exit_empty", N_("No agent there"), _C),
        Column("withdrawn", N_("Taken out"), _C),
        Column("failed", N_("Failed"), _C),
        Column("lost", N_("Lost"), _C, means=N_("The phone system never said how it ended")),
        Column("waiting", N_("Still waiting"), _C),
        Column("answer_rate", N_("Answer rate"), _P, means=N_("Answered ÷ offered")),
        Column("loss_rate", N_("Loss rate"), _P, means=N_("1 − answer rate; not the abandon rate")),
        Column("abandon_rate", N_("Abandon rate"), _P, means=N_("Abandoned ÷ offered")),
        Column(
            "abandon_rate_net",
            N_("Abandon rate, net"),
            _P,
            means=N_("(Abandoned − short abandoned) ÷ (offered − short abandoned)"),
        ),
        Column("sl_pct", N_("Service level"), _P),
        Column("sl_within", N_("Counted in"), _C, means=N_("What the service level divides")),
        Column("sl_of", N_("Out of"), _C, means=N_("By what the service level divides")),
        Column("sl_name", N_("Formula"), width=12),
        Column("sl_threshold_s", N_("T (s)"), _C),
        Column("asa_s", N_("ASA (s)"), _C, means=N_("Waits of the answered ÷ answered; inferred waits excluded")),
        Column("avg_abandon_s", N_("Average time to abandon (s)"), _C, means=N_("Waits of the abandoned ÷ abandoned")),
        Column("avg_wait_s", N_("Average wait (s)"), _C, means=N_("All waits, answered or not")),
        Column("p50_wait_s", N_("Median wait (s)"), _C, means=N_("Nearest rank, from the waits themselves")),
        Column("p90_wait_s", N_("90 % waited up to (s)"), _C, means=N_("Nearest rank, from the waits themselves")),
        Column("max_wait_s", N_("Longest wait (s)"), _C, means=N_("All outcomes; inferred waits excluded")),
        Column("att_s", N_("ATT (s)"), _C, means=N_("Time connected, hold included ÷ calls with a measured talk")),
        Column("avg_hold_s", N_("Average hold (s)"), _C, means=N_("Hold ÷ calls that had a hold")),
        Column("hold_calls", N_("Calls with a hold"), _C),
        Column("avg_acw_s", N_("ACW (s)"), _C, means=N_("Wrap-up ÷ calls with a measured talk")),
        Column("aht_s", N_("AHT (s)"), _C, means=N_("(Time connected + wrap-up) ÷ calls with a measured talk")),
        Column("transfers", N_("Transfers"), _C),
        Column(
            "transfer_rate", N_("Transfer rate"), _P, means=N_("Answered calls that ended in a transfer ÷ answered")
        ),
    ),
)

_D = Kind.DURATION
AGENTS = FormDef(
    key="agent_figures",
    title=N_("Agent statistics"),
    version=1,
    columns=(
        Column("bucket", N_("Period"), width=22),
        Column("agent", N_("Agent code"), width=10),
        Column("name", N_("Name"), width=10),
        Column("login_s", N_("Logged in"), _D, means=N_("Wall clock on line, whatever the queues and phones")),
        Column("ready_s", N_("Ready"), _D),
        Column("ringing_s", N_("Ringing"), _D),
        Column("talk_s", N_("Talking"), _D, means=N_("Hold included")),
        Column("hold_s", N_("On hold"), _D, means=N_("A part of talking")),
        Column("acw_s", N_("Wrap-up"), _D),
        Column("paused_s", N_("Paused"), _D),
        Column("lost_s", N_("Lost link"), _D, means=N_("On line, but phone or console was gone")),
        Column("outside_login_s", N_("Without log-in"), _D, means=N_("Ringing and talking that no log-in time covers")),
        Column("pauses", N_("Pauses by reason"), width=24),
        Column("logins", N_("Log-ins"), _C, means=N_("Each time that somebody came on line, counted where it was")),
        Column(
            "to_first_call_s",
            N_("Log-in to first call"),
            _D,
            means=N_("From log-in to the begin of the first talk; mean over the log-ins that had a call"),
        ),
        Column(
            "after_last_call_s",
            N_("Last call to log-out"),
            _D,
            means=N_("From the end of the last talk to log-out; mean over the log-outs that had a call before"),
        ),
        Column("answered", N_("Answered"), _C),
        Column("calls_per_hour", N_("Calls per hour"), _C, means=N_("Answered ÷ hours logged in")),
        Column("rna", N_("Not picked up"), _C, means=N_("Phones that rang in vain, those that rang below 3 s too")),
        Column("rna_short", N_("Rang below 3 s"), _C, means=N_("A busy or missing phone: nobody's fault")),
        Column("ring_canceled", N_("Rings cancelled"), _C, means=N_("The caller left, or another picked up first")),
        Column("dumps", N_("Hung up in the announcement"), _C),
        Column("transfers", N_("Transfers"), _C),
        Column(
            "transfer_rate", N_("Transfer rate"), _P, means=N_("Answered calls that ended in a transfer ÷ answered")
        ),
        Column("att_s", N_("ATT (s)"), _C, means=N_("Time connected, hold included ÷ calls with a measured talk")),
        Column("hold_per_answered_s", N_("Hold per call (s)"), _C, means=N_("Hold ÷ all calls answered")),
        Column("avg_acw_s", N_("ACW (s)"), _C, means=N_("Wrap-up ÷ calls with a measured talk")),
        Column("aht_s", N_("AHT (s)"), _C, means=N_("(Time connected + wrap-up) ÷ calls with a measured talk")),
        Column("outbound", N_("Calls placed"), _C),
        Column("outbound_connected", N_("Calls placed, connected"), _C),
        Column("outbound_talk_s", N_("Talk of calls placed"), _D),
        Column("occupancy_pct", N_("Occupancy"), _P, means=N_("(Talk + wrap-up) ÷ (talk + wrap-up + ready)")),
        Column("talk_over_login_pct", N_("Talk ÷ log-in"), _P, means=N_("Talking ÷ logged in")),
        Column("scheduled_s", N_("Planned"), _D, means=N_("The published roster")),
        Column(
            "copc_utilisation_pct",
            N_("Utilisation"),
            _P,
            means=N_("(Talk + hold + wrap-up + ready + ringing) ÷ planned time; empty without a roster"),
        ),
        Column(
            "staff_utilisation_pct",
            N_("Staff utilisation"),
            _P,
            means=N_("(Logged in − meals − breaks) ÷ planned time; empty without a roster"),
        ),
        Column(
            "effective_utilisation_pct",
            N_("Effective utilisation"),
            _P,
            means=N_("(Talk + wrap-up) ÷ planned time; empty without a roster"),
        ),
        Column(
            "adherence_pct",
            N_("Adherence"),
            _P,
            means=N_("Time spent as planned, breaks and meetings included ÷ planned time that nothing excuses"),
        ),
        Column(
            "conformance_pct",
            N_("Conformance"),
            _P,
            means=N_("Time on line and unpaused ÷ time planned on line; may exceed 100 %"),
        ),
        Column(
            "satisfaction_pct",
            N_("Satisfaction"),
            _P,
            means=N_("Satisfied ÷ rated; empty where nobody has rated"),
        ),
    ),
)


def sheet_of(form: FormDef, stretch: str, scope: str, rows: list[dict[str, Any]], together: dict[str, Any]) -> Sheet:
    """A table of figures as a sheet that files can be made of; `together` is its last row."""
    return Sheet(form, number="", on=stretch, scope=scope, rows=rows, totals=together)


def pauses_in_words(figures: dict[str, Any]) -> str:
    """`午餐 1:00:00 · 小休 0:10:00`, the longest first."""
    found = sorted(figures["pause_s"].items(), key=lambda pair: -pair[1])
    return " · ".join(f"{reason or '—'} {_hms(spent)}" for reason, spent in found if spent)


def _hms(spent: float) -> str:
    whole = int(spent + 0.5)
    return f"{whole // 3600}:{whole % 3600 // 60:02}:{whole % 60:02}"
