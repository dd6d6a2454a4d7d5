"""What is written about a ticket: for colleagues, for the customer, and what the customer wrote."""

from ticketing.actions import contacts
from ticketing.actions.attachments import attach
from ticketing.actions.tickets.held import readable, redirected
from ticketing.actions.tickets.watch import tell_watchers
from ticketing.domain.events import NoteWritten
from ticketing.domain.permissions import Permission
from ticketing.domain.tickets import NoteKind
from ticketing.errors import Forbidden
from ticketing.models.tickets import Note, Ticket
from ticketing.work import Work


def write_note(work: Work, number: str, text: str, kind: NoteKind = NoteKind.NOTE, files: tuple[int, ...] = ()) -> Note:
    """Whoever may read a ticket may add what they know; a reply to the customer is for those who may change it.

    A reply answers what waits for one, a customer's message is a contact that needs action; a note stops no clock.
    What is written on a merged ticket stands on the one it was merged into. `files`: attachments sent before.
    """
    ticket = redirected(work, readable(work, number))
    if kind is NoteKind.REPLY and not work.may(Permission.TICKET_WRITE, ticket.target):
        raise Forbidden(permission=Permission.TICKET_WRITE.value)
    note = work.add(Note(ticket_id=ticket.id, kind=kind, author_id=work.actor.id, text=text, written_at=work.now))
    attach(work, ticket, note, files)
    work.record(NoteWritten(ticket.id, note.id, kind.value))
    _count(work, ticket, kind)
    tell_watchers(work, ticket, f"note:{note.id}")
    return note


def _count(work: Work, ticket: Ticket, kind: NoteKind) -> None:
    """As a contact: a reply is a word to the customer, a message one from them that nobody has answered yet."""
    if kind is NoteKind.REPLY:
        contacts.note(work, ticket, contacts.Spoken("out", answered=True))
    if kind is NoteKind.MESSAGE:
        contacts.note(work, ticket, contacts.Spoken("in", answered=False))
