"""A visit under its public names; a missing value is null."""

from typing import Any

from ticketing.domain.calls import Mark, Outcome, Visit
from ticketing.domain.metrics import seconds


def visit_row(source: str, visit: Visit) -> dict[str, Any]:
    """One visit as the cases and the API show it: epoch seconds, durations in seconds, words."""
    return {
        "source": source,
        "callid": visit.callid,
        "queue": visit.queue,
        "caller": visit.caller,
        "caller_name": visit.caller_name,
        "dnis": visit.dnis,
        "ivr": visit.ivr,
        "disposition": visit.disposition,
        "position": visit.position,
        "enter_ts": seconds(visit.enter_us),
        "outcome": visit.outcome.value,
        "wait_s": seconds(visit.wait_us) if visit.outcome is not Outcome.WAITING else None,
        "ring_s": seconds(visit.ring_us),
        "agent": visit.agent,
        "member_uniqueid": visit.member_uniqueid,
        "connect_ts": seconds(visit.connect_us),
        "talk_s": seconds(visit.talk_us),
        "hold_s": seconds(visit.hold_us),
        "acw_s": seconds(visit.acw_us),
        "agent_end": seconds(visit.agent_end_us),
        "end_ts": seconds(visit.end_us),
        "end_reason": visit.end_reason.value if visit.end_reason is not None else None,
        "transfer_to": visit.transfer_to,
        "exit_key": visit.exit_key,
        "flags": visit.flags,
        "note": _note(visit),
    }


def _note(visit: Visit) -> str | None:
    notes = [visit.note] if visit.note else []
    if visit.marks & Mark.MISMATCH:
        notes.append("logged and measured durations differ")
    return "; ".join(notes) or None
