"""What a level does by itself beside telling people; each step names the rung that did it."""

from collections.abc import Callable, Mapping, Sequence

from ticketing.actions import clocks
from ticketing.domain.escalations import Effect, Level
from ticketing.domain.events import PriorityChanged, TicketAssigned, WatchingChanged
from ticketing.models.assignment import Assignment
from ticketing.models.people import Person
from ticketing.models.relations import Watcher
from ticketing.models.tickets import Ticket
from ticketing.queries import relations
from ticketing.work import Work


def do(work: Work, ticket: Ticket, rung: Level, people: Sequence[Person]) -> None:
    """Everything that the rung does to the ticket; `people` are those it called."""
    for effect in rung.effects:
        _DONE_BY[effect](work, ticket, rung, people)


def _raise_priority(work: Work, ticket: Ticket, rung: Level, people: Sequence[Person]) -> None:
    before, after = ticket.priority, ticket.priority.raised
    if before is after:
        return
    ticket.priority = after
    answered = ticket.first_response_at is not None
    clocks.change(work, ticket, lambda ledger, now: ledger.priority_changed(now, answered=answered))
    ticket.touch("priority")
    work.record(PriorityChanged(ticket.id, before.value, after.value, _rule(rung)))


def _reassign(work: Work, ticket: Ticket, rung: Level, people: Sequence[Person]) -> None:
    """Into the hands of the first whom the level called and who has it not yet."""
    taker = next((one for one in people if one.id != ticket.owner_id), None)
    if taker is None:
        return
    ticket.assign(taker.id, taker.team_id)
    ticket.touch("owner")
    rule = _rule(rung)
    work.add(Assignment(ticket_id=ticket.id, owner_id=taker.id, by_id=None, reason=rule, at=work.now))
    work.record(TicketAssigned(ticket.id, taker.id, None, rule))


def _add_watchers(work: Work, ticket: Ticket, rung: Level, people: Sequence[Person]) -> None:
    """Whom the level called hears from now on of whatever happens to the ticket."""
    follow = {ticket.owner_id, *(one.id for one in relations.watchers(work.session, ticket.id))}
    for person in people:
        if person.id not in follow:
            work.add(Watcher(ticket_id=ticket.id, person_id=person.id, at=work.now))
            work.record(WatchingChanged(ticket.id, person.id, watches=True))


def _rule(rung: Level) -> str:
    return f"L{rung.level} {rung.rule}"


_DONE_BY: Mapping[Effect, Callable[[Work, Ticket, Level, Sequence[Person]], None]] = {
    Effect.RAISE_PRIORITY: _raise_priority,
    Effect.REASSIGN: _reassign,
    Effect.ADD_WATCHER: _add_watchers,
}
