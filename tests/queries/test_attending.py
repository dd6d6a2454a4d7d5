"""Who is here: whom the phones have, who says so at the console, whose last time card was one of coming."""

from datetime import timedelta

from flask import Flask

from tests.desk import furnish
from ticketing.clock import FrozenClock
from ticketing.db import begin, centre, reading
from ticketing.domain.actors import SYSTEM
from ticketing.domain.attendance import IN, OUT, Source
from ticketing.models.attendance import Punch
from ticketing.queries.board import attending, topics


def test_whoever_stamped_a_time_card_is_here_until_they_stamp_it_again(app: Flask, clock: FrozenClock) -> None:
    desk = furnish(app, clock)
    wang, li = desk.people["wang"], desk.people["li"]
    came, went = clock.at - timedelta(hours=3), clock.at - timedelta(hours=1)
    with begin(SYSTEM) as work:
        work.add(Punch(person_id=wang, at=came, way=IN, source=Source.BADGE, recorded_at=work.now))
        work.add(Punch(person_id=li, at=came - timedelta(hours=12), way=IN, source=Source.BADGE, recorded_at=work.now))
    assert _here(clock, wang, li) == {wang}
    with begin(SYSTEM) as work:
        work.add(Punch(person_id=wang, at=went, way=OUT, source=Source.BADGE, recorded_at=work.now))
    assert _here(clock, wang, li) == set()


def _here(clock: FrozenClock, *people: int) -> set[int]:
    with reading() as session:
        return attending.here(topics.look_at(session, centre(), clock.at), people)
