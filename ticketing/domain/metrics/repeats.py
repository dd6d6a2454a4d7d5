"""Who calls again within a day was not helped the first time."""

from collections.abc import Iterable
from typing import Any, NamedTuple

from ticketing.domain.calls import Outcome, Visit
from ticketing.domain.metrics.numbers import percent

_BLOCKED = {"", "anonymous", "unknown", "<unknown>", "unavailable", "private", "restricted", "withheld", "asterisk"}


class RepeatTally(NamedTuple):
    """Answered calls with a number; of those, calls that repeat an earlier one within the window (inclusive), and
    calls whose window has closed (`closed`) and that were not followed by another (`resolved`)."""

    answered: int
    repeats: int
    closed: int
    resolved: int
    customers: int

    def figures(self) -> dict[str, Any]:
        """First-call resolution here is the repeat method: say so beside the number."""
        return {
            "answered": self.answered,
            "repeats": self.repeats,
            "repeat_rate": percent(self.repeats, self.answered),
            "fcr_pct": percent(self.resolved, self.closed),
            "fcr_method": "repeat",
            "distinct_customers": self.customers,
        }


def same_caller(number: str | None, country: str | None) -> str | None:
    """One key for a number in any notation (+86…, 0086…, 0…, national); None for a blocked one."""
    text = (number or "").strip().lower()
    if text in _BLOCKED:
        return None
    digits = "".join(sign for sign in text if sign.isdigit())
    is_international = text.startswith("+") or digits.startswith("00")
    digits = digits.lstrip("0") or digits
    if country and digits.startswith(country) and (is_international or len(digits) > 11):
        return digits[len(country) :].lstrip("0")
    return digits or text


def tally_repeats(calls: Iterable[list[Visit]], window_us: int, now_us: int, country: str | None = None) -> RepeatTally:
    """Repeat calls among calls given as their visits; `now_us` decides whose window has closed."""
    by_caller: dict[str, list[tuple[int, bool]]] = {}
    for visits in calls:
        key = same_caller(visits[0].caller, country)
        if key is not None:
            is_answered = any(visit.outcome is Outcome.ANSWERED for visit in visits)
            by_caller.setdefault(key, []).append((visits[0].enter_us, is_answered))
    answered = repeats = closed = resolved = 0
    for times in by_caller.values():
        times.sort()
        for index, (at_us, is_answered) in enumerate(times):
            if not is_answered:
                continue
            answered += 1
            repeats += index > 0 and at_us - times[index - 1][0] <= window_us
            is_closed = at_us + window_us <= now_us
            is_followed = index + 1 < len(times) and times[index + 1][0] - at_us <= window_us
            closed += is_closed
            resolved += is_closed and not is_followed
    return RepeatTally(answered, repeats, closed, resolved, len(by_caller))
