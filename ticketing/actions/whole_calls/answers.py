"""What callers pressed in the phone system's own survey, once the call it belongs to is known."""

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from ticketing.actions import surveys
from ticketing.actions.ratings import Heard
from ticketing.actions.whole_calls.rows import Rows, Ties
from ticketing.domain.instants import instant
from ticketing.work import Work

if TYPE_CHECKING:
    from ticketing.actions.whole_calls.work_out import Made


def of(work: Work, rows: Rows, made: Sequence["Made"], ties: Mapping[int, Ties]) -> None:
    """Rated is whoever talked last; a call without a survey costs nothing, a batch without one no statement."""
    asked = [one for one in made if one.call.survey is not None]
    if not asked:
        return
    queues = surveys.queue_ids(work, (name for one in asked for name in one.call.queues))
    surveys.after_calls(work, (_heard(rows, one, ties[one.id], queues) for one in asked))


def _heard(rows: Rows, one: "Made", tied: Ties, queues: Mapping[str, int]) -> Heard:
    call = one.call
    people = rows.people(call)
    return Heard(
        callid=call.root,
        at=instant(call.end_us or call.first_us),
        score=surveys.score_of(call.survey),
        ticket_id=tied.ticket_id,
        person_id=people[-1] if people else None,
        queue_id=queues.get(call.queues[-1]) if call.queues else None,
        customer_id=tied.customer_id,
    )
