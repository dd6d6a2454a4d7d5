"""A call as JSON: numbers masked, instants with their offset, durations in seconds."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from ticketing.api.calls import visit_item
from ticketing.db import centre
from ticketing.domain.instants import instant
from ticketing.domain.phones import masked, masked_in
from ticketing.domain.whole_calls import CallOutcome
from ticketing.domain.whole_calls.steps import Step
from ticketing.models.calls import QueueVisit
from ticketing.models.whole_calls import Call, CallLeg
from ticketing.queries.whole_calls import Listed, Whole, own_numbers
from ticketing.queries.whole_calls.one import Line


def call_item(one: Listed, parts: Sequence[QueueVisit]) -> dict[str, Any]:
    """A call as lists show it."""
    call, region = one.call, centre().phone_region
    plain = ("id", "dnis", "ivr", "queues", "agents", "refused_by", "transfers", "hangup_cause", "survey", "told_by")
    return {name: getattr(call, name) for name in (*plain, "has_recording")} | {
        "callid": call.root,
        "source": one.pbx,
        "direction": call.direction.value,
        "outcome": call.outcome.value,
        "answered": call.outcome is CallOutcome.ANSWERED,
        "caller": masked(call.caller, region),
        "number": masked(call.number_norm or call.number, region),
        "people": [code for code, _ in one.people],
        "enter_at": instant(call.first_us),
        "answer_at": _at(call.answer_us),
        "end_at": _at(call.end_us),
        **{f"{name}_s": _seconds(getattr(call, f"{name}_us")) for name in ("wait", "talk", "hold")},
        "hung_up_by": call.hung_up_by.value if call.hung_up_by is not None else None,
        "customer": one.customer,
        "ticket": one.ticket,
        "visits": [visit_item(one.pbx, part) for part in parts],
    }


def whole_item(whole: Whole) -> dict[str, Any]:
    """A call with everything behind it."""
    call = whole.listed.call
    return call_item(whole.listed, whole.visits) | {
        "callback_id": whole.callback_id,
        "steps": [_step(step) for step in whole.steps],
        "legs": [_leg(leg) for leg in whole.legs],
        "recordings": [
            {"id": file.id, "name": masked_in(file.name, own_numbers(call)), "bytes": file.bytes}
            for file in whole.recordings
        ],
        "guesses": [{"field": field, "why": why, "what": what} for field, why, what in call.guesses],
        "events": [_line(line, call) for line in whole.lines],
    }


def _step(step: Step) -> dict[str, Any]:
    return {
        "kind": step.kind.value,
        "start_at": instant(step.start_us).isoformat(),
        "end_at": instant(step.end_us).isoformat() if step.end_us is not None else None,
        "name": masked_in(step.name, ()),
        "result": step.result,
        "inferred": step.inferred,
    }


def _leg(leg: CallLeg) -> dict[str, Any]:
    region = centre().phone_region
    plain = ("no", "uniqueid", "linkedid", "sequence", "channel", "dstchannel", "app", "disposition", "hangup_cause")
    return {name: getattr(leg, name) for name in (*plain, "hung_up_by")} | {
        "src": masked(leg.src, region),
        "dst": masked_in(leg.dst, ()),
        **{f"{name}_at": _iso(getattr(leg, f"{name}_us")) for name in ("start", "answer", "end")},
        "talk_s": _seconds(leg.talk_us),
    }


def _line(line: Line, call: Call) -> dict[str, Any]:
    text = masked_in(line.text, own_numbers(call), centre().phone_region)
    return {"source": line.source, "at": _iso(line.at_us), "kind": line.kind, "status": line.status, "text": text}


def _at(us: int | None) -> datetime | None:
    return instant(us) if us is not None else None


def _iso(us: int | None) -> str | None:
    return instant(us).isoformat() if us is not None else None


def _seconds(us: int | None) -> float | None:
    return us / 1_000_000 if us is not None else None
