"""Jobs about edited deadlines: which edits wait for a worker, and taking one through the open tickets."""

from ticketing.actions import policies
from ticketing.db import begin, do
from ticketing.domain.actors import SYSTEM


def owe() -> None:
    """Announce the edits whose worker is gone; the relay carries each to `spread`."""
    with begin(SYSTEM) as work:
        policies.hand_out(work)


def spread(edit_id: int) -> None:
    """Take an edit through the tickets, a transaction a batch; whoever comes second goes on where the first was."""
    try:
        while do(SYSTEM, lambda work: policies.step(work, edit_id)):
            pass
    except Exception as error:
        with begin(SYSTEM) as work:
            policies.fail(work, edit_id, f"{type(error).__name__}: {error}")
        raise
