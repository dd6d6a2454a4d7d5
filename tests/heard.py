"""Calls of last week to be heard, and two inspectors who hear them: what tests of quality begin with."""

from datetime import timedelta
from typing import Any

from tests import arranged
from tests.api.cast import HASH
from tests.desk import Desk
from ticketing.actions import people, quality
from ticketing.actions.people import PersonWish
from ticketing.actions.quality import Scored
from ticketing.auth.sessions import actor_of_person
from ticketing.db import begin, do, reading
from ticketing.domain.actors import SYSTEM, Actor
from ticketing.domain.instants import micros
from ticketing.domain.quality import Answer
from ticketing.models.people import Person
from ticketing.models.telephony import Pbx
from ticketing.models.whole_calls import Call

INSPECTORS = ("shen", "gu")


def arrange(desk: Desk) -> list[int]:
    """Twelve answered calls of last week, those of even place by wang, of odd by li; two of no interest. Their ids."""
    found = arranged.once("calls to hear", lambda: _calls(desk))
    desk.people |= found["people"]
    return list(found["calls"])


def _calls(desk: Desk) -> dict[str, Any]:
    with begin(SYSTEM) as work:
        for login in INSPECTORS:
            people.add(work, PersonWish(login=login, name=login, roles=("inspector",), code=login), HASH, False)
        ids = {one.login: one.id for one in work.session.query(Person) if one.login in INSPECTORS}
        pbx = work.add(Pbx(code="main", name="main", settings={}))
        speakers = [desk.people["wang"], desk.people["li"]]
        calls = [work.add(made(pbx.id, n, speakers[n % 2], work.now)).id for n in range(12)]
        # Too short to be judged, and given up.
        work.add(made(pbx.id, 90, speakers[0], work.now, talk_us=5_000_000))
        work.add(made(pbx.id, 91, speakers[0], work.now, outcome="abandoned"))
        return {"people": ids, "calls": calls}


def made(pbx_id: int, number: int, person_id: int, now: Any, **changes: Any) -> Call:
    began = micros(now - timedelta(days=2, minutes=number))
    facts = {
        "direction": "inbound",
        "outcome": "answered",
        "first_us": began,
        "end_us": began + 60_000_000,
        "wait_us": 0,
        "talk_us": 60_000_000 + (700_000_000 if number == 3 else 0),
        "transfers": 0,
        "queues": ["sales"],
        "has_recording": True,
        "number_norm": f"+861380000{number:04}",
    }
    return Call(pbx_id=pbx_id, root=f"17723{number:05}.1", person_ids=[person_id], **(facts | changes))


def actor(desk: Desk, login: str) -> Actor:
    with reading() as session:
        return actor_of_person(session, session.get_one(Person, desk.people[login]))


def scored(desk: Desk, call_id: int, agent: str = "wang", lost: int = 4, by: str = "shen") -> str:
    """A call chosen and scored with points off the manner; the case's number."""
    number = do(actor(desk, by), lambda work: quality.choose(work, call_id, agent).number)
    do(actor(desk, by), lambda work: quality.take(work, number).id)
    said = Scored({"manner": Answer(lost, "打断客户", 65)}, advice="让客户说完")
    do(actor(desk, by), lambda work: quality.submit(work, number, None, said).id)
    return number
