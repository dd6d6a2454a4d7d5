"""Real tickets and promises that fall due within seconds, and the account of what became of them."""

from collections import Counter
from dataclasses import dataclass, field
from datetime import timedelta
from uuid import uuid4

import sqlalchemy as sa
from flask import Flask

from tests.flows.machine import LEASE_S
from tests.waiting import wait_for
from ticketing.actions import callbacks, people, setup, tickets
from ticketing.actions.callbacks import Promise
from ticketing.actions.callbacks.plan import WINDOW_TIMER
from ticketing.actions.clocks import CLOCK_TIMER
from ticketing.actions.people import PersonWish
from ticketing.actions.tickets import TicketWish
from ticketing.auth import passwords
from ticketing.bare import bare_app
from ticketing.config import Config
from ticketing.db import begin, db, reading
from ticketing.domain.actors import SYSTEM, Role
from ticketing.domain.callbacks import Window
from ticketing.domain.tickets import TicketKind
from ticketing.journal import JournalEntry
from ticketing.models.calendars import Calendar, SlaPolicy, SlaPolicyVersion
from ticketing.models.callbacks import Callback
from ticketing.models.clocks import TicketClock
from ticketing.models.queues import Queue
from ticketing.models.tickets import Ticket
from ticketing.models.timers import Timer
from workers.commands.verify import checked

# A ticket's answer is owed in three seconds, its promise opens in two and is broken after four.
ANSWER_S, OPENS_S, ENDS_S = 3, 2, 4
QUEUE = "faults"
# Three leases, and the way of a job on a busy machine.
PATIENCE_S = ENDS_S + 3 * LEASE_S + 25


@dataclass
class Account:
    """What was acknowledged (committed) through this account, and what must come of it."""

    app: Flask
    tickets: list[int] = field(default_factory=list)

    def promise(self, count: int) -> None:
        """Open `count` tickets, each with a promised call-back; when this returns, they are acknowledged."""
        for _ in range(count):
            with begin(SYSTEM) as work:
                wish = TicketWish(kind=TicketKind.INQUIRY, subject="空调维修", queue=QUEUE, contact_phone="13800138000")
                ticket = tickets.open_ticket(work, wish)
                window = Window(work.now + timedelta(seconds=OPENS_S), work.now + timedelta(seconds=ENDS_S))
                callbacks.promise(work, ticket, Promise("13800138000", window))
                self.tickets.append(ticket.id)

    def done(self) -> bool:
        """Whether everything owed to these tickets has happened."""
        return all(effects >= EFFECTS for effects in self.effects().values())

    def settled(self) -> bool:
        """Whether it has happened and has been told."""
        return self.done() and self._told()

    def effects(self) -> dict[int, Counter[str]]:
        """Ticket id → how often each owed event happened to it."""
        found: dict[int, Counter[str]] = {ticket: Counter() for ticket in self.tickets}
        with reading() as session:
            rows = session.execute(
                sa.select(JournalEntry.ticket_id, JournalEntry.name).where(
                    JournalEntry.ticket_id.in_(self.tickets), JournalEntry.name.in_(EFFECTS)
                )
            )
            for ticket, name in rows:
                found[ticket][name] += 1
        return found

    def lateness_s(self) -> list[float]:
        """Seconds between due and done of everything that fired for these tickets, by the database's clock."""
        # Ladders and the opening of a promise are not counted: they may be owed before the promise was made.
        promises = sa.select(Callback.id).where(Callback.ticket_id.in_(self.tickets))
        clocks = sa.select(TicketClock.id).where(TicketClock.ticket_id.in_(self.tickets))
        behind = sa.or_(
            sa.and_(Timer.kind == WINDOW_TIMER, Timer.subject_id.in_(promises)),
            sa.and_(Timer.kind == CLOCK_TIMER, Timer.subject_id.in_(clocks)),
        )
        with reading() as session:
            late = sa.func.extract("epoch", Timer.fired_at - Timer.due_at)
            return [float(row) for row in session.scalars(sa.select(late).where(behind, Timer.fired_at.is_not(None)))]

    def kept(self) -> int:
        """How many of the acknowledged tickets are there."""
        with reading() as session:
            return session.scalar(sa.select(sa.func.count(Ticket.id)).where(Ticket.id.in_(self.tickets))) or 0

    def supervisor(self) -> tuple[str, str]:
        """Login and password of a supervisor, employed now."""
        login, password = f"super{len(self.tickets)}x{uuid4().hex[:6]}", "correct horse battery"
        with begin(SYSTEM) as work:
            wish = PersonWish(login=login, name="Sun", roles=(Role.SUPERVISOR.value,))
            people.add(work, wish, passwords.hash_of(password), must_change=False)
        return login, password

    def settle(self, late_s: float = 3 * LEASE_S) -> None:
        """Wait until everything owed has happened: once, not early, at most `late_s` seconds late; verify is clean."""
        wait_for(self.settled, PATIENCE_S, lambda: str(self.effects()))
        assert self.kept() == len(self.tickets)
        assert all(effects == EFFECTS for effects in self.effects().values())
        lateness = self.lateness_s()
        assert min(lateness) >= 0
        assert max(lateness) <= late_s
        assert {subject: found for subject, found in checked() if found} == {}

    def _told(self) -> bool:
        with reading() as session:
            waiting = sa.select(sa.func.count()).where(
                JournalEntry.ticket_id.in_(self.tickets), JournalEntry.delivered_at.is_(None)
            )
            return session.scalar(waiting) == 0


# Each of these happens exactly once to every ticket.
EFFECTS = Counter({"CallbackReady": 1, "PromiseBroken": 1, "ClockBreached": 1})


def centre_on(database_url: str) -> Flask:
    """An application on the running machine's database, and in it a queue whose answers are owed within seconds."""
    app = bare_app(Config(env="test", database_url=database_url, redis_url=""))
    with app.app_context(), begin(SYSTEM) as work:
        setup.first_run(work)
        work.add(Queue(code=QUEUE, name=QUEUE, kind=TicketKind.INQUIRY))
        always = work.session.scalars(sa.select(Calendar.id).filter_by(code="CAL-24")).one()
        targets = {"first_response": {"normal": ANSWER_S}, "resolution": {"normal": 864_000}}
        definition = {"calendar": "CAL-24", "warn_pct": [], "targets": targets}
        policy = SlaPolicy(code="P-FAULTS", name="faults", rank=1, calendar_id=always, definition=definition)
        policy.match = {"queue": [QUEUE]}
        work.add(policy)
        kept = {"version": 1, "valid_from": work.now, "definition": definition, "calendar_id": always}
        work.add(SlaPolicyVersion(policy_id=policy.id, **kept))
    return app


def forget(app: Flask) -> None:
    """Give the connections back."""
    with app.app_context():
        db.engine.dispose()
