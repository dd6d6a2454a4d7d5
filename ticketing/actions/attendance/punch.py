"""Signs of coming and going that people and clocks make, and corrections that somebody else answers for."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import insert

from ticketing.actions import audit
from ticketing.actions.attendance.mark import mark_shifts
from ticketing.actions.codes import by_code
from ticketing.domain.attendance import Source
from ticketing.domain.permissions import Permission, Target
from ticketing.errors import Conflict, Forbidden, Invalid, NotFound
from ticketing.models.attendance import Punch
from ticketing.models.people import Person
from ticketing.work import Work

#: How far around a punch a shift may lie that it belongs to.
REACH = timedelta(hours=8)


@dataclass(frozen=True)
class PunchWish:
    """One sign from a badge reader or DingTalk, by the person's number."""

    person_code: str
    at: datetime
    way: str
    source: Source
    device: str = ""


def punch(work: Work, way: str) -> Punch:
    """The actor says at the console that they come or go, now."""
    work.require(Permission.OWN_STATE)
    person = work.get(Person, work.actor.id)
    wish = PunchWish(person.code or "", work.now, way, Source.CONSOLE)
    _write(work, person.id, wish)
    return work.session.scalars(
        sa.select(Punch).filter_by(person_id=person.id, at=work.now, way=way, source=Source.CONSOLE)
    ).one()


def take_in(work: Work, wishes: Sequence[PunchWish]) -> int:
    """Signs of a time clock; one that is known already counts for nothing. How many were new.

    Raises `Invalid` (`in_the_future`, `certificate_missing` for one by hand), `NotFound` for an unknown number.
    """
    work.require(Permission.ATTENDANCE_CERTIFY)
    fresh = 0
    for wish in wishes:
        person = by_code(work, wish.person_code)
        work.require(Permission.ATTENDANCE_CERTIFY, Target(team_id=person.team_id))
        if wish.source is Source.MANUAL:
            raise Invalid("certificate_missing", field="source")
        fresh += _write(work, person.id, wish)
    return fresh


def certify(work: Work, wish: PunchWish, certificate: str, corrects_id: int | None = None) -> Punch:
    """A missed or wrong punch put right; whoever certifies answers for it (seed 002, B7), and never for themselves.

    Raises `Forbidden` (`own_day`), `Invalid` (`certificate_missing`, `in_the_future`), `Conflict` (`punch_known`).
    """
    work.require(Permission.ATTENDANCE_CERTIFY)
    person = by_code(work, wish.person_code)
    refuse_own(work, person.id)
    work.require(Permission.ATTENDANCE_CERTIFY, Target(team_id=person.team_id))
    if not certificate.strip():
        raise Invalid("certificate_missing", field="certificate")
    _expect_past(work, wish.at)
    _expect_wrong(work, person.id, corrects_id)
    known = sa.select(Punch.id).filter_by(person_id=person.id, at=wish.at, way=wish.way, source=Source.MANUAL)
    if work.session.scalar(known) is not None:
        raise Conflict("punch_known")
    row = work.add(
        Punch(
            person_id=person.id, at=wish.at, way=wish.way, source=Source.MANUAL, certified_by=work.actor.id,
            certificate=certificate.strip(), corrects_id=corrects_id, recorded_by=work.actor.id, recorded_at=work.now,
        )
    )  # fmt: skip
    mark_shifts(work, wish.at - REACH, wish.at + REACH, [person.id], "certified")
    audit.record(work, "punch_certified", f"person:{person.code}", way=wish.way, at=wish.at, corrects=corrects_id)
    return row


def refuse_own(work: Work, person_id: int) -> None:
    """Nobody decides on a day of their own (W48)."""
    if person_id == work.actor.id:
        raise Forbidden("own_day", permission=Permission.ATTENDANCE_CERTIFY.value)


def _write(work: Work, person_id: int, wish: PunchWish) -> int:
    """One row, unless it is there; its shift is judged again."""
    _expect_past(work, wish.at)
    values = {
        "person_id": person_id, "at": wish.at, "way": wish.way, "source": wish.source, "device": wish.device,
        "certificate": "", "recorded_by": work.actor.id, "recorded_at": work.now,
    }  # fmt: skip
    written = insert(Punch).values(values).on_conflict_do_nothing().returning(Punch.id)
    if work.session.scalar(written) is None:
        return 0
    mark_shifts(work, wish.at - REACH, wish.at + REACH, [person_id], "punch")
    return 1


def _expect_past(work: Work, at: datetime) -> None:
    if at > work.now + timedelta(minutes=5):
        raise Invalid("in_the_future", field="at", now=work.now.isoformat())


def _expect_wrong(work: Work, person_id: int, corrects_id: int | None) -> None:
    """What is corrected is a punch of the same person."""
    if corrects_id is None:
        return
    wrong = work.session.get(Punch, corrects_id)
    if wrong is None or wrong.person_id != person_id:
        raise NotFound(what="punches")
