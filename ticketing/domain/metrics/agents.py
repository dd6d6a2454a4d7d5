"""One agent's figures over a stretch of time: seconds of the exclusive timeline, and counts of what happened."""

from collections import Counter
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from ticketing.domain.breaks import folded
from ticketing.domain.metrics.agent_sums import COUNTS, STATES, TIMES
from ticketing.domain.metrics.numbers import mean_s, per_hour, percent, seconds
from ticketing.domain.metrics.workforce import PRODUCTIVE
from ticketing.domain.presence import PresenceState, Slice

_TALK = (PresenceState.TALKING, PresenceState.HOLD)


@dataclass(slots=True)
class AgentTally:
    """Microseconds by state, of pauses by reason, and counts; all of them add up over buckets."""

    time_us: Counter[PresenceState] = field(default_factory=Counter)
    pause_us: Counter[str] = field(default_factory=Counter)
    login_us: int = 0
    #: Ringing and talking without any log-in, which no log-in time covers.
    outside_us: int = 0
    counts: Counter[str] = field(default_factory=Counter)
    #: Log-ins and log-outs, how many had a call between, and how far from it they were; by the names of EDGES.
    edges: Counter[str] = field(default_factory=Counter)

    def add_slices(self, slices: Iterable[Slice], from_us: int, to_us: int) -> None:
        """Count the part of each slice that lies in [from_us, to_us)."""
        for piece in slices:
            start_us = max(piece.start_us, from_us)
            end_us = to_us if piece.end_us is None else min(piece.end_us, to_us)
            if end_us > start_us:
                self._add(piece, end_us - start_us)

    def _add(self, piece: Slice, us: int) -> None:
        self.time_us[piece.state] += us
        if piece.state is PresenceState.PAUSED:
            self.pause_us[piece.reason] += us
        if piece.online:
            self.login_us += us
        elif piece.state is not PresenceState.OFFLINE:
            self.outside_us += us

    @property
    def talk_us(self) -> int:
        """Talking, hold included."""
        return sum(self.time_us[state] for state in _TALK)

    @property
    def productive_us(self) -> int:
        """On line and not paused: talking, hold, wrapping up, ready, ringing."""
        return sum(self.time_us[state] for state in PRODUCTIVE)

    def occupancy(self) -> float | None:
        """(talk + acw) / (talk + acw + ready); ringing and pauses are on neither side."""
        busy_us = self.talk_us + self.time_us[PresenceState.ACW]
        return percent(busy_us, busy_us + self.time_us[PresenceState.READY])

    def utilisation(self, paid_us: int) -> float | None:
        """COPC, from secondary texts: (talk + hold + acw + ready + ringing) / paid time."""
        return percent(self.productive_us, paid_us)

    def of_paid(self, paid_us: int, rests: Collection[str]) -> dict[str, float | None]:
        """Shares of the paid time by their public names, null without any; `rests` are the reasons (folded) that mean
        meals and breaks, which 4PS takes off the time logged in."""
        rested_us = sum(us for reason, us in self.pause_us.items() if folded(reason) in rests)
        return {
            "copc_utilisation_pct": self.utilisation(paid_us),
            "staff_utilisation_pct": percent(self.login_us - rested_us, paid_us),
            "effective_utilisation_pct": percent(self.talk_us + self.time_us[PresenceState.ACW], paid_us),
        }

    def take(self, values: Mapping[str, int], pauses: Mapping[str, int]) -> None:
        """Add sums by the names of `agent_sums`."""
        for state in STATES:
            self.time_us[state] += values[f"{state.value}_us"]
        self.pause_us.update(pauses)
        self.login_us += sum(values[name] for name in TIMES) - values["outside_us"]
        self.outside_us += values["outside_us"]
        self.counts.update({name: values[name] for name in COUNTS})

    def merge(self, other: "AgentTally") -> None:
        """Add another stretch's or agent's tally to this one."""
        self.time_us.update(other.time_us)
        self.pause_us.update(other.pause_us)
        self.counts.update(other.counts)
        self.edges.update(other.edges)
        self.login_us += other.login_us
        self.outside_us += other.outside_us

    def figures(self) -> dict[str, Any]:
        """Every figure by its public name: seconds, counts, percentages."""
        return {
            "login_s": seconds(self.login_us),
            "ready_s": seconds(self.time_us[PresenceState.READY]),
            "ringing_s": seconds(self.time_us[PresenceState.RINGING]),
            "talk_s": seconds(self.talk_us),
            "hold_s": seconds(self.time_us[PresenceState.HOLD]),
            "acw_s": seconds(self.time_us[PresenceState.ACW]),
            "paused_s": seconds(self.time_us[PresenceState.PAUSED]),
            "lost_s": seconds(self.time_us[PresenceState.LOST]),
            "pause_s": {reason: seconds(us) for reason, us in sorted(self.pause_us.items())},
            "outside_login_s": seconds(self.outside_us),
            "activity_without_login": self.outside_us > 0,
            **{name: self.counts[name] for name in _COUNTS},
            **self._calls(),
            **self._edges(),
            "occupancy_pct": self.occupancy(),
            "talk_over_login_pct": percent(self.talk_us, self.login_us),
        }

    def ratios(self, paid_us: int) -> dict[str, Any]:
        """The three ratios that share one denominator each, for a stretch of paid time."""
        return {
            "talk_over_login_pct": percent(self.talk_us, self.login_us),
            "copc_utilisation_pct": self.utilisation(paid_us),
            "occupancy_pct": self.occupancy(),
        }

    def _calls(self) -> dict[str, Any]:
        """Means over the calls answered, with how many had a talk that is known and sure."""
        counts = self.counts
        talk_us, acw_us, talks = counts["call_talk_us"], counts["call_acw_us"], counts["talk_count"]
        return {
            "talk_count": talks,
            "att_s": mean_s(talk_us, talks),
            "avg_acw_s": mean_s(acw_us, talks),
            "aht_s": mean_s(talk_us + acw_us, talks),
            "hold_per_answered_s": mean_s(counts["call_hold_us"], counts["answered"]),
            "transfer_rate": percent(counts["transfers"], counts["answered"]),
            "calls_per_hour": per_hour(counts["answered"], self.login_us),
            "outbound_talk_s": seconds(counts["outbound_talk_us"]),
        }

    def _edges(self) -> dict[str, Any]:
        """Means over the sessions with a call: a log-in counts where it was, and a log-out where it was."""
        edges = self.edges
        return {
            **{name: edges[name] for name in ("logins", "first_calls", "logouts", "last_calls")},
            "to_first_call_s": mean_s(edges["to_first_call_us"], edges["first_calls"]),
            "after_last_call_s": mean_s(edges["after_last_call_us"], edges["last_calls"]),
        }


#: What sessions add to a tally.
EDGES = ("logins", "first_calls", "to_first_call_us", "logouts", "last_calls", "after_last_call_us")
_COUNTS = (
    "answered", "rna", "rna_short", "ring_canceled", "dumps", "transfers", "outbound", "outbound_connected",
)  # fmt: skip
