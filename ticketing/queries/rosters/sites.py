"""Where a team works: whose clock its shifts keep and by which rules its rosters are judged."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import sqlalchemy as sa
from sqlalchemy.orm import Session

from ticketing.domain.centre import Centre
from ticketing.domain.holidays import SHIPPED, DayOff, MakeUpDay, days_of
from ticketing.domain.roster import DayKind, Rules, rules_of
from ticketing.models.people import Team
from ticketing.models.sites import CalendarDay, Site


@dataclass(frozen=True)
class Place:
    """A site as the rules see it; `id` null is the centre itself."""

    id: int | None
    code: str
    name: str
    zone: ZoneInfo
    day_start_min: int
    rules: Rules
    team_ids: tuple[int, ...]

    def day_of(self, at: datetime) -> date:
        """The business day that an instant counts for here: before the day's start it is still the day before."""
        return (at.astimezone(self.zone) - timedelta(minutes=self.day_start_min)).date()


def places(session: Session, centre: Centre) -> dict[int, Place]:
    """The place of every team by the team's id. Two statements."""
    sites = {site.id: site for site in session.scalars(sa.select(Site))}
    teams = session.execute(sa.select(Team.id, Team.site_id).order_by(Team.id)).all()
    by_site: dict[int | None, list[int]] = {}
    for team_id, site_id in teams:
        by_site.setdefault(site_id, []).append(team_id)
    found: dict[int, Place] = {}
    for site_id, team_ids in by_site.items():
        place = _place(sites.get(site_id) if site_id is not None else None, tuple(team_ids), centre)
        found |= dict.fromkeys(team_ids, place)
    return found


def place_of(session: Session, team_id: int | None, centre: Centre) -> Place:
    """The place of one team; somebody without a team is at the centre."""
    found = places(session, centre)
    return found[team_id] if team_id in found else _place(None, (), centre)


def everyone(session: Session) -> Sequence[Site]:
    """All sites by code."""
    return session.scalars(sa.select(Site).order_by(Site.code)).all()


def _place(site: Site | None, team_ids: tuple[int, ...], centre: Centre) -> Place:
    if site is None:
        return Place(None, "", "", centre.zone, centre.day_start_hour * 60, Rules(), team_ids)
    zone = ZoneInfo(site.timezone)
    return Place(site.id, site.code, site.name, zone, site.day_start_min, rules_of(site.rules), team_ids)


def special_days(session: Session, first: date, last: date) -> dict[date, DayKind]:
    """Holidays and make-up days between two days, both included."""
    return {
        day: DayKind.WORKDAY if isinstance(special, MakeUpDay) else DayKind.HOLIDAY
        for day, special in changed_days(session).items()
        if first <= day <= last
    }


def changed_days(session: Session) -> Mapping[date, DayOff | MakeUpDay]:
    """Every day that is not what its weekday says: what we ship, and over it what was entered."""
    rows = session.execute(sa.select(CalendarDay.on_day, CalendarDay.kind, CalendarDay.name, CalendarDay.as_dow))
    own = {row.on_day: MakeUpDay(row.name, row.as_dow) if row.kind == "makeup" else DayOff(row.name) for row in rows}
    return {**days_of("CN"), **own}


def known_years(session: Session) -> set[int]:
    """The years whose holidays are known: shipped, or entered."""
    entered = session.scalars(sa.select(sa.func.date_part("year", CalendarDay.on_day)).distinct())
    return set(SHIPPED["CN"]) | {int(year) for year in entered}


def missing_year(session: Session, on: date) -> int | None:
    """The year whose holidays should be known on a day and are not: this one, and from November the next."""
    wanted = [on.year, on.year + 1] if on.month >= 11 else [on.year]
    known = known_years(session)
    return next((year for year in wanted if year not in known), None)


def entered(session: Session) -> Sequence[CalendarDay]:
    """The holidays and make-up days that were entered here, by day."""
    return session.scalars(sa.select(CalendarDay).order_by(CalendarDay.on_day)).all()


def team_codes(session: Session) -> dict[int, list[str]]:
    """The codes of the teams of each site."""
    found: dict[int, list[str]] = {}
    for site_id, code in session.execute(sa.select(Team.site_id, Team.code).order_by(Team.code)):
        if site_id is not None:
            found.setdefault(site_id, []).append(code)
    return found
