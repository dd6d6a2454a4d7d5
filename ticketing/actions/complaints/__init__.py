"""What people do with a complaint, from its registration to the signatures under its sheet."""

from ticketing.actions.complaints.compensation import Ask, ask, decide, execute, withdraw
from ticketing.actions.complaints.convert import convert
from ticketing.actions.complaints.investigation import (
    Finding,
    Investigation,
    decide_dispute,
    dispute,
    find,
    investigate,
    sign_off,
)
from ticketing.actions.complaints.loops import decide_loop
from ticketing.actions.complaints.measures import (
    MEASURE,
    MEASURE_TIMER,
    MeasureWish,
    complete,
    plan_measure,
    verify_measure,
)
from ticketing.actions.complaints.measures import fall_due as measure_due
from ticketing.actions.complaints.record import record_of, steps
from ticketing.actions.complaints.signing import sign
from ticketing.actions.complaints.stages import go
from ticketing.actions.complaints.triage import Triage, edit, propose, triage

__all__ = [
    "MEASURE",
    "MEASURE_TIMER",
    "Ask",
    "Finding",
    "Investigation",
    "MeasureWish",
    "Triage",
    "ask",
    "complete",
    "convert",
    "decide",
    "decide_dispute",
    "decide_loop",
    "dispute",
    "edit",
    "execute",
    "find",
    "go",
    "investigate",
    "measure_due",
    "plan_measure",
    "propose",
    "record_of",
    "sign",
    "sign_off",
    "steps",
    "triage",
    "verify_measure",
    "withdraw",
]
