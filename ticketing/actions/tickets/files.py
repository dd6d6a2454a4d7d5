"""Hang a file on a ticket, and hand one out to whoever may read the ticket."""

from ticketing.actions import attachments
from ticketing.actions.tickets.held import readable, redirected, seen
from ticketing.errors import NotFound
from ticketing.models.attachments import Attachment
from ticketing.work import Work


def attached(work: Work, number: str, name: str, media_type: str, size: int, sha256: str, stored: str) -> Attachment:
    """A file for whoever may read the ticket; on a merged one it hangs where the matter goes on."""
    ticket = redirected(work, readable(work, number))
    return attachments.add(work, ticket, name, media_type, size, sha256, stored)


def file_of(work: Work, number: str, attachment_id: int) -> Attachment:
    """A file of this very ticket; 404 for any other."""
    ticket = seen(work, number)
    row = work.session.get(Attachment, attachment_id)
    if row is None or row.ticket_id != ticket.id:
        raise NotFound(what="attachments")
    return row
