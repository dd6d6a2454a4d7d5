"""What a customer suggests (建议): sorted, passed on, adopted or not, and the customer told."""

from dataclasses import dataclass

import sqlalchemy as sa

from ticketing.actions.tickets.held import writable
from ticketing.domain.events import ComplaintWritten
from ticketing.domain.suggestions import Adoption, SuggestionCategory
from ticketing.domain.tickets import TicketKind
from ticketing.errors import Conflict, Invalid, NotFound
from ticketing.models.suggestions import Suggestion
from ticketing.models.tickets import Ticket
from ticketing.work import Work


@dataclass(frozen=True)
class Sorting:
    """What it is about, whose it is to answer, and the number of the ticket that said the same first."""

    category: SuggestionCategory
    department: str = ""
    same_as: str | None = None


@dataclass(frozen=True)
class Reception:
    """What the department makes of it, and who of them said so."""

    adoption: Adoption
    answer: str
    answered_by: str


def sort(work: Work, number: str, version: int | None, said: Sorting) -> Ticket:
    """Passed on from the moment a department is named."""
    ticket, suggestion = _held(work, number, version)
    suggestion.category = said.category
    suggestion.same_as_id = _first_of(work, ticket, said.same_as)
    if said.department != suggestion.department:
        suggestion.department = said.department
        suggestion.passed_at = work.now if said.department else None
    _tell(work, ticket, "suggestion", said.department)
    return ticket


def receive(work: Work, number: str, version: int | None, said: Reception) -> Ticket:
    """The department's answer; a later one takes the place of an earlier one, and the customer is to be told anew."""
    ticket, suggestion = _held(work, number, version)
    suggestion.adoption, suggestion.answer = said.adoption, said.answer
    suggestion.answered_by, suggestion.answered_at = said.answered_by, work.now
    suggestion.told_at = suggestion.told_by = None
    _tell(work, ticket, "adoption", said.answer)
    return ticket


def tell_customer(work: Work, number: str, version: int | None) -> Ticket:
    """是否已告知客户: refused while there is nothing to tell, or nobody has spoken with the customer."""
    ticket, suggestion = _held(work, number, version)
    if suggestion.answered_at is None:
        raise Conflict("suggestion_unanswered", number=ticket.number)
    if ticket.last_outbound_at is None:
        raise Invalid("no_outbound_contact", guards=["no_outbound_contact"])
    if suggestion.told_at is None:
        suggestion.told_at, suggestion.told_by = work.now, work.actor.id
        _tell(work, ticket, "told")
    return ticket


def _held(work: Work, number: str, version: int | None) -> tuple[Ticket, Suggestion]:
    """The record is made when it is first written to."""
    ticket = writable(work, number, version)
    if ticket.kind is not TicketKind.SUGGESTION:
        raise NotFound(what="suggestions")
    suggestion = work.session.scalar(sa.select(Suggestion).filter_by(ticket_id=ticket.id).with_for_update())
    return ticket, suggestion or work.add(Suggestion(ticket_id=ticket.id))


def _first_of(work: Work, ticket: Ticket, number: str | None) -> int | None:
    """Whoever said it first, however long the chain; nobody says the same as themselves."""
    if number is None:
        return None
    first = work.session.scalar(sa.select(Ticket).filter_by(number=number, kind=TicketKind.SUGGESTION))
    if first is None:
        raise Invalid("unknown_suggestion", errors={"same_as": ["unknown_suggestion"]})
    origin = work.session.scalar(sa.select(Suggestion.same_as_id).filter_by(ticket_id=first.id)) or first.id
    if origin == ticket.id:
        raise Invalid("same_as_itself", errors={"same_as": ["same_as_itself"]})
    # Those who were counted with this one are counted with its first from now on.
    moved = sa.update(Suggestion).where(Suggestion.same_as_id == ticket.id).values(same_as_id=origin)
    work.session.execute(moved.execution_options(synchronize_session=False))
    return origin


def _tell(work: Work, ticket: Ticket, part: str, note: str = "") -> None:
    ticket.touch("suggestion")
    work.record(ComplaintWritten(ticket.id, part, note))
