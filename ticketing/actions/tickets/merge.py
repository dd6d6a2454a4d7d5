"""Take one ticket up into another (R8), and take that back within a day."""

from collections.abc import Collection
from datetime import timedelta
from typing import Any

import sqlalchemy as sa

from ticketing.actions import callbacks, contacts, endings, timers
from ticketing.actions.facts import facts
from ticketing.actions.tickets import merge_clocks
from ticketing.actions.tickets.held import held_both, writable
from ticketing.actions.tickets.resolution import FOLLOW_UPS, await_verdict
from ticketing.domain.callbacks import OPEN_CALLBACKS
from ticketing.domain.events import TicketGivenBack, TicketTaken
from ticketing.domain.tickets import TERMINAL, TicketKind, TicketState
from ticketing.errors import Conflict, Invalid
from ticketing.models.attachments import Attachment
from ticketing.models.base import Base
from ticketing.models.callbacks import Callback
from ticketing.models.escalations import Escalation
from ticketing.models.relations import TicketMerge, Watcher
from ticketing.models.tickets import Contact, Note, Ticket
from ticketing.queries import relations
from ticketing.work import Work

UNDO_FOR = timedelta(hours=24)
# What belongs to a ticket by `ticket_id` and goes where it goes.
BELONGINGS: dict[str, type[Note] | type[Contact] | type[Attachment]] = {
    "notes": Note,
    "contacts": Contact,
    "attachments": Attachment,
}


def merge(work: Work, number: str, version: int | None, into: str, *, inherit_oldest: bool = True) -> Ticket:
    """T12: what was written, promised and attached moves to `into`; gives that ticket.

    `already_merged` names where it is, whoever was quicker; `needs_supervisor` for another customer's ticket,
    `target_inactive` for one that is not being worked on, `target_no_complaint` for a complaint elsewhere.
    """
    source, target = held_both(work, number, into, version)
    if source.state is TicketState.MERGED:
        raise Conflict("already_merged", into=_number(work, source.merged_into_id))
    before = source.state
    step = source.merge(facts(work, source, **_of_target(source, target)), target.id)
    kept = merge_clocks.stop(work, source)
    timers.void(work, endings.TICKET, source.id, contacts.WAKE_TIMER, endings.AUTO_CLOSE_TIMER)
    callbacks.cancel_owed(work, source, FOLLOW_UPS)
    moved = _move(work, source, target)
    if inherit_oldest:
        kept["inherited"] = merge_clocks.inherit(work, source, target)
    work.add(
        TicketMerge(
            source_id=source.id,
            target_id=target.id,
            by_id=work.actor.id,
            at=work.now,
            undo_until=work.now + UNDO_FOR,
            state_before=before,
            moved=moved,
            clocks=kept,
        )
    )
    endings.moved(work, source, before, step, target.number)
    target.touch("merged")
    work.record(TicketTaken(target.id, source.id, source.number, moved["callbacks"]))
    return target


def unmerge(work: Work, number: str, version: int | None) -> Ticket:
    """The ticket as it was, with what it had brought along; the time since counts as worked. `not_merged`,
    `undo_too_late`."""
    source = writable(work, number, version)
    done = relations.standing_merge(work.session, source.id)
    if source.state is not TicketState.MERGED or done is None:
        raise Conflict("not_merged")
    if work.now > done.undo_until:
        raise Conflict("undo_too_late", until=done.undo_until.isoformat())
    holders = _held_chain(work, source)
    _give_back(work, source, done, [one.id for one in holders])
    source.unmerge(done.state_before)
    merge_clocks.restart(work, source, done.clocks)
    merge_clocks.disinherit(work, holders[0], done.clocks.get("inherited"))
    _take_up_again(work, source)
    done.undone_at, done.undone_by = work.now, work.actor.id
    endings.moved(work, source, TicketState.MERGED, "T12", "unmerged")
    holders[0].touch("merged")
    work.record(TicketGivenBack(holders[0].id, source.id, source.number, done.moved["callbacks"]))
    return source


def _of_target(source: Ticket, target: Ticket) -> dict[str, Any]:
    """What the guards ask about the two; without a file the telephone number says who it is."""
    if source.customer_id is not None and target.customer_id is not None:
        same = source.customer_id == target.customer_id
    else:
        same = source.contact_phone is not None and source.contact_phone == target.contact_phone
    return {
        "same_customer": same,
        "target_active": target.state not in TERMINAL and target.state is not TicketState.RESOLVED,
        "target_is_complaint": target.kind is TicketKind.COMPLAINT,
    }


def _move(work: Work, source: Ticket, target: Ticket) -> dict[str, Any]:
    """Ids of everything that changed hands, for the way back."""
    moved: dict[str, Any] = {name: _rehang(work, model, target.id, [source.id]) for name, model in BELONGINGS.items()}
    owed = sa.select(Callback.id).where(Callback.ticket_id == source.id, Callback.state.in_(OPEN_CALLBACKS))
    moved["callbacks"] = list(work.session.scalars(owed.with_for_update()))
    _rehang_callbacks(work, moved["callbacks"], target.id)
    below = sa.update(Ticket).where(Ticket.parent_id == source.id, Ticket.id != target.id)
    moved["children"] = list(work.session.scalars(_quietly(below.values(parent_id=target.id).returning(Ticket.id))))
    moved["watchers"] = _watch_too(work, source, target)
    target.last_customer_at = max(filter(None, (source.last_customer_at, target.last_customer_at)), default=None)
    return moved


def _watch_too(work: Work, source: Ticket, target: Ticket) -> list[int]:
    """Whoever followed the one follows the other; gives those who did not before."""
    follow = {one.id for one in relations.watchers(work.session, source.id)}
    fresh = follow - {one.id for one in relations.watchers(work.session, target.id)}
    for person_id in sorted(fresh):
        work.session.add(Watcher(ticket_id=target.id, person_id=person_id, at=work.now))
    return sorted(fresh)


def _give_back(work: Work, source: Ticket, done: TicketMerge, holders: Collection[int]) -> None:
    moved = done.moved
    for name, model in BELONGINGS.items():
        _rehang(work, model, source.id, holders, moved[name])
    still = sa.select(Callback.id).where(Callback.id.in_(moved["callbacks"]), Callback.ticket_id.in_(holders))
    _rehang_callbacks(work, list(work.session.scalars(still.with_for_update())), source.id)
    below = sa.update(Ticket).where(Ticket.id.in_(moved["children"]), Ticket.parent_id.in_(holders))
    work.session.execute(_quietly(below.values(parent_id=source.id)))
    gone = sa.delete(Watcher).where(Watcher.ticket_id == done.target_id, Watcher.person_id.in_(moved["watchers"]))
    work.session.execute(_quietly(gone))


def _take_up_again(work: Work, source: Ticket) -> None:
    """What the ticket owed by itself before: to wake, to be asked about, to close."""
    if source.state is TicketState.WAITING_CUSTOMER:
        timers.plan(work, timers.Owed(endings.TICKET, source.id, contacts.WAKE_TIMER, source.wake_at))
    if source.state is TicketState.RESOLVED:
        await_verdict(work, source)


def _held_chain(work: Work, source: Ticket) -> list[Ticket]:
    """The tickets that hold its belongings now, nearest first, all locked."""
    ids = [one.id for one in relations.chain(work.session, source)]
    locked = sa.select(Ticket).where(Ticket.id.in_(ids)).order_by(Ticket.id).with_for_update()
    held = {one.id: one for one in work.session.scalars(locked.execution_options(populate_existing=True))}
    return [held[one] for one in ids]


def _rehang(
    work: Work, model: type[Base], to: int, holders: Collection[int], ids: Collection[int] | None = None
) -> list[int]:
    """Give the rows of these holders (or those of them with these ids) to another ticket."""
    column = model.__table__.c.ticket_id
    rows = sa.update(model).where(column.in_(holders))
    rows = rows if ids is None else rows.where(model.id.in_(ids))
    return sorted(work.session.scalars(_quietly(rows.values(ticket_id=to).returning(model.id))))


def _rehang_callbacks(work: Work, ids: Collection[int], to: int) -> None:
    for model, column in ((Callback, Callback.id), (Escalation, Escalation.callback_id)):
        work.session.execute(_quietly(sa.update(model).where(column.in_(ids)).values(ticket_id=to)))


def _quietly(statement: Any) -> Any:
    # The rows are read again where they are needed; comparing those in memory would cost more than the statement.
    return statement.execution_options(synchronize_session=False)


def _number(work: Work, ticket_id: int | None) -> str:
    found = work.session.get(Ticket, ticket_id) if ticket_id is not None else None
    if found is None:
        raise Invalid("not_merged")
    return found.number
