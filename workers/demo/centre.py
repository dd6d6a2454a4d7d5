"""The demonstration centre's people, lines and week."""

import socket
from datetime import date, timedelta

import sqlalchemy as sa

from ticketing.actions import directory, people, setup, shifts
from ticketing.actions.people import PersonWish
from ticketing.actions.shifts import CellWish
from ticketing.domain.days import monday_of
from ticketing.domain.tickets import TicketKind
from ticketing.models.calendars import Calendar
from ticketing.models.people import Person
from ticketing.models.queues import Queue
from ticketing.models.telephony import AgentAlias, Pbx, PbxSource, SourceKind
from ticketing.work import Work
from workers.demo.pbx import settings
from workers.demo.people import DAY, DEPARTMENTS, LATE, LINES, PEOPLE, QUEUES, TEAMS, Cast

PBX = "demo"
# Two shifts that overlap by a quarter of an hour at the hand-over, so that somebody is on duty at any hour.
SHIFTS = (("白", "白班", "Day", 480, 1215), ("晚", "晚班", "Late", 1200, 1935))
REST = ("休", "休息", "Off")
THRESHOLDS = {"waiting": [2, 4], "longest_s": [8, 15], "sl_pct": [80, 60]}


def found(work: Work, password_hash: str, log: str, secret: str) -> None:
    """Everybody and everything but the past; `log` is where the phone system writes."""
    setup.first_run(work)
    calendar_id = work.session.scalars(sa.select(Calendar.id).filter_by(code="CAL-CC")).one()
    for position, (code, name, english, kind) in enumerate(QUEUES):
        work.add(
            Queue(
                code=code,
                name=name,
                name_en=english,
                kind=TicketKind(kind),
                calendar_id=calendar_id,
                position=position,
                sl_threshold_s=10,
                wrapup_s=2,
                thresholds=THRESHOLDS,
            )
        )
    for code, name in TEAMS.items():
        people.add_team(work, code, name)
    for cast in PEOPLE:
        people.add(work, _wish(cast), password_hash, must_change=False)
    for position, (name, head, post, phone, scope) in enumerate(DEPARTMENTS):
        fields = {"name": name, "head": head, "post": post, "phone": phone, "scope": scope, "hours": "9:00–17:30"}
        directory.add(work, fields | {"position": position})
    _telephone(work, log, secret)


def plan_weeks(work: Work, first: date, last: date) -> None:
    """Every day between two days, both included, for both teams; published week by week."""
    for code, name, english, start, end in SHIFTS:
        shifts.add_template(work, code, name, start, end, name_en=english, break_min=60)
    shifts.add_template(work, REST[0], REST[1], 0, 0, name_en=REST[2], working=False)
    local = work.now.astimezone(work.centre.zone)
    now_late = not 8 <= local.hour < 20
    # The shift that is on now began on this day; after midnight that was yesterday.
    present = (local - timedelta(hours=8)).date()
    day = monday_of(first)
    while day <= last:
        for number, cast in enumerate(cast for cast in PEOPLE if cast.code and cast.team):
            shifts.set_cell(work, _cell(cast, number, day, present, now_late))
        day += timedelta(days=1)
        if day.weekday() == 0:
            for team in (DAY, LATE):
                shifts.publish(work, team, day - timedelta(days=7))


def _cell(cast: Cast, number: int, day: date, present: date, now_late: bool) -> CellWish:
    """Six days on and one off by rotation; on the day the centre opens everybody is there.

    Until then the first team had the day shift, as the log of the month before tells; from then on it has
    the one that is on now, because the recording's voices are its own.
    """
    late = (cast.team != DAY) is not (now_late and day >= present)
    # Who comes off a night has the day of the change for sleep.
    changes = cast.team != DAY and now_late and day == present
    rests = changes or _has_rest(number, day, present)
    template = REST[0] if rests else SHIFTS[late][0]
    return CellWish(cast.code or "", day, template, is_leader=cast.code in {"8101", "8102"})


def _has_rest(number: int, day: date, present: date) -> bool:
    """One day in seven; a day of rest that falls on the opening is had before and after it, so no run gets too long."""
    falls = (day.toordinal() + number) % 7 == 0
    if (present.toordinal() + number) % 7 == 0:
        return (falls and day != present) or (day - present).days in (-1, 3)
    return falls


def _wish(cast: Cast) -> PersonWish:
    lines = LINES.get(cast.phone or "", ()) or (tuple(code for code, *_ in QUEUES) if cast.code else ())
    return PersonWish(
        login=cast.login,
        name=cast.name,
        roles=tuple(role.value for role in cast.roles),
        code=cast.code,
        team=cast.team,
        queues=lines,
        extension=cast.code,
    )


def _telephone(work: Work, log: str, secret: str) -> None:
    """One phone system with its two feeds, and who is meant by the names it uses; one name is left to be mapped."""
    pbx = work.add(Pbx(code=PBX, name="演示交换机", timezone="Asia/Shanghai"))
    work.add(PbxSource(pbx_id=pbx.id, name="queue_log", kind=SourceKind.QUEUE_LOG, settings={"path": log}))
    work.add(PbxSource(pbx_id=pbx.id, name="ami", kind=SourceKind.AMI, settings=settings(_free_port(), secret)))
    ids = {row.code: row.id for row in work.session.scalars(sa.select(Person).where(Person.code.is_not(None)))}
    long_ago = work.now - timedelta(days=400)
    for cast in PEOPLE:
        if cast.phone:
            work.add(
                AgentAlias(
                    pbx_id=pbx.id,
                    raw_name=cast.phone,
                    person_id=ids[cast.code or ""],
                    valid_from=long_ago,
                    first_seen_at=long_ago,
                )
            )


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port
