"""Keep the files of a ticket: the row here, the bytes at the door that took them in."""

import sqlalchemy as sa

from ticketing.domain.attachments import MOST_PER_TICKET
from ticketing.domain.events import FileAttached
from ticketing.errors import Conflict, Invalid
from ticketing.models.attachments import Attachment
from ticketing.models.tickets import Note, Ticket
from ticketing.work import Work


def add(work: Work, ticket: Ticket, name: str, media_type: str, size: int, sha256: str, stored: str) -> Attachment:
    """A file that lies under `stored` already; `too_many_files` when the ticket has as many as it may."""
    count = sa.select(sa.func.count()).where(Attachment.ticket_id == ticket.id)
    if work.session.scalars(count).one() >= MOST_PER_TICKET:
        raise Conflict("too_many_files", most=MOST_PER_TICKET)
    row = work.add(
        Attachment(
            ticket_id=ticket.id,
            name=name,
            media_type=media_type,
            size=size,
            sha256=sha256,
            stored=stored,
            by_id=work.actor.id,
            at=work.now,
        )
    )
    work.record(FileAttached(ticket.id, row.id, name))
    return row


def attach(work: Work, ticket: Ticket, note: Note, ids: tuple[int, ...]) -> None:
    """Put files of the ticket that hang on no note yet to this one; `unknown_file` for any other."""
    if not ids:
        return
    free = sa.update(Attachment).where(
        Attachment.ticket_id == ticket.id, Attachment.id.in_(ids), Attachment.note_id.is_(None)
    )
    hung = work.session.scalars(
        free.values(note_id=note.id).returning(Attachment.id).execution_options(synchronize_session=False)
    ).all()
    if set(hung) != set(ids):
        raise Invalid("unknown_file", errors={"files": ["unknown_file"]})
