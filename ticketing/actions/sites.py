"""Keep the places where people work, their rules for rosters, and the holidays of years that we do not ship."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import sqlalchemy as sa

from ticketing.actions import audit
from ticketing.domain.permissions import Permission
from ticketing.domain.roster import rules_of
from ticketing.errors import Invalid, NotFound
from ticketing.models.people import Team
from ticketing.models.sites import CalendarDay, Site
from ticketing.work import Work, expect_version


@dataclass(frozen=True)
class SiteWish:
    """What a site should be; `teams` are the codes of the teams that work there."""

    name: str
    timezone: str
    day_start_min: int
    rules: dict[str, Any]
    teams: Sequence[str]
    version: int | None = None


@dataclass(frozen=True)
class SpecialDay:
    """A holiday, or a day worked for one with the hours of weekday `as_dow` (0 is Monday)."""

    on_day: date
    kind: str
    name: str
    as_dow: int | None = None


def keep(work: Work, code: str, wish: SiteWish) -> Site:
    """A site with its rules, made or changed; drafts are judged by them from now on.

    Raises `Invalid` (`bad_timezone`, `bad_rules`, `unknown_team`), `Conflict` (`stale_version`).
    """
    work.require(Permission.ROSTER_PUBLISH)
    _sound(wish)
    site = work.session.scalar(sa.select(Site).filter_by(code=code).with_for_update())
    before = dict(site.rules) if site is not None else None
    if site is None:
        site = work.add(Site(code=code, name=wish.name, timezone=wish.timezone, rules={}, version=0))
    expect_version(site, wish.version)
    site.name, site.timezone, site.day_start_min = wish.name, wish.timezone, wish.day_start_min
    site.rules = rules_of(wish.rules).document()
    _place_teams(work, site, wish.teams)
    audit.record(work, "site_kept", f"site:{code}", before=before, rules=site.rules, teams=list(wish.teams))
    return site


def _sound(wish: SiteWish) -> None:
    try:
        ZoneInfo(wish.timezone)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        raise Invalid("bad_timezone", errors={"timezone": wish.timezone[:64]}) from None
    rules_of(wish.rules)


def _place_teams(work: Work, site: Site, codes: Sequence[str]) -> None:
    teams = work.session.scalars(sa.select(Team).where(sa.or_(Team.code.in_(codes), Team.site_id == site.id))).all()
    unknown = sorted(set(codes) - {team.code for team in teams})
    if unknown:
        raise Invalid("unknown_team", errors={"teams": unknown})
    for team in teams:
        team.site_id = site.id if team.code in codes else None


def enter_year(work: Work, year: int, days: Sequence[SpecialDay]) -> int:
    """The holidays and make-up days of a year as they were announced, in place of what was entered before.

    Raises `Invalid` (`wrong_year`, `no_days`, `day_twice`, `makeup_day` without its weekday). Gives how many days.
    """
    work.require(Permission.CALENDAR_ADMIN)
    _sound_year(year, days)
    first, last = date(year, 1, 1), date(year, 12, 31)
    work.session.execute(sa.delete(CalendarDay).where(CalendarDay.on_day.between(first, last)))
    for one in days:
        work.add(CalendarDay(country="CN", **vars(one), entered_by=work.actor.id, entered_at=work.now))
    audit.record(work, "holidays_entered", f"holidays:{year}", days=len(days))
    return len(days)


def _sound_year(year: int, days: Sequence[SpecialDay]) -> None:
    if not days:
        raise Invalid("no_days", year=year)
    strangers = [one.on_day.isoformat() for one in days if one.on_day.year != year]
    if strangers:
        raise Invalid("wrong_year", errors={"days": strangers})
    if len({one.on_day for one in days}) != len(days):
        raise Invalid("day_twice", year=year)
    loose = [one.on_day.isoformat() for one in days if (one.kind == "makeup") != (one.as_dow is not None)]
    if loose:
        raise Invalid("makeup_day", errors={"days": loose})


def forget_site(work: Work, code: str) -> None:
    """Its teams keep the centre's clock and the usual rules again."""
    work.require(Permission.ROSTER_PUBLISH)
    site = work.session.scalar(sa.select(Site).filter_by(code=code).with_for_update())
    if site is None:
        raise NotFound(what="site")
    work.session.execute(sa.update(Team).where(Team.site_id == site.id).values(site_id=None))
    work.session.delete(site)
    audit.record(work, "site_forgotten", f"site:{code}")
