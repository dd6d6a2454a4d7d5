"""Two matters in one ticket: what was written about the second becomes a ticket of its own."""

from dataclasses import replace

import sqlalchemy as sa

from ticketing.actions.tickets.birth import TicketWish, open_ticket
from ticketing.actions.tickets.held import writable
from ticketing.domain.events import NoteMoved, TicketLinked, TicketSplit
from ticketing.domain.tickets import TERMINAL, LinkKind
from ticketing.errors import IllegalMove, Invalid
from ticketing.models.attachments import Attachment
from ticketing.models.relations import TicketLink
from ticketing.models.tickets import Note, Ticket
from ticketing.work import Work


def split(work: Work, number: str, version: int | None, notes: tuple[int, ...], wish: TicketWish) -> Ticket:
    """A new ticket of the same customer with these notes and their files; its clocks start now.

    `unknown_note` names those that do not stand on the ticket. A ticket that is over stays as it is.
    """
    source = writable(work, number, version)
    if source.state in TERMINAL:
        raise IllegalMove(move="split", state=source.state.value, allowed=[])
    chosen = _chosen(work, source, notes)
    made = open_ticket(
        work,
        replace(
            wish,
            queue=wish.queue or (source.queue.code if source.queue else None),
            customer_id=source.customer_id,
            contact_phone=source.contact_phone,
            source=source.source,
            content=wish.content or chosen[0].text,
            answered=source.first_response_at is not None,
        ),
    )
    _move(work, source, made, chosen)
    work.add(TicketLink(from_id=made.id, to_id=source.id, kind=LinkKind.SPLIT_FROM, by_id=work.actor.id, at=work.now))
    source.touch("notes")
    work.record(TicketSplit(source.id, made.number, [one.id for one in chosen]))
    work.record(TicketLinked(made.id, source.number, LinkKind.SPLIT_FROM.value))
    return made


def _chosen(work: Work, source: Ticket, ids: tuple[int, ...]) -> list[Note]:
    found = work.session.scalars(
        sa.select(Note).where(Note.ticket_id == source.id, Note.id.in_(ids)).order_by(Note.id).with_for_update()
    ).all()
    missing = sorted(set(ids) - {one.id for one in found})
    if missing or not found:
        raise Invalid("unknown_note", errors={"notes": ["unknown_note"]}, notes=missing)
    return list(found)


def _move(work: Work, source: Ticket, made: Ticket, chosen: list[Note]) -> None:
    ids = [one.id for one in chosen]
    for note in chosen:
        note.ticket_id = made.id
        work.record(NoteMoved(made.id, note.id, source.number))
    files = sa.update(Attachment).where(Attachment.note_id.in_(ids)).values(ticket_id=made.id)
    work.session.execute(files.execution_options(synchronize_session=False))
