"""The ways beside the bell by which a level calls somebody, as its rung names them."""

from ticketing.actions.deliveries import deliver, to_person
from ticketing.domain.deliveries import Template
from ticketing.domain.escalations import Level
from ticketing.models.escalations import Escalation
from ticketing.models.people import Person
from ticketing.models.tickets import Ticket
from ticketing.work import Work


def cause_of(level: Escalation) -> str:
    """What makes a notice about the level the same notice."""
    return f"escalation:{level.id}"


def tell(work: Work, ticket: Ticket, rung: Level, level: Escalation, person: Person, cause: str) -> None:
    """A message by each of the rung's channels to whoever has an address there.

    `cause` is that of the notice which says it: what the bell tells together is one message too (4.4 rule 7).
    """
    alone = cause == cause_of(level)
    said = {"number": ticket.number, "subject": ticket.subject, "level": str(level.level), "rule": level.rule}
    for channel in rung.channels:
        to = to_person(person, channel)
        if to is None:
            continue
        deliver(
            work,
            channel=channel,
            to=to,
            template=Template.ESCALATION if alone else Template.ESCALATIONS,
            values={**said, "link": f"/tickets/{ticket.number}"} if alone else {"link": "/desk"},
            key=f"{cause}:{person.id}:{channel.value}",
            ticket_id=ticket.id if alone else None,
        )
