"""What is owed to calls: one small row per batch, however many lines it had."""

from collections.abc import Iterable

from ticketing.models.whole_calls import CallDue
from ticketing.work import Work


def owe(work: Work, pbx_id: int, callids: Iterable[str]) -> None:
    """Let the calls of these ids be worked out again, in the background; called in the work that changed them."""
    wanted = sorted({callid for callid in callids if callid})
    if wanted:
        work.session.add(CallDue(pbx_id=pbx_id, callids=wanted))
