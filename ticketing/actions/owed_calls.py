"""What is owed to calls: a few small rows per batch, however many lines it had."""

from collections.abc import Iterable

from ticketing.actions.store import Shape, append
from ticketing.models.whole_calls import CallDue
from ticketing.work import Work

DUES = Shape.of(CallDue, "pbx_id callids")
#: So many ids are worked out in one transaction: some hundred milliseconds, and nobody waits for it.
AT_ONCE = 300


def owe(work: Work, pbx_id: int, callids: Iterable[str]) -> None:
    """Let the calls of these ids be worked out again, in the background; called in the work that changed them."""
    wanted = sorted({callid for callid in callids if callid})
    append(work.session, DUES, [(pbx_id, wanted[at : at + AT_ONCE]) for at in range(0, len(wanted), AT_ONCE)])
