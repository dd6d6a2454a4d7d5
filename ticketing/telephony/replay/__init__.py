"""What a log would become: a case's feeds folded in memory, and every figure that they allow."""

from ticketing.telephony.replay.cases import Case, CaseFile, read_cases
from ticketing.telephony.replay.figures import Folded, report
from ticketing.telephony.replay.memory import fold_in_memory, replay

__all__ = ["Case", "CaseFile", "Folded", "fold_in_memory", "read_cases", "replay", "report"]
