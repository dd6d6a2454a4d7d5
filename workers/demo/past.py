"""Two weeks of tickets behind the centre, and a few matters that are pressing when it opens."""

import random
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta

import sqlalchemy as sa
from sqlalchemy.orm import Session

from ticketing.actions import customers, surveys, tickets
from ticketing.actions.callbacks import Promise
from ticketing.actions.customers import CustomerWish
from ticketing.actions.ratings import Heard
from ticketing.actions.tickets import ComplaintWish, LastWord, TicketWish
from ticketing.auth.sessions import actor_of_person
from ticketing.db import centre, db
from ticketing.domain.actors import SYSTEM, Actor
from ticketing.domain.callbacks import Window
from ticketing.domain.complaints import Severity
from ticketing.domain.tickets import Priority, Source, TicketKind
from ticketing.models.calls import QueueVisit
from ticketing.models.people import Person
from ticketing.models.tickets import Ticket
from ticketing.work import Work
from workers.demo.matters import MATTERS, NAMES
from workers.demo.people import QUEUES

DAYS = 14
PER_DAY = 9
KINDS = {code: TicketKind(kind) for code, _, _, kind in QUEUES}
# How the callers of such a centre rate, very satisfied first; the last hang up before they are asked.
SCORES_OUT_OF_100 = (42, 22, 8, 4, 2, 22)
_ANSWER = LastWord("answered", "已当场答复")


def tickets_of_the_past(now: datetime, dice: random.Random) -> int:
    """Matters that answered calls of the last two weeks raised, nearly all of them settled on the line."""
    with db_session(SYSTEM, now) as work:
        rows = work.session.execute(
            sa.select(QueueVisit.queue, QueueVisit.caller, QueueVisit.person_id, QueueVisit.callid, QueueVisit.end_us)
            .where(
                QueueVisit.person_id.is_not(None),
                QueueVisit.end_us.between(_us(now - timedelta(days=DAYS)), _us(now - timedelta(hours=3))),
            )
            .order_by(QueueVisit.id)
        ).all()
    chosen = sorted(dice.sample(rows, min(len(rows), DAYS * PER_DAY)), key=lambda row: row.end_us)
    for row in chosen:
        at = datetime.fromtimestamp(row.end_us // 1_000_000, now.tzinfo)
        with db_session(agent(row.person_id), at) as work:
            ticket = tickets.open_ticket(work, settled(row.queue, row.caller, row.callid, dice))
            _asked(work, ticket, row.callid, dice)
    return len(chosen)


def _asked(work: Work, ticket: Ticket, callid: str, dice: random.Random) -> None:
    """Most callers stay on the line for the question; who is not content says so of the call, not of the matter: two
    weeks of matters taken up again would be a centre in trouble."""
    score = dice.choices((5, 4, 3, 2, 1, None), SCORES_OUT_OF_100)[0]
    about = ticket.id if score is None or score > 2 else None
    who = {"person_id": ticket.owner_id, "queue_id": ticket.queue_id, "customer_id": ticket.customer_id}
    surveys.after_calls(work, [Heard(callid, work.now, score, about, **who)])


def pressing(now: datetime, dice: random.Random) -> None:
    """A letter of yesterday, a deadline that breaks in a minute and a half, promises due within the hour."""
    # A severity-1 complaint is to be resolved within 24 hours, day and night: this one's time is up in ninety seconds.
    with db_session(SYSTEM, now - timedelta(hours=23, minutes=58, seconds=30)) as work:
        customer = customers.add(
            work,
            CustomerWish(
                "张建国", ("13800135678",), "vip", address="扬州市邗江区文昌西路 8 号", product="KFR-72L 柜机"
            ),
        )
        tickets.open_ticket(
            work,
            TicketWish(
                kind=TicketKind.COMPLAINT,
                subject="空调漏电，插座烧焦",
                content="客户来函：空调漏电，插座烧焦，孩子险些触电。",
                demand="立即上门，书面说明",
                priority=Priority.URGENT,
                source=Source.LETTER,
                queue="complaint",
                customer_id=customer.id,
                contact_phone="13800135678",
                complaint=ComplaintWish(Severity.S1, "产品质量", "立即上门", "letter", flags=("media",)),
                answered=False,
            ),
        )
    for minutes, code in ((12, "8001"), (35, "8001"), (50, "8004"), (25, "8006")):
        _promise(now, minutes, code, dice)


def settled(queue: str, caller: str | None, callid: str, dice: random.Random) -> TicketWish:
    """A wish for a matter of this line that the call itself settled."""
    matter = dice.choice(MATTERS[queue])
    kind = KINDS[queue] if KINDS[queue] is not TicketKind.COMPLAINT else TicketKind.INQUIRY
    return TicketWish(
        kind=kind,
        subject=matter.subject,
        content=matter.content,
        demand=matter.demand,
        queue=queue,
        contact_phone=caller,
        customer_name=dice.choice(NAMES),
        visit_callid=callid,
        resolved=_ANSWER,
    )


def _promise(now: datetime, minutes: int, code: str, dice: random.Random) -> None:
    with db_session(SYSTEM, now) as work:
        person_id = work.session.scalars(sa.select(Person.id).filter_by(code=code)).one()
    matter = dice.choice(MATTERS["complaint"])
    phone = f"1390000{dice.randint(1000, 9999)}"
    with db_session(agent(person_id), now - timedelta(hours=2)) as work:
        ticket = tickets.open_ticket(
            work,
            TicketWish(
                kind=TicketKind.COMPLAINT,
                subject=matter.subject,
                content=matter.content,
                demand=matter.demand,
                queue="complaint" if code in {"8003", "8004", "8005", "8009"} else "consult",
                contact_phone=phone,
                customer_name=dice.choice(NAMES),
                complaint=ComplaintWish(Severity.S3, "服务", matter.demand),
            ),
        )
        until = now + timedelta(minutes=minutes)
        agreed = Promise(phone, Window(until - timedelta(minutes=30), until), "确认处理进展", owner_id=person_id)
        tickets.promise(work, ticket.number, agreed)


def agent(person_id: int) -> Actor:
    """The actor that this person is when logged in."""
    with Session(db.engine) as session:
        return actor_of_person(session, session.get_one(Person, person_id))


@contextmanager
def db_session(actor: Actor, at: datetime) -> Iterator[Work]:
    """A work that happened at `at`: the past is written by the same actions as the present."""
    with Session(db.engine, expire_on_commit=False) as session:
        work = Work(session, actor, at, centre=centre())
        yield work
        work.close()
        session.commit()


def _us(at: datetime) -> int:
    return int(at.timestamp()) * 1_000_000
