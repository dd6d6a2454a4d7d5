"""A complaint: its words, its stages with their gates, who may approve which money, and the five-loop rule."""

from ticketing.domain.complaints.money import LIMITS, Rank, may_approve, needed_rank, ranks_of
from ticketing.domain.complaints.stages import FIELD_OF, ORDER, Gate, Record, is_ahead, unmet
from ticketing.domain.complaints.words import (
    CHANNELS,
    FLAGS,
    GRAVE_FLAGS,
    LOOPS_THAT_NEED_A_MANAGER,
    Compensation,
    CompensationState,
    LoopDecision,
    MeasureKind,
    Severity,
    SignatureSlot,
    Stage,
    Verdict,
    severity_of,
)

__all__ = [
    "CHANNELS",
    "FIELD_OF",
    "FLAGS",
    "GRAVE_FLAGS",
    "LIMITS",
    "LOOPS_THAT_NEED_A_MANAGER",
    "ORDER",
    "Compensation",
    "CompensationState",
    "Gate",
    "LoopDecision",
    "MeasureKind",
    "Rank",
    "Record",
    "Severity",
    "SignatureSlot",
    "Stage",
    "Verdict",
    "is_ahead",
    "may_approve",
    "needed_rank",
    "ranks_of",
    "severity_of",
    "unmet",
]
