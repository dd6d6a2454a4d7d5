"""The life of a week: draft, published as version 1, 2, 3…, closed. Only whose cells changed is told."""

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any

import sqlalchemy as sa

from ticketing.actions import audit
from ticketing.actions.deliveries import deliver, to_person
from ticketing.actions.roster_notices import tell as hear
from ticketing.actions.shifts.cells import roster_of
from ticketing.domain.days import wall_instant
from ticketing.domain.deliveries import Channel, Template
from ticketing.domain.events import NoticeGiven, RosterPublished, SwapMoved
from ticketing.domain.permissions import Permission, Target
from ticketing.domain.roster import Finding, barring
from ticketing.errors import Conflict, Invalid, NotFound
from ticketing.models.escalations import Notice
from ticketing.models.people import Person, Team
from ticketing.models.shifts import Roster, RosterVersion, Shift
from ticketing.models.swaps import OPEN_SWAPS, Swap, SwapState
from ticketing.queries import rosters as looks
from ticketing.work import Work


def publish(work: Work, team_code: str, week_on: date, reason: str = "") -> Roster:
    """Make the draft of a week what counts; tell only those whose cells changed.

    Raises `NotFound`, `Conflict` (`roster_closed`), `Invalid`: `nothing_to_publish`; `reason_needed` from the second
    version on; `roster_breaks_rules` with every finding that bars it.
    """
    team = team_of(work, team_code)
    work.require(Permission.ROSTER_PUBLISH, Target(team_id=team.id))
    roster = roster_of(work, team.id, week_on)
    shifts = work.session.scalars(sa.select(Shift).filter_by(roster_id=roster.id).with_for_update()).all()
    changed = [shift for shift in shifts if not shift.is_published]
    if roster.published_version and not changed:
        raise Invalid("nothing_to_publish", version=roster.published_version)
    if roster.published_version and not reason.strip():
        raise Invalid("reason_needed", errors={"reason": "required"}, version=roster.published_version)
    return tell(work, roster, changed, reason, _allowed(work, roster))


def tell(work: Work, roster: Roster, changed: Sequence[Shift], reason: str, findings: Sequence[Finding] = ()) -> Roster:
    """The next version: these cells count from now on, it is kept as a whole, and their people get a notice."""
    for shift in changed:
        shift.publish(work.now)
    roster.publish(by=work.actor.id, at=work.now)
    work.session.flush()
    work.add(_version(work, roster, changed, reason, findings))
    _void_swaps(work, changed)
    people = sorted({shift.person_id for shift in changed})
    for person_id in people:
        _notice(work, roster, person_id)
    days = sorted({shift.on_day.isoformat() for shift in changed})
    work.record(RosterPublished(roster.id, roster.published_version, days, people))
    return roster


def _void_swaps(work: Work, changed: Sequence[Shift]) -> None:
    """Exchanges that were offered for what a cell was before are over, and both hear of it."""
    places = [(shift.person_id, shift.on_day) for shift in changed]
    mine, theirs = sa.tuple_(Swap.from_id, Swap.from_day), sa.tuple_(Swap.to_id, Swap.to_day)
    touched = sa.select(Swap).where(Swap.state.in_(OPEN_SWAPS), sa.or_(mine.in_(places), theirs.in_(places)))
    for swap in work.session.scalars(touched.with_for_update(of=Swap)):
        swap.move(SwapState.VOID)
        swap.version += 1
        params = {"name": swap.from_person.name, "other": swap.to_person.name, "on_day": swap.from_day.isoformat()}
        people = (swap.from_id, swap.to_id)
        hear(work, people, "swap_decided", f"swap:{swap.id}:void", params | {"state": swap.state.value})
        work.record(SwapMoved(swap.id, swap.from_id, swap.to_id, swap.state.value))


def close(work: Work, team_code: str, week_on: date) -> Roster:
    """What stands is what attendance was judged by; no cell changes any more.

    Raises `Conflict` (`roster_closed`, `not_over` while the week still runs), `Invalid` (`not_published`).
    """
    team = team_of(work, team_code)
    work.require(Permission.ROSTER_PUBLISH, Target(team_id=team.id))
    roster = roster_of(work, team.id, week_on)
    if not roster.published_version:
        raise Invalid("not_published", week_on=week_on.isoformat())
    last_end = work.session.scalar(sa.select(sa.func.max(Shift.published_end_at)).filter_by(roster_id=roster.id))
    zone = looks.place_of(work.session, team.id, work.centre).zone
    over_at = max(last_end or work.now, wall_instant(week_on, 7 * 1440, zone))
    if over_at > work.now:
        raise Conflict("not_over", until=over_at.isoformat())
    roster.closed_at, roster.closed_by = work.now, work.actor.id
    roster.version += 1
    audit.record(work, "roster_closed", f"roster:{roster.id}", version=roster.published_version)
    work.record(RosterPublished(roster.id, roster.published_version, [], []))
    return roster


def team_of(work: Work, code: str) -> Team:
    team = work.session.scalar(sa.select(Team).filter_by(code=code))
    if team is None:
        raise NotFound(what="team")
    return team


def _allowed(work: Work, roster: Roster) -> list[Finding]:
    """What the draft breaks and may be published with; raises for what bars it."""
    found = looks.findings(work.session, roster.week_on, [roster.team_id], work.centre)[roster.team_id]
    bars = barring(found, looks.place_of(work.session, roster.team_id, work.centre).rules)
    if bars:
        raise Invalid("roster_breaks_rules", count=len(bars), findings=[one.document() for one in bars])
    return found


def _version(
    work: Work, roster: Roster, changed: Sequence[Shift], reason: str, findings: Sequence[Finding]
) -> RosterVersion:
    shifts = work.session.scalars(sa.select(Shift).filter_by(roster_id=roster.id).order_by(Shift.on_day, Shift.id))
    return RosterVersion(
        roster_id=roster.id,
        version=roster.published_version,
        at=work.now,
        by_id=work.actor.id,
        reason=reason.strip(),
        changed=len(changed),
        findings=[one.document() for one in findings],
        cells=[_cell(shift) for shift in shifts if shift.published_template_id is not None],
    )


def _cell(shift: Shift) -> dict[str, Any]:
    return {
        "person": shift.person_id,
        "on": shift.on_day.isoformat(),
        "template": shift.published_template_id,
        "start_at": shift.published_start_at.isoformat() if shift.published_start_at else None,
        "end_at": shift.published_end_at.isoformat() if shift.published_end_at else None,
        "leader": shift.published_is_leader,
    }


def _notice(work: Work, roster: Roster, person_id: int) -> None:
    notice = work.add(
        Notice(
            person_id=person_id,
            kind="roster_published",
            cause_key=f"roster:{roster.id}:{roster.published_version}",
            params={"week_on": roster.week_on.isoformat(), "version": roster.published_version},
            at=work.now,
        )
    )
    work.record(NoticeGiven(person_id, notice.id))
    _mail(work, roster, person_id)


def _mail(work: Work, roster: Roster, person_id: int) -> None:
    """The same by mail, to whoever has an address (workforce.md 1.9)."""
    person = work.session.get_one(Person, person_id)
    to = to_person(person, Channel.EMAIL)
    if to is None:
        return
    week = {"from": roster.week_on.isoformat(), "to": (roster.week_on + timedelta(days=6)).isoformat()}
    values = {**week, "name": person.name, "link": f"/shifts?week={roster.week_on.isoformat()}"}
    key = f"roster:{roster.id}:{roster.published_version}:{person_id}"
    deliver(work, channel=Channel.EMAIL, to=to, template=Template.ROSTER, values=values, key=key)
