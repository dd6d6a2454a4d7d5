"""The demonstration's staff: they file what callers raise, keep most of their promises, and answer escalations.

Agent 8001 is left alone: that desk belongs to whoever tries the console.
"""

import random
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import sqlalchemy as sa
import structlog
from sqlalchemy.orm import Session

from ticketing.actions import callbacks, escalations, tickets
from ticketing.actions.callbacks import Outcome, Promise
from ticketing.actions.tickets import ComplaintWish, LastWord, TicketWish
from ticketing.clock import Clock
from ticketing.db import begin, reading
from ticketing.domain.callbacks import OPEN_CALLBACKS, AttemptResult, Window
from ticketing.domain.complaints import Severity
from ticketing.domain.escalations import EscalationState
from ticketing.domain.tickets import TicketKind, TicketState
from ticketing.errors import TicketingError
from ticketing.models.callbacks import Callback
from ticketing.models.calls import QueueVisit
from ticketing.models.escalations import Escalation
from ticketing.models.people import Person
from ticketing.models.tickets import Ticket
from workers.demo import cut_off, hearing
from workers.demo.matters import MATTERS, NAMES
from workers.demo.past import KINDS, agent, settled

VISITOR = "8001"
# How many in a hundred calls of a line leave a matter that is not settled at once.
_OPEN_SHARE = {"complaint": 70, "repair": 45, "consult": 0, "sales": 15}
_FILE_SHARE = 60
# One promise in so many is forgotten, so that the ladder has something to do.
_FORGOTTEN = 7
_RESULTS = ((AttemptResult.ANSWERED_RESOLVED, 70), (AttemptResult.NO_ANSWER, 18), (AttemptResult.BUSY, 12))

log = structlog.get_logger()


class Staff:
    """Does a little work each time `step` is called."""

    def __init__(self, clock: Clock, dice: random.Random) -> None:
        self._clock, self._dice = clock, dice
        self._seen_us = int(clock.now().timestamp()) * 1_000_000

    def step(self) -> None:
        """File the calls that ended, ring whom it is time to ring, settle what is ripe, answer the desk."""
        for visit in self._ended():
            self._try(self._file, visit)
        for callback_id, person_id in self._owed():
            self._try(self._ring, callback_id, person_id)
        for number, person_id in self._ripe():
            self._try(self._settle, number, person_id)
        for escalation_id, person_id in self._unanswered():
            self._try(self._answer, escalation_id, person_id)
        self._try(hearing.hear, self._dice)
        self._try(cut_off.enter, self._dice)

    def _try(self, deed: Callable[..., None], *about: Any) -> None:
        """People are refused things, too: somebody else was quicker, the matter is settled."""
        try:
            deed(*about)
        except TicketingError as refusal:
            log.info("demo_refused", deed=deed.__name__, code=refusal.code)

    def _ended(self) -> list[QueueVisit]:
        """Conversations of the staff that ended since the last look."""
        since, self._seen_us = self._seen_us, int(self._clock.now().timestamp()) * 1_000_000
        with reading() as session:
            return list(
                session.scalars(
                    sa.select(QueueVisit)
                    .join(Person, Person.id == QueueVisit.person_id)
                    .where(QueueVisit.end_us > since, QueueVisit.end_us <= self._seen_us, Person.code != VISITOR)
                    .order_by(QueueVisit.id)
                )
            )

    def _file(self, visit: QueueVisit) -> None:
        if visit.person_id is None or self._dice.randrange(100) >= _FILE_SHARE:
            return
        stays_open = self._dice.randrange(100) < _OPEN_SHARE[visit.queue]
        with begin(agent(visit.person_id)) as work:
            if not stays_open:
                tickets.open_ticket(work, settled(visit.queue, visit.caller, visit.callid, self._dice))
                return
            ticket = tickets.open_ticket(work, self._unsettled(visit))
            from_now = work.now + timedelta(minutes=self._dice.choice((2, 4, 8, 15)))
            window = Window(from_now, from_now + timedelta(minutes=10))
            tickets.promise(work, ticket.number, Promise(visit.caller or "", window, owner_id=visit.person_id))

    def _unsettled(self, visit: QueueVisit) -> TicketWish:
        matter, kind = self._dice.choice(MATTERS[visit.queue]), KINDS[visit.queue]
        complaint = kind is TicketKind.COMPLAINT
        severity = self._dice.choice((Severity.S1, Severity.S2, Severity.S3, Severity.S3, Severity.S4))
        return TicketWish(
            kind=kind,
            subject=matter.subject,
            content=matter.content,
            demand=matter.demand,
            queue=visit.queue,
            contact_phone=visit.caller,
            customer_name=self._dice.choice(NAMES),
            visit_callid=visit.callid,
            complaint=ComplaintWish(severity, "服务", matter.demand) if complaint else None,
        )

    def _owed(self) -> list[tuple[int, int]]:
        """Call-backs whose time has come, each with somebody of its queue who is not the visitor."""
        now = self._clock.now()
        with reading() as session:
            rows = session.execute(
                sa.select(Callback.id, Callback.owner_id, Callback.queue_id)
                .where(
                    Callback.state.in_(OPEN_CALLBACKS),
                    Callback.window_start <= now,
                    sa.func.coalesce(Callback.next_attempt_at, now) <= now,
                    Callback.id % _FORGOTTEN != 0,
                )
                .order_by(Callback.window_end)
                .limit(3)
            ).all()
            helpers = _helpers(session)
        chosen = [(row.id, row.owner_id or self._dice.choice(helpers)) for row in rows]
        return [(callback_id, person_id) for callback_id, person_id in chosen if person_id in helpers]

    def _ring(self, callback_id: int, person_id: int) -> None:
        """Hold it for a moment, as somebody who rings does, then say what came of it."""
        with begin(agent(person_id)) as work:
            held = work.session.get_one(Callback, callback_id)
            if held.claimed_by is None:
                callbacks.claim(work, callback_id)
                return
            if held.claim_until is not None and self._fresh(work.now, held.claim_until):
                return
            result = self._dice.choices([r for r, _ in _RESULTS], [share for _, share in _RESULTS])[0]
            callbacks.attempt(work, callback_id, Outcome(result))

    def _fresh(self, now: datetime, claim_until: datetime) -> bool:
        """Whether the claim is younger than twenty seconds: the telephone still rings."""
        return claim_until - now > timedelta(minutes=9, seconds=40)

    def _ripe(self) -> list[tuple[str, int]]:
        """Open matters of the staff that have been worked on for long enough; complaints take longer."""
        before = self._clock.now() - timedelta(minutes=12)
        with reading() as session:
            rows = session.execute(
                sa.select(Ticket.number, Ticket.owner_id)
                .where(
                    Ticket.state == TicketState.OPEN,
                    Ticket.kind != TicketKind.COMPLAINT,
                    Ticket.opened_at < before,
                    Ticket.owner_id.in_(_helpers(session)),
                    ~sa.exists().where(Callback.ticket_id == Ticket.id, Callback.state.in_(OPEN_CALLBACKS)),
                )
                .order_by(Ticket.id)
                .limit(2)
            ).all()
        return [(row.number, row.owner_id) for row in rows if row.owner_id is not None]

    def _settle(self, number: str, person_id: int) -> None:
        with begin(agent(person_id)) as work:
            tickets.resolve(work, number, None, LastWord("handled", "已处理完毕并告知客户"))

    def _unanswered(self) -> list[tuple[int, int]]:
        """Escalations on the second supervisor's desk that stood for ten minutes; the first one's are the visitor's."""
        before = self._clock.now() - timedelta(minutes=10)
        with reading() as session:
            supervisor = session.scalars(sa.select(Person.id).filter_by(login="supervisor2")).one()
            found = session.scalars(
                sa.select(Escalation.id)
                .where(
                    Escalation.state == EscalationState.NOTIFIED,
                    Escalation.notified_at < before,
                    Escalation.level >= 2,
                    Escalation.id % 3 != 0,
                )
                .limit(1)
            ).all()
        return [(escalation_id, supervisor) for escalation_id in found]

    def _answer(self, escalation_id: int, person_id: int) -> None:
        with begin(agent(person_id)) as work:
            escalations.acknowledge(work, escalation_id)


def _helpers(session: Session) -> list[int]:
    """Everybody on the telephones but the visitor."""
    return list(
        session.scalars(
            sa.select(Person.id)
            .where(Person.roles.contains(["agent"]), Person.code != VISITOR, Person.active)
            .order_by(Person.id)
        )
    )
