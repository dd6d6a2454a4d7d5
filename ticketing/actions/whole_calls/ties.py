"""What a call hangs together with: the customer by the number, the ticket by the callid, the try at a call-back."""

from collections.abc import Collection, Mapping, Sequence
from typing import TYPE_CHECKING, Any

import sqlalchemy as sa

from ticketing.actions import callbacks
from ticketing.actions.calls.rows import normal
from ticketing.actions.whole_calls.rows import Rows, Ties
from ticketing.domain.callbacks import OPEN_CALLBACKS
from ticketing.domain.instants import SECOND_US, instant
from ticketing.domain.whole_calls import Direction
from ticketing.models.callbacks import Callback, CallbackAttempt
from ticketing.models.control import PbxCommand
from ticketing.models.customers import CustomerPhone
from ticketing.models.tickets import Ticket
from ticketing.models.whole_calls import Call
from ticketing.queries.told import Gathered, any_of
from ticketing.work import Work

if TYPE_CHECKING:
    from ticketing.actions.whole_calls.work_out import Made

#: An attempt that somebody wrote down by hand began about when its call did.
_BEFORE_US = 120 * SECOND_US
_AFTER_US = 900 * SECOND_US


def of(work: Work, pbx_id: int, found: Gathered, made: Sequence["Made"]) -> dict[int, Ties]:
    """The ties of each call by its id. What a person tied together stays so, whatever a number says."""
    tickets = _tickets(work, found.ids)
    customers = _customers(work, {number for one in made if (number := _number(work, one))})
    attempts = _by_callid(work, found.ids)
    earlier = {row.id: row for row in work.session.execute(_stored(found.known))}
    ties: dict[int, Ties] = {}
    for one in made:
        tied = ties[one.id] = Ties()
        visits = [row for name in one.call.channels for row in found.visit_rows.get(name, ())]
        before = [earlier[call_id] for call_id in (one.id, *one.absorbed) if call_id in earlier]
        ticket = next((tickets[name] for name in sorted(one.call.channels) if name in tickets), (None, None))
        tied.ticket_id = _first([*(row.ticket_id for row in visits), ticket[0], *(row.ticket_id for row in before)])
        tied.customer_id = _first([*(row.customer_id for row in visits), ticket[1], customers.get(_number(work, one))])
        named = (attempts.get(name) for name in sorted(one.call.channels))
        tied.attempt_id = _first([*named, *(row.attempt_id for row in before)])
    return ties


def tell(work: Work, rows: Rows, made: Sequence["Made"], ties: Mapping[int, Ties]) -> None:
    """A call out to somebody who waits for a call-back is the try at it, whoever forgot to write that down."""
    out = [one for one in made if one.call.direction is Direction.OUTBOUND and ties[one.id].attempt_id is None]
    owed = _callbacks(work, {number for one in out if (number := rows.normal(one.call.number))})
    for one in out:
        people = rows.people(one.call)
        for callback_id in owed.get(rows.normal(one.call.number) or "", ()):
            attempt_id = _attempt_of(work, callback_id, one, people)
            if attempt_id is not None:
                own = sa.update(Call).where(Call.id == one.id).values(attempt_id=attempt_id)
                work.session.execute(own.execution_options(synchronize_session=False))
                break


def _attempt_of(work: Work, callback_id: int, one: "Made", people: Sequence[int]) -> int | None:
    """The attempt that this call was: one that somebody wrote down about then, else a new one without a result."""
    call, attempt = one.call, CallbackAttempt
    first, last = instant(call.first_us - _BEFORE_US), instant((call.end_us or call.first_us) + _AFTER_US)
    written = work.session.scalars(
        sa.select(attempt)
        .where(attempt.callback_id == callback_id, attempt.callid.is_(None), attempt.started_at.between(first, last))
        .order_by(attempt.no)
    ).all()
    for row in written:
        if row.person_id is None or not people or row.person_id in people:
            row.callid = call.root
            return row.id
    began = callbacks.Dialled(instant(call.first_us), call.root, people[0] if people else None)
    return callbacks.dialled(work, callback_id, began)


def _callbacks(work: Work, numbers: Collection[str]) -> dict[str, list[int]]:
    """By number the call-backs to it: those still owed first, the most pressing first."""
    if not numbers:
        return {}
    is_open = Callback.state.in_(OPEN_CALLBACKS)
    rows = work.session.execute(
        sa.select(Callback.phone, Callback.id)
        .where(Callback.phone == any_of(numbers))
        .order_by(is_open.desc(), Callback.window_end, Callback.id)
    )
    found: dict[str, list[int]] = {}
    for phone, callback_id in rows:
        found.setdefault(phone, []).append(callback_id)
    return found


def _tickets(work: Work, callids: Collection[str]) -> dict[str, tuple[int | None, int | None]]:
    """The tickets that were filed in these calls, or that these calls were placed about from the console."""
    rows = work.session.execute(
        sa.select(Ticket.visit_callid, Ticket.id, Ticket.customer_id)
        .where(Ticket.visit_callid == any_of(callids))
        .order_by(Ticket.id.desc())
    )
    found: dict[str, tuple[int | None, int | None]] = {
        str(callid): (ticket_id, customer_id) for callid, ticket_id, customer_id in rows
    }
    placed = work.session.execute(
        sa.select(PbxCommand.channel_id, Ticket.id, Ticket.customer_id)
        .join(Ticket, Ticket.id == PbxCommand.ticket_id)
        .where(PbxCommand.channel_id == any_of(callids))
    )
    return found | {str(callid): (ticket_id, customer_id) for callid, ticket_id, customer_id in placed}


def _customers(work: Work, numbers: Collection[str]) -> dict[str | None, int]:
    """Whose number it is, if it is one person's alone."""
    if not numbers:
        return {}
    phone = CustomerPhone
    rows = work.session.execute(
        sa.select(phone.e164, sa.func.min(phone.customer_id))
        .where(phone.e164 == any_of(numbers))
        .group_by(phone.e164)
        .having(sa.func.count(phone.customer_id.distinct()) == 1)
    )
    return {str(row[0]): row[1] for row in rows}


def _by_callid(work: Work, callids: Collection[str]) -> dict[str, int]:
    """The attempts that were dialled from here know their channel."""
    attempt = CallbackAttempt
    rows = work.session.execute(sa.select(attempt.callid, attempt.id).where(attempt.callid == any_of(callids)))
    return {str(callid): attempt_id for callid, attempt_id in rows}


def _stored(call_ids: Collection[int]) -> sa.Select[*tuple[Any, ...]]:
    return sa.select(Call.id, Call.ticket_id, Call.attempt_id).where(Call.id.in_(sorted(call_ids)))


def _number(work: Work, one: "Made") -> str | None:
    return normal(one.call.number, work.centre.phone_region)


def _first(ids: Sequence[int | None]) -> int | None:
    return next((one for one in ids if one is not None), None)
