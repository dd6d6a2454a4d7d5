"""What people were to do: an agent's roster and the promised call-backs of a case."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from ticketing.domain.metrics.promises import Promised, tally_promises
from ticketing.domain.metrics.workforce import Planned, tally_work
from ticketing.domain.presence import Slice
from ticketing.telephony.replay.cases import SECOND_US, Case

Timelines = Mapping[str, Sequence[Slice]]

_STARTS = ("start", "from", "start_ts", "from_ts", "begin")
_ENDS = ("end", "to", "end_ts", "to_ts", "until")
_KINDS = ("activity", "kind", "state", "type", "code", "name", "reason")
_DUE = ("due", "due_ts", "due_at", "promised", "promised_at", "promised_ts", "promised_for")
_TRIED = (
    *("attempted", "attempted_at", "attempted_ts", "attempt", "attempt_ts", "attempt_at"),
    *("first_attempt", "first_attempt_ts", "first_attempt_at", "attempts"),
)
_DONE = ("completed", "completed_at", "completed_ts", "done", "done_at", "connected_at")
_CANCELLED = ("cancelled", "canceled", "cancelled_at", "canceled_at", "cancelled_ts", "canceled_ts")
#: What a roster calls the time that is meant for calls; everything else on it is a break of some kind.
_FOR_CALLS = frozenset(
    {"work", "working", "productive", "on_queue", "on queue", "queue", "calls", "phone", "phones", "available", "ready"}
    | {"shift", "duty", "online", "inbound", "outbound", "接听", "上班", "工作", "在线", "值班", "就绪"}
)


def plan_parts(case: Case, slices: Timelines, window: tuple[int, int], now_us: int) -> dict[str, Any]:
    """`workforce` and `callbacks`, each if the case has a feed for it."""
    parts: dict[str, Any] = {}
    rosters = [feed for feed in case.feeds if feed.get("format") == "schedule"]
    promised = [feed for feed in case.feeds if feed.get("format") == "callbacks"]
    if rosters:
        until_us = min(window[1], max(now_us, window[0]))
        plans = _plans(case, rosters)
        tallies = {name: tally_work(slices.get(name, ()), plan, window[0], until_us) for name, plan in plans.items()}
        parts["workforce"] = {name: tally.figures() for name, tally in tallies.items()}
    if promised:
        rows = [row for feed in promised for row in feed.get("rows", ())]
        parts["callbacks"] = tally_promises([_promise(row, case.zone) for row in rows], now_us).figures()
    return parts


def _plans(case: Case, rosters: Sequence[Mapping[str, Any]]) -> dict[str, list[Planned]]:
    plans: dict[str, list[Planned]] = {}
    for feed in rosters:
        for row in feed.get("rows", ()):
            agent = feed.get("agent") or (row.get("agent") if isinstance(row, Mapping) else "") or ""
            plans.setdefault(_alias(case, agent), []).append(_planned(row, case.zone))
    return plans


def _alias(case: Case, name: str) -> str:
    known = case.config["aliases"].get(name)
    return known if isinstance(known, str) else name


def _planned(row: Mapping[str, Any] | Sequence[Any], zone: ZoneInfo) -> Planned:
    if not isinstance(row, Mapping):
        row = dict(zip(("start", "end", "activity"), row, strict=False))
    start_us, end_us = _instant(_first(row, _STARTS), zone), _instant(_first(row, _ENDS), zone)
    productive = row.get("productive", row.get("is_productive"))
    if productive is None:
        productive = str(_first(row, _KINDS) or "work").strip().lower() in _FOR_CALLS
    return Planned(start_us or 0, end_us or 0, bool(productive))


def _promise(row: Mapping[str, Any], zone: ZoneInfo) -> Promised:
    state = str(row.get("status", row.get("state", ""))).lower()
    completed_us = _instant(_first(row, _DONE), zone)
    attempted_us = _instant(_first(row, _TRIED), zone)
    return Promised(
        due_us=_instant(_first(row, _DUE), zone) or 0,
        # Whoever was reached was tried.
        attempted_us=completed_us if attempted_us is None else attempted_us,
        completed_us=completed_us,
        is_cancelled=bool(_first(row, _CANCELLED)) or state.startswith("cancel"),
    )


def _first(row: Mapping[str, Any], names: Sequence[str]) -> Any:
    return next((row[name] for name in names if row.get(name) is not None), None)


def _instant(value: Any, zone: ZoneInfo) -> int | None:
    """Epoch seconds, or a text with or without an offset (then in the case's zone); of a list the earliest."""
    if isinstance(value, list | tuple):
        return min((at for entry in value if (at := _instant(entry, zone)) is not None), default=None)
    if isinstance(value, Mapping):
        return _instant(_first(value, ("at", "ts", "time")), zone)
    if isinstance(value, bool) or value is None:
        return None
    if isinstance(value, int | float):
        return round(value * SECOND_US)
    moment = datetime.fromisoformat(str(value))
    return round((moment if moment.tzinfo else moment.replace(tzinfo=zone)).timestamp() * SECOND_US)
