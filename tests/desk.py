"""A small centre with a roster, and a clock that tests move: shared by the tests of tickets and call-backs."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import sqlalchemy as sa
from flask import Flask

from tests import arranged
from ticketing.actions import due, setup, tickets
from ticketing.actions.tickets import TicketWish
from ticketing.clock import FrozenClock
from ticketing.db import begin, reading
from ticketing.domain.actors import SYSTEM, Actor, Role, Scope
from ticketing.domain.clocks import ClockKind
from ticketing.domain.tickets import Priority, TicketKind
from ticketing.journal import JournalEntry
from ticketing.models.callbacks import Callback
from ticketing.models.clocks import TicketClock
from ticketing.models.escalations import Escalation, Notice
from ticketing.models.people import Person, Team
from ticketing.models.queues import Queue, QueueMember
from ticketing.models.shifts import Roster, Shift
from ticketing.models.tickets import Ticket
from ticketing.models.timers import Timer
from ticketing.work import Work

SHANGHAI = ZoneInfo("Asia/Shanghai")
# login: role, team, queues
CAST = {
    "wang": (Role.AGENT, "one", ("sales",)),
    "li": (Role.AGENT, "one", ("sales",)),
    "zhao": (Role.AGENT, "two", ("support",)),
    "chen": (Role.LEAD, "one", ("sales",)),
    "sun": (Role.SUPERVISOR, None, ()),
    "root": (Role.ADMIN, None, ()),
}


def local(text: str) -> datetime:
    """`03-02 09:00` or `03-02 09:00:30` of 2026 on the centre's wall."""
    return datetime.fromisoformat(f"2026-{text.replace(' ', 'T')}").replace(tzinfo=SHANGHAI).astimezone(UTC)


@dataclass
class Desk:
    """The centre of one test; every helper opens a work or a reading of its own."""

    app: Flask
    clock: FrozenClock
    people: dict[str, int] = field(default_factory=dict)
    queues: dict[str, int] = field(default_factory=dict)

    def actor(self, login: str) -> Actor:
        role, team, queues = CAST[login]
        with reading() as session:
            person = session.get_one(Person, self.people[login])
        scope = Scope(person.team_id, frozenset(self.queues[code] for code in queues))
        return Actor(person.id, frozenset({role}), scope, login)

    def at(self, text: str) -> None:
        """Move the clock to a wall time without letting anything fall due."""
        self.clock.at = local(text)

    def pass_to(self, text: str) -> list[str]:
        """Let time pass until then: every timer fires at its own instant, in order; gives their kinds."""
        until, fired = local(text), []
        while (timer := self._next(until)) is not None:
            self.clock.at = max(self.clock.at, timer.due_at)
            fired += self.run_due()
        self.clock.at = until
        return fired

    def run_due(self) -> list[str]:
        """Fire what is due now, follow-on timers included, as the dispatcher does; gives the kinds."""
        fired = []
        while (timer := self._next(self.clock.at)) is not None:
            with begin(SYSTEM) as work:
                fire(work, timer.id, timer.generation)
            fired.append(timer.kind)
        return fired

    def open(self, by: str | None = "wang", **wish: object) -> str:
        """A ticket's number; normal inquiry in `sales` unless told; by nobody: unowned."""
        asked = {"kind": TicketKind.INQUIRY, "subject": "空调维修", "queue": "sales", "contact_phone": "13800138000"}
        made = TicketWish(**{**asked, "answered": by is not None, **wish})  # type: ignore[arg-type]
        with begin(self.actor(by) if by else SYSTEM) as work:
            return tickets.open_ticket(work, made).number

    def high(self, by: str | None = "wang") -> str:
        return self.open(by, priority=Priority.HIGH)

    def ticket(self, number: str) -> Ticket:
        with reading() as session:
            return session.scalars(sa.select(Ticket).filter_by(number=number)).one()

    def clock_of(self, number: str, kind: ClockKind, seq: int = 1) -> TicketClock:
        return next(one for one in self.clocks_of(number) if one.kind is kind and one.seq == seq)

    def clocks_of(self, number: str) -> Sequence[TicketClock]:
        with reading() as session:
            found = sa.select(TicketClock).join(Ticket).where(Ticket.number == number).order_by(TicketClock.id)
            return session.scalars(found).all()

    def escalations_of(self, number: str) -> Sequence[Escalation]:
        with reading() as session:
            found = sa.select(Escalation).join(Ticket).where(Ticket.number == number).order_by(Escalation.id)
            return session.scalars(found).all()

    def callbacks(self) -> Sequence[Callback]:
        with reading() as session:
            return session.scalars(sa.select(Callback).order_by(Callback.id)).all()

    def notices(self, login: str, kind: str) -> Sequence[Notice]:
        with reading() as session:
            found = sa.select(Notice).filter_by(person_id=self.people[login], kind=kind).order_by(Notice.id)
            return session.scalars(found).all()

    def events(self, number: str) -> list[str]:
        with reading() as session:
            ticket = session.scalars(sa.select(Ticket).filter_by(number=number)).one()
            found = sa.select(JournalEntry.name).filter_by(ticket_id=ticket.id).order_by(JournalEntry.id)
            return list(session.scalars(found))

    def pending(self) -> int:
        with reading() as session:
            return session.scalars(sa.select(sa.func.count()).where(Timer.next_at.is_not(None))).one()

    def roster(self, login: str, start: str, end: str) -> None:
        """A published shift of this person from one wall time to another."""
        with begin(SYSTEM) as work:
            _shift(work, self.people[login], start, end)

    def send_home(self, *logins: str) -> None:
        """Take these people's shifts off the roster."""
        with begin(SYSTEM) as work:
            gone = [self.people[login] for login in logins]
            work.session.execute(sa.delete(Shift).where(Shift.person_id.in_(gone)))

    def _next(self, until: datetime) -> Timer | None:
        with reading() as session:
            waiting = sa.select(Timer).where(Timer.next_at.is_not(None), Timer.due_at <= until)
            return session.scalar(waiting.order_by(Timer.due_at, Timer.id).limit(1))


def fire(work: Work, timer_id: int, generation: int) -> bool:
    """One timer as the dispatcher fires it: held, marked, done."""
    due.hold(work, [timer_id])
    marked = (
        sa.update(Timer)
        .where(Timer.id == timer_id, Timer.generation == generation, Timer.next_at.is_not(None))
        .values(next_at=None, fired_at=work.now)
        .returning(Timer)
    )
    timer = work.session.scalar(marked.execution_options(synchronize_session=False))
    if timer is not None:
        due.HANDLERS[timer.kind](work, [timer])
    return timer is not None


def furnish(app: Flask, clock: FrozenClock) -> Desk:
    """Calendars, policies, two queues and the people of `CAST`; everybody on shift all March, day and night."""
    return Desk(app, clock, *arranged.once("a furnished desk", _furnished))


def _furnished() -> tuple[dict[str, int], dict[str, int]]:
    """The ids of people and queues."""
    people, queues = {}, {}
    with begin(SYSTEM) as work:
        setup.first_run(work)
        teams = {code: work.add(Team(code=code, name=code)).id for code in ("one", "two")}
        for code in ("sales", "support"):
            queues[code] = work.add(Queue(code=code, name=code, kind=TicketKind.INQUIRY)).id
        for login, (role, team, codes) in CAST.items():
            person = work.add(
                Person(
                    login=login,
                    code=login,
                    name=login.title(),
                    password_hash="",
                    roles=[role.value],
                    team_id=teams.get(team or ""),
                    created_at=work.now,
                )
            )
            people[login] = person.id
            for code in codes:
                work.add(QueueMember(queue_id=queues[code], person_id=person.id))
        for login in ("wang", "li", "zhao", "chen", "sun"):
            # One shift without an end in sight: most tests care for other things than the roster.
            _shift(work, people[login], "01-01 00:00", "05-01 00:00")
    return people, queues


def _shift(work: Work, person_id: int, start: str, end: str) -> None:
    team = work.session.scalars(sa.select(Team).limit(1)).one()
    on_day = local(start).astimezone(SHANGHAI).date()
    monday = on_day - timedelta(days=on_day.weekday())
    roster = work.session.scalar(sa.select(Roster).filter_by(team_id=team.id, week_on=monday))
    roster = roster or work.add(Roster(team_id=team.id, week_on=monday))
    work.session.add(
        Shift(
            roster_id=roster.id,
            person_id=person_id,
            on_day=on_day,
            published_start_at=local(start),
            published_end_at=local(end),
        )
    )
