"""The last word on a matter, and taking it back."""

from dataclasses import dataclass

import sqlalchemy as sa

from ticketing.actions import callbacks, clocks, contacts, endings, timers
from ticketing.actions.contacts import WAKE_TIMER
from ticketing.actions.facts import facts, waited_s
from ticketing.actions.tickets.held import writable
from ticketing.domain.calendars import WorkingTime
from ticketing.domain.callbacks import OPEN_CALLBACKS, CallbackKind, Window
from ticketing.domain.clocks import ClockKind, Ledger, Policy
from ticketing.domain.complaints import LoopDecision, Stage
from ticketing.domain.events import ComplaintStaged, ComplaintWritten
from ticketing.domain.tickets import WORKED, TicketKind
from ticketing.domain.tickets.facts import AUTO_CLOSE_S
from ticketing.errors import Invalid
from ticketing.models.callbacks import Callback
from ticketing.models.complaints import Complaint
from ticketing.models.tickets import Ticket
from ticketing.queries import terms
from ticketing.work import Work

FOLLOW_UPS = frozenset({CallbackKind.FOLLOW_UP})
SPOKEN = frozenset({"phone", "visit"})


@dataclass(frozen=True)
class LastWord:
    """How a matter was settled; a complaint also needs its root cause and the reply given to the customer."""

    code: str
    text: str
    root_cause: str = ""
    reply: str = ""
    cause_category: str = ""


@dataclass(frozen=True)
class Reply:
    """The answer as the customer got it: by telephone, face to face, by letter, e-mail, message or fax."""

    text: str
    channel: str = "phone"
    callid: str | None = None


def resolve(work: Work, number: str, version: int | None, word: LastWord) -> Ticket:
    """T8 with all its guards; refused with every guard named when something is missing."""
    ticket = writable(work, number, version)
    finish(work, ticket, word)
    return ticket


def unresolve(work: Work, number: str, version: int | None, reason: str) -> Ticket:
    """T10, T11: the customer is not satisfied, or calls again about the same."""
    ticket = writable(work, number, version)
    endings.reopen(work, ticket, reason)
    callbacks.cancel_owed(work, ticket, FOLLOW_UPS)
    return ticket


def reply(work: Work, number: str, version: int | None, answer: Reply) -> Ticket:
    """The answer to a complaint; its follow-up is due from here (4.6).

    What is told by telephone or face to face needs a conversation on record; a letter or a message is the contact.
    """
    ticket = writable(work, number, version)
    complaint = _complaint(work, ticket)
    if answer.channel not in SPOKEN and ticket.state in WORKED:
        contacts.note(work, ticket, contacts.Spoken("out", answered=True))
    known = facts(work, ticket)
    missing = [
        code
        for code, stands in (
            ("compensation_undecided", known.undecided > 0),
            ("no_outbound_contact", not known.contacted_ever),
        )
        if stands
    ]
    if missing:
        fields = {"compensation_undecided": "compensations", "no_outbound_contact": "contacts"}
        raise Invalid(missing[0], guards=missing, errors={fields[code]: [code] for code in missing})
    _answered(work, ticket, complaint, answer)
    ticket.touch("complaint")
    work.record(ComplaintWritten(ticket.id, "reply", answer.text))
    _owe_follow_up(work, ticket)
    return ticket


def finish(work: Work, ticket: Ticket, word: LastWord, *, force: bool = False) -> None:
    """Resolve a ticket in hand; with `force` though tickets below it are still open."""
    if ticket.kind is TicketKind.COMPLAINT:
        _last_word(work, ticket, word)
    ticket.resolution_code, ticket.resolution_text = word.code, word.text
    ticket.root_cause = word.root_cause or ticket.root_cause
    before = ticket.state
    number = ticket.resolve(facts(work, ticket, force=force), work.now, waited_s(work, ticket, work.now))
    timers.void(work, endings.TICKET, ticket.id, WAKE_TIMER)
    clocks.change(work, ticket, Ledger.resolved)
    endings.moved(work, ticket, before, number, word.code)
    callbacks.cancel_owed(work, ticket)
    await_verdict(work, ticket)


def await_verdict(work: Work, ticket: Ticket) -> None:
    """What a settled matter still owes: a complaint somebody's question to the customer, others to close in time."""
    if ticket.kind is TicketKind.COMPLAINT:
        _staged(work, ticket, _complaint(work, ticket), Stage.VERIFYING)
        _owe_follow_up(work, ticket)
    else:
        _, time = _working(work, ticket)
        closes_at = time.add(ticket.resolved_at or work.now, AUTO_CLOSE_S)
        timers.plan(work, timers.Owed(endings.TICKET, ticket.id, endings.AUTO_CLOSE_TIMER, closes_at))


def _last_word(work: Work, ticket: Ticket, word: LastWord) -> None:
    complaint = _complaint(work, ticket)
    complaint.cause_category = word.cause_category or complaint.cause_category
    if word.reply:
        _answered(work, ticket, complaint, Reply(word.reply))


def _answered(work: Work, ticket: Ticket, complaint: Complaint, answer: Reply) -> None:
    before = complaint.stage
    complaint.reply(answer.text, work.now)
    complaint.reply_channel, complaint.reply_callid = answer.channel, answer.callid
    complaint.replied_by = work.actor.id
    if complaint.stage != before:
        work.record(ComplaintStaged(ticket.id, before, complaint.stage))


def _staged(work: Work, ticket: Ticket, complaint: Complaint, stage: Stage) -> None:
    before = complaint.stage
    if complaint.reach(stage):
        work.record(ComplaintStaged(ticket.id, before, stage.value))


def _complaint(work: Work, ticket: Ticket) -> Complaint:
    complaint = work.session.scalar(sa.select(Complaint).filter_by(ticket_id=ticket.id).with_for_update())
    if complaint is None:
        raise Invalid("not_a_complaint", errors={"reply": ["not_a_complaint"]})
    return complaint


def _owe_follow_up(work: Work, ticket: Ticket) -> None:
    """Somebody asks the customer whether the answer satisfies them, within the policy's time from the reply."""
    complaint = _complaint(work, ticket)
    held, time = _working(work, ticket)
    promised = held.terms(ClockKind.FOLLOW_UP, ticket.priority)
    if complaint.loop_decision is LoopDecision.FINAL or promised is None or complaint.replied_at is None:
        return
    if _has_follow_up(work, ticket):
        return
    window = Window(work.now, time.add(complaint.replied_at, promised.target_s))
    callbacks.follow_up(work, ticket, window)


def _has_follow_up(work: Work, ticket: Ticket) -> bool:
    owed = sa.select(Callback.id).where(
        Callback.ticket_id == ticket.id,
        Callback.kind == CallbackKind.FOLLOW_UP,
        Callback.state.in_(OPEN_CALLBACKS),
    )
    return work.session.scalar(owed.limit(1)) is not None


def _working(work: Work, ticket: Ticket) -> tuple[Policy, WorkingTime]:
    held = terms.of_ticket(work.session, ticket)
    return held.policy, held.time
