"""What a call's page says in words: its steps as a table, its lines masked, and the reason of each inferred value."""

from typing import Any

from ticketing.db import centre
from ticketing.domain.calls import Mark
from ticketing.domain.calls.visit import FLAGS
from ticketing.domain.phones import masked, masked_in
from ticketing.domain.whole_calls.steps import Step
from ticketing.models.calls import QueueVisit
from ticketing.models.whole_calls import CallLeg
from ticketing.pages.formats import from_us
from ticketing.queries.whole_calls import Whole, own_numbers

_MISMATCH = "mismatch"


def story(whole: Whole, queues: dict[str, str]) -> dict[str, Any]:
    """`steps`, `visits`, `legs`, `lines`, `reasons`, `recordings` for the template."""
    call = whole.listed.call
    numbers = own_numbers(call)
    return {
        "steps": [_step(step, queues) for step in whole.steps],
        "visits": [_visit(visit, queues) for visit in whole.visits],
        "legs": [_leg(leg) for leg in whole.legs],
        "lines": [
            (from_us(line.at_us), line.source, line.kind, masked_in(line.text, numbers), line.status)
            for line in whole.lines
        ],
        "reasons": _reasons(whole, queues),
        "recordings": [(file.id, masked_in(file.name, numbers), file.bytes) for file in whole.recordings],
    }


def _step(step: Step, queues: dict[str, str]) -> dict[str, Any]:
    seconds = (step.end_us - step.start_us) / 1_000_000 if step.end_us is not None else None
    return {
        "kind": step.kind.value,
        "at": from_us(step.start_us),
        "seconds": seconds,
        "name": masked_in(queues.get(step.name, step.name), ()),
        "result": step.result,
        "inferred": step.inferred,
    }


def _visit(visit: QueueVisit, queues: dict[str, str]) -> dict[str, Any]:
    seconds = {
        name: getattr(visit, f"{name}_us") / 1_000_000 if getattr(visit, f"{name}_us") is not None else None
        for name in ("wait", "ring", "talk", "hold", "acw")
    }
    return seconds | {
        "queue": queues.get(visit.queue, visit.queue),
        "at": from_us(visit.enter_us),
        "agent": visit.agent or "",
        "outcome": visit.outcome.value,
        "end_reason": visit.end_reason or "",
        "position": visit.orig_pos,
        "exit_key": visit.exit_key or "",
    }


def _leg(leg: CallLeg) -> dict[str, Any]:
    return {
        "at": from_us(leg.start_us),
        "from": masked(leg.src, centre().phone_region),
        "to": masked_in(leg.dst, ()),
        "channel": leg.channel,
        "dstchannel": leg.dstchannel,
        "seconds": leg.talk_us / 1_000_000,
        "disposition": leg.disposition,
        "cause": leg.hangup_cause,
        "hung_up_by": leg.hung_up_by,
    }


def _reasons(whole: Whole, queues: dict[str, str]) -> list[tuple[str, str, str]]:
    """(table of words, code, what it speaks of) for every value that nobody said outright (R14)."""
    found = [("guess", why, what) for _, why, what in whole.listed.call.guesses]
    for visit in whole.visits:
        queue = queues.get(visit.queue, visit.queue)
        found += [("visit_flag", name, queue) for bit, name in FLAGS.items() if visit.marks & bit]
        if visit.marks & Mark.MISMATCH:
            found.append(("visit_flag", _MISMATCH, queue))
        if visit.marks & Mark.PROVISIONAL:
            found.append(("visit_flag", "provisional", queue))
        if visit.note:
            found.append(("visit_note", visit.note, queue))
    return found
