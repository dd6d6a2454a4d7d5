"""Set up a fresh centre step by step: what is usual is there at one press, and every step may wait."""

from collections.abc import Mapping
from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import insert

from ticketing.actions import audit, people, queues, shifts
from ticketing.actions.calls import names
from ticketing.domain.aliases import Period
from ticketing.domain.first_steps import QUEUES, REST, SHIFTS, TEAM, Step
from ticketing.domain.permissions import Permission
from ticketing.errors import Conflict, Invalid
from ticketing.models.calendars import Calendar
from ticketing.models.people import Person, Team
from ticketing.models.queues import Queue
from ticketing.models.shifts import ShiftTemplate
from ticketing.models.system import Setting
from ticketing.models.telephony import AgentAlias, Pbx, PbxSource, SourceKind
from ticketing.queries import first_steps as looks
from ticketing.work import Work

CALENDAR = "CAL-CC"


def name_centre(work: Work, name: str) -> None:
    """What the centre is called on the wall and to customers."""
    work.require(Permission.CENTRE_SETUP)
    before = looks.name_of_centre(work.session)
    _keep(work, looks.CENTRE, {"name": name})
    audit.record(work, "centre_named", "setting:centre", before={"name": before}, after={"name": name})


def skip(work: Work, step: Step, skipped: bool = True) -> None:
    """Leave a step out, or take it up again."""
    work.require(Permission.CENTRE_SETUP)
    steps, put_off = looks.said(work.session)
    chosen = {*steps, step.value} if skipped else {*steps} - {step.value}
    _keep(work, looks.STEPS, {"skipped": sorted(chosen), "put_off": put_off})


def put_off(work: Work, later: bool) -> None:
    """Whether whoever logs in is led elsewhere than to the first steps."""
    work.require(Permission.CENTRE_SETUP)
    steps, _ = looks.said(work.session)
    _keep(work, looks.STEPS, {"skipped": sorted(steps), "put_off": later})


def plant_shifts(work: Work) -> None:
    """The usual shifts and the day of rest as far as they are not there, and a team where there is none."""
    work.require(Permission.CENTRE_SETUP)
    known = set(work.session.scalars(sa.select(ShiftTemplate.code)))
    with work.as_system():
        for code, name, english, start, end, rest in SHIFTS:
            if code not in known:
                shifts.add_template(work, code, name, start, end, name_en=english, break_min=rest)
        if REST[0] not in known:
            shifts.add_template(work, REST[0], REST[1], 0, 0, name_en=REST[2], working=False)
    if work.session.scalar(sa.select(Team.id).limit(1)) is None:
        people.add_team(work, *TEAM)
    audit.record(work, "usual_shifts_planted")


def plant_queues(work: Work) -> None:
    """The usual queues, open when the centre is, as far as they are not there."""
    work.require(Permission.CENTRE_SETUP)
    known = set(work.session.scalars(sa.select(Queue.code)))
    calendar = work.session.scalar(sa.select(Calendar.code).filter_by(code=CALENDAR))
    for position, (code, name, english, kind) in enumerate(QUEUES):
        if code not in known:
            fields: dict[str, Any] = {"name": name, "name_en": english, "kind": kind, "position": position}
            queues.add(work, code, fields | {"calendar": calendar})


def practice_phone(work: Work, agent: str) -> int:
    """The feed of a phone system that exists for practice alone, on which this agent is known by number.

    Raises `Conflict` (`centre_is_live`) once a real phone system has told of calls, `Invalid` (`unknown_agent`).
    """
    work.require(Permission.CENTRE_SETUP)
    if looks.is_live(work.session):
        raise Conflict("centre_is_live")
    person_id = work.session.scalar(sa.select(Person.id).where(Person.code == agent, Person.active))
    if person_id is None:
        raise Invalid("unknown_agent", errors={"agent": ["unknown_agent"]})
    pbx = work.session.scalar(sa.select(Pbx).filter_by(code=looks.PRACTICE))
    pbx = pbx or work.add(Pbx(code=looks.PRACTICE, name=looks.PRACTICE, timezone=work.centre.timezone))
    source = work.session.scalar(sa.select(PbxSource).filter_by(pbx_id=pbx.id))
    source = source or work.add(PbxSource(pbx_id=pbx.id, name=looks.PRACTICE, kind=SourceKind.EVENTS, settings={}))
    known = sa.select(AgentAlias.person_id).filter_by(pbx_id=pbx.id, raw_name=agent).order_by(AgentAlias.id.desc())
    if work.session.scalar(known.limit(1)) != person_id:
        names.notice(work, pbx.id, [agent])
        with work.as_system():
            names.assign(work, pbx.id, agent, Period(names.EPOCH, None, person_id))
    return source.id


def _keep(work: Work, key: str, value: Mapping[str, Any]) -> None:
    row = insert(Setting).values(key=key, value=value)
    work.session.execute(row.on_conflict_do_update(index_elements=["key"], set_={"value": value}))
