"""What happens when a caller waits, is answered, hangs up or is lost: the log, folded into visits."""

from ticketing.domain.calls.changes import Changes, OutageSeen, OutboundCall, Rewrite, RingAttempt
from ticketing.domain.calls.config import FoldConfig, QueueRules, RestartPolicy
from ticketing.domain.calls.fold import Fold
from ticketing.domain.calls.state import PbxState
from ticketing.domain.calls.visit import EndReason, Mark, Outcome, Stage, Visit, VisitKey

__all__ = [
    "Changes",
    "EndReason",
    "Fold",
    "FoldConfig",
    "Mark",
    "Outcome",
    "OutageSeen",
    "OutboundCall",
    "PbxState",
    "QueueRules",
    "RestartPolicy",
    "Rewrite",
    "RingAttempt",
    "Stage",
    "Visit",
    "VisitKey",
]
