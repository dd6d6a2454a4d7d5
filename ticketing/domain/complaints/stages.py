"""The stages of a complaint and what must hold before each is reached: gates are asked all at once."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import StrEnum

from ticketing.domain.complaints.words import Stage

ORDER: tuple[Stage, ...] = tuple(Stage)


class Gate(StrEnum):
    """What is still missing; the words are public codes."""

    SEVERITY_MISSING = "severity_missing"
    DEPARTMENT_MISSING = "department_missing"
    INVESTIGATOR_MISSING = "investigator_missing"
    FINDINGS_MISSING = "findings_missing"
    VERDICT_MISSING = "verdict_missing"
    SIGN_OFF_MISSING = "sign_off_missing"
    DISPUTE_OPEN = "dispute_open"
    PROPOSAL_MISSING = "proposal_missing"
    COMPENSATION_UNDECIDED = "compensation_undecided"
    NO_OUTBOUND_CONTACT = "no_outbound_contact"
    REPLY_MISSING = "reply_missing"
    ROOT_CAUSE_MISSING = "root_cause_missing"
    MANAGER_DECISION_MISSING = "manager_decision_missing"
    FOLLOW_UP_MISSING = "follow_up_missing"


#: The field of the record that would meet each gate.
FIELD_OF: Mapping[Gate, str] = {
    Gate.SEVERITY_MISSING: "severity",
    Gate.DEPARTMENT_MISSING: "department",
    Gate.INVESTIGATOR_MISSING: "investigator",
    Gate.FINDINGS_MISSING: "findings",
    Gate.VERDICT_MISSING: "verdict",
    Gate.SIGN_OFF_MISSING: "sign_off",
    Gate.DISPUTE_OPEN: "dispute",
    Gate.PROPOSAL_MISSING: "proposal",
    Gate.COMPENSATION_UNDECIDED: "compensations",
    Gate.NO_OUTBOUND_CONTACT: "contacts",
    Gate.REPLY_MISSING: "reply",
    Gate.ROOT_CAUSE_MISSING: "root_cause",
    Gate.MANAGER_DECISION_MISSING: "loop_decision",
    Gate.FOLLOW_UP_MISSING: "followups",
}


@dataclass(frozen=True, kw_only=True)
class Record:
    """What the gates ask of a complaint; `undecided` counts compensations that nobody has approved or refused."""

    stage: Stage = Stage.REGISTERED
    severity: bool = True
    department: bool = False
    investigator: bool = False
    findings: bool = False
    verdict: bool = False
    signed: bool = False
    disputed: bool = False
    proposal: bool = False
    undecided: int = 0
    contacted: bool = False
    replied: bool = False
    root_cause: bool = False
    manager_asked: bool = False
    followed_up: bool = False


_G = Gate
_GATES: Mapping[Stage, tuple[Gate, ...]] = {
    Stage.TRIAGED: (_G.SEVERITY_MISSING, _G.DEPARTMENT_MISSING),
    Stage.INVESTIGATING: (_G.INVESTIGATOR_MISSING,),
    Stage.CONFIRMED: (_G.FINDINGS_MISSING, _G.VERDICT_MISSING, _G.SIGN_OFF_MISSING, _G.DISPUTE_OPEN),
    Stage.PROPOSED: (_G.PROPOSAL_MISSING,),
    Stage.APPROVED: (_G.COMPENSATION_UNDECIDED,),
    Stage.EXECUTING: (),
    Stage.REPLIED: (_G.COMPENSATION_UNDECIDED, _G.NO_OUTBOUND_CONTACT, _G.REPLY_MISSING),
    Stage.VERIFYING: (_G.ROOT_CAUSE_MISSING, _G.MANAGER_DECISION_MISSING),
    Stage.CLOSED: (_G.FOLLOW_UP_MISSING,),
}
# What is settled in the first conversation needs no investigation: from the answer on, only what follows it is asked.
_ANSWER = ORDER.index(Stage.REPLIED)

_BLOCKS: Mapping[Gate, Callable[[Record], bool]] = {
    Gate.SEVERITY_MISSING: lambda r: not r.severity,
    Gate.DEPARTMENT_MISSING: lambda r: not r.department,
    Gate.INVESTIGATOR_MISSING: lambda r: not r.investigator,
    Gate.FINDINGS_MISSING: lambda r: not r.findings,
    Gate.VERDICT_MISSING: lambda r: not r.verdict,
    Gate.SIGN_OFF_MISSING: lambda r: not r.signed and not r.disputed,
    Gate.DISPUTE_OPEN: lambda r: r.disputed,
    Gate.PROPOSAL_MISSING: lambda r: not r.proposal,
    Gate.COMPENSATION_UNDECIDED: lambda r: r.undecided > 0,
    Gate.NO_OUTBOUND_CONTACT: lambda r: not r.contacted,
    Gate.REPLY_MISSING: lambda r: not r.replied,
    Gate.ROOT_CAUSE_MISSING: lambda r: not r.root_cause,
    Gate.MANAGER_DECISION_MISSING: lambda r: r.manager_asked,
    Gate.FOLLOW_UP_MISSING: lambda r: not r.followed_up,
}


def unmet(record: Record, to: Stage) -> tuple[Gate, ...]:
    """The gates between where the complaint stands and `to`, that stage's own included; empty when the way is free."""
    goal = ORDER.index(to)
    first = _ANSWER if goal >= _ANSWER else ORDER.index(record.stage) + 1
    gates = [gate for stage in ORDER[first : goal + 1] for gate in _GATES.get(stage, ())]
    return tuple(gate for gate in dict.fromkeys(gates) if _BLOCKS[gate](record))


def is_ahead(stage: Stage, of: Stage) -> bool:
    """Whether `stage` comes after the stage `of`."""
    return ORDER.index(stage) > ORDER.index(of)
