"""How far a fresh centre has been set up, what it is called, and the call that is being practised."""

from collections.abc import Collection
from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy.orm import Session

from ticketing.domain.actors import Role
from ticketing.domain.first_steps import Facts
from ticketing.models.calls import QueueVisit
from ticketing.models.people import Person
from ticketing.models.queues import Queue
from ticketing.models.shifts import ShiftTemplate
from ticketing.models.system import Setting
from ticketing.models.telephony import Pbx

# {"name": …}; {"skipped": [step, …], "put_off": bool}
CENTRE, STEPS = "centre", "first_steps"
PRACTICE = "practice"


@dataclass(frozen=True)
class Practised:
    """The last call that was practised: `stage` is waiting, talking or ended, `agent` who has it."""

    callid: str
    queue: str
    stage: str
    agent: str | None


def name_of_centre(session: Session) -> str:
    """What the centre says it is called; "" when it has not."""
    return str((session.scalar(sa.select(Setting.value).filter_by(key=CENTRE)) or {}).get("name", ""))


def said(session: Session) -> tuple[Collection[str], bool]:
    """The steps that were skipped, and whether all of it is put off."""
    value = session.scalar(sa.select(Setting.value).filter_by(key=STEPS)) or {}
    return tuple(value.get("skipped", ())), bool(value.get("put_off"))


def facts(session: Session) -> Facts:
    """Counted in one statement."""
    working = sa.select(sa.func.count()).where(ShiftTemplate.working, ShiftTemplate.active)
    queues = sa.select(sa.func.count()).where(Queue.active)
    takes_calls = (Person.active, Person.code.is_not(None), Person.roles.contains([Role.AGENT.value]))
    agents = sa.select(sa.func.count()).select_from(Person).where(*takes_calls)
    called = sa.exists(sa.select(QueueVisit.id))
    counts = (one.scalar_subquery() for one in (working, queues, agents))
    row = session.execute(sa.select(*counts, called)).one()
    return Facts(bool(name_of_centre(session)), row[0], row[1], row[2], row[3])


def is_fresh(session: Session) -> bool:
    """Whether nobody could take a call here yet, and nobody has said that it can wait."""
    return not said(session)[1] and session.scalar(sa.select(Queue.id).limit(1)) is None


def practised(session: Session) -> Practised | None:
    """The newest call of the phone system that exists for practice alone."""
    query = (
        sa.select(QueueVisit, Person.code)
        .join(Pbx, Pbx.id == QueueVisit.pbx_id)
        .outerjoin(Person, Person.id == QueueVisit.person_id)
        .where(Pbx.code == PRACTICE)
        .order_by(QueueVisit.enter_us.desc())
        .limit(1)
    )
    found = session.execute(query).first()
    return Practised(found[0].callid, found[0].queue, found[0].stage, found[1]) if found else None


def is_live(session: Session) -> bool:
    """Whether a real phone system has told of calls."""
    real = sa.select(QueueVisit.id).join(Pbx, Pbx.id == QueueVisit.pbx_id).where(Pbx.code != PRACTICE)
    return session.scalar(real.limit(1)) is not None
