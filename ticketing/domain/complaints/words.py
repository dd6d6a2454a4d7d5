"""The words of a complaint (tickets.md 4.6)."""

from collections.abc import Collection
from enum import StrEnum


class Severity(StrEnum):
    S1 = "S1"
    S2 = "S2"
    S3 = "S3"
    S4 = "S4"


class Stage(StrEnum):
    """Where a complaint stands inside its ticket's state, in order."""

    REGISTERED = "registered"
    TRIAGED = "triaged"
    INVESTIGATING = "investigating"
    CONFIRMED = "confirmed"
    PROPOSED = "proposed"
    APPROVED = "approved"
    EXECUTING = "executing"
    REPLIED = "replied"
    VERIFYING = "verifying"
    CLOSED = "closed"


class Verdict(StrEnum):
    """Whether what was complained of is so (投诉是否成立)."""

    UPHELD = "upheld"
    PARTLY = "partly"
    REJECTED = "rejected"


class Compensation(StrEnum):
    """What the customer is given (退/换/修/折让/赔偿)."""

    REFUND = "refund"
    EXCHANGE = "exchange"
    REPAIR = "repair"
    DISCOUNT = "discount"
    DAMAGES = "damages"
    VOUCHER = "voucher"
    GIFT = "gift"


class CompensationState(StrEnum):
    ASKED = "asked"
    APPROVED = "approved"
    REFUSED = "refused"
    EXECUTED = "executed"
    WITHDRAWN = "withdrawn"


class MeasureKind(StrEnum):
    CORRECTIVE = "corrective"
    PREVENTIVE = "preventive"


class LoopDecision(StrEnum):
    """What a manager says after five loops: one more answer, or the matter ends without the customer's consent."""

    AGAIN = "again"
    FINAL = "final"


class SignatureSlot(StrEnum):
    """The lines under the sheet: 受理人, 客服主管, 经理."""

    TAKER = "taker"
    SUPERVISOR = "supervisor"
    MANAGER = "manager"


CHANNELS = ("phone", "letter", "visit", "web", "email", "fax")
FLAGS = ("regulator", "media", "repeat", "threatens", "safety")
# What makes a complaint S1 unless somebody says otherwise: 12315 and the like, the press, somebody's safety.
GRAVE_FLAGS = frozenset({"regulator", "media", "safety"})
LOOPS_THAT_NEED_A_MANAGER = 5


def severity_of(said: Severity | None, flags: Collection[str]) -> Severity:
    """What was said, else what the flags make of it."""
    if said is not None:
        return Severity(said)
    return Severity.S1 if GRAVE_FLAGS & set(flags) else Severity.S3
