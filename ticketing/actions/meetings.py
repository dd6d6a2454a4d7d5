"""Call meetings that come round and end them; one that takes too many off the line wants sittings or a reason."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

import sqlalchemy as sa

from ticketing.actions import audit
from ticketing.actions.roster_notices import tell
from ticketing.domain import meetings
from ticketing.domain.meetings import MOST_SITTINGS, Attendant
from ticketing.domain.permissions import Permission, Target
from ticketing.domain.recurrences import read_rule
from ticketing.errors import Conflict, Invalid
from ticketing.models.duties import Meeting
from ticketing.models.people import Person, Team
from ticketing.queries.staffing import meetings as looks
from ticketing.work import Work, expect_version


@dataclass(frozen=True)
class MeetingWish:
    """`team` by code, null for everybody; `sittings`: codes of people; `reason` why it is held where too few stay."""

    name: str
    rule: str
    start_on: date
    from_min: int
    length_min: int
    team: str | None = None
    name_en: str = ""
    sittings: Sequence[Sequence[str]] = ()
    reason: str = ""


def call(work: Work, wish: MeetingWish) -> Meeting:
    """A meeting from a day to come on; it stands in the schedule of whoever is there, as time off the line.

    Raises `Invalid` (`unknown_team`, `bad_rule`, `bad_range`, `unknown_person`), `Conflict` (`coverage_breaks`) with
    who is short on which queue and the sittings that would do, unless a reason is given.
    """
    team = _team(work, wish.team)
    _may(work, team.id if team else None)
    if wish.start_on < work.centre.day_of(work.now):
        raise Invalid("bad_range", errors={"start_on": wish.start_on.isoformat()})
    sittings = _sittings(work, wish.sittings)
    rule = read_rule(wish.rule, wish.start_on)
    held = meetings.Meeting(rule, wish.from_min, wish.length_min, team.id if team else None, sittings)
    people = _covered(work, held, wish)
    fields = {name: getattr(wish, name) for name in ("name", "name_en", "rule", "start_on", "from_min", "length_min")}
    row = work.add(
        Meeting(
            **fields, team=team, sittings=sittings, reason=wish.reason, called_by=work.actor.id,
            called_at=work.now,
        )
    )  # fmt: skip
    params = {"name": wish.name, "on_day": wish.start_on.isoformat(), "at": _clock(wish.from_min)}
    tell(work, people, "meeting_called", f"meeting:{row.id}", params)
    audit.record(work, "meeting_called", f"meeting:{row.id}", name=wish.name, rule=wish.rule, reason=wish.reason)
    return row


def end(work: Work, meeting_id: int, version: int | None, last_on: date) -> Meeting:
    """It is held for the last time on `last_on`, today at the earliest: what stood in past days stays.

    A meeting that has not begun ends before its first day and is never held. Raises `Invalid` (`bad_range`).
    """
    row = work.get(Meeting, meeting_id)
    _may(work, row.team_id)
    expect_version(row, version)
    today = work.centre.day_of(work.now)
    if last_on < today and row.start_on <= today:
        raise Invalid("bad_range", errors={"last_on": last_on.isoformat()})
    row.until_on = last_on
    audit.record(work, "meeting_ended", f"meeting:{row.id}", last_on=last_on.isoformat())
    return row


def _may(work: Work, team_id: int | None) -> None:
    """A lead calls the own team; everybody is called by whoever publishes rosters."""
    if team_id is None:
        work.require(Permission.ROSTER_PUBLISH)
    else:
        work.require(Permission.ROSTER_EDIT, Target(team_id=team_id))


def _team(work: Work, code: str | None) -> Team | None:
    if code is None:
        return None
    team = work.session.scalar(sa.select(Team).filter_by(code=code))
    if team is None:
        raise Invalid("unknown_team", errors={"team": code})
    return team


def _sittings(work: Work, wished: Sequence[Sequence[str]]) -> list[list[int]]:
    """The ids of who sits when. Raises `Invalid` (`unknown_person`, `person_twice`, `too_many_sittings`)."""
    if len(wished) > MOST_SITTINGS:
        raise Invalid("too_many_sittings", most=MOST_SITTINGS)
    codes = [code for group in wished for code in group]
    rows = work.session.execute(sa.select(Person.code, Person.id).where(Person.code.in_(codes), Person.active))
    ids = {code or "": person_id for code, person_id in rows}
    if unknown := sorted(set(codes) - ids.keys()):
        raise Invalid("unknown_person", errors={"sittings": unknown})
    if len(set(codes)) != len(codes):
        raise Invalid("person_twice", errors={"sittings": sorted(code for code in ids if codes.count(code) > 1)})
    return [[ids[code] for code in group] for group in wished]


def _covered(work: Work, held: meetings.Meeting, wish: MeetingWish) -> Collection[int]:
    """Who is to be told: those who are there on its next day. Raises `Conflict` where the queues can not bear it."""
    look = looks.look(work.session, held, wish.start_on, work.centre, work.now)
    short = _short(look, held)
    if short and not wish.reason:
        rows = work.session.execute(sa.select(Person.id, Person.code).where(Person.active))
        names = {person_id: code or "" for person_id, code in rows}
        proposed = [[names.get(one, "") for one in group] for group in look.split.sittings] if look.split.fits else []
        on_day = look.on_day.isoformat() if look.on_day else None
        raise Conflict("coverage_breaks", on_day=on_day, short=short, sittings=proposed, field="reason")
    return [one.person_id for one in look.people]


def _short(look: looks.Look, held: meetings.Meeting) -> list[dict[str, Any]]:
    """Which sitting leaves which queue how many short."""
    groups: dict[int, list[Attendant]] = {}
    for one in look.people:
        groups.setdefault(held.sitting_of(one.person_id), []).append(one)
    return [
        {"sitting": number + 1, "queue": queue, "short": count}
        for number, going in sorted(groups.items())
        for queue, count in meetings.missing(going, look.spares[number]).items()
    ]


def _clock(minutes: int) -> str:
    return f"{minutes // 60 % 24:02}:{minutes % 60:02}"
