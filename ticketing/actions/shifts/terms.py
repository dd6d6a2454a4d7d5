"""What a roster must know of somebody: new until when, the only shift or the one they like, hours, days of rest."""

from dataclasses import dataclass
from datetime import date

import sqlalchemy as sa

from ticketing.actions import audit
from ticketing.actions.shifts.cells import person_of, template_of
from ticketing.domain.permissions import Permission, Target
from ticketing.models.roster_runs import RosterTerms
from ticketing.work import Work, expect_version


@dataclass(frozen=True)
class TermsWish:
    """`only` binds (nothing else is ever given), `likes` and `rest_weekdays` (0 is Monday) are wishes."""

    new_until: date | None = None
    only: str | None = None
    likes: str | None = None
    week_hours: int | None = None
    rest_weekdays: tuple[int, ...] = ()
    version: int | None = None


def keep_terms(work: Work, person_code: str, wish: TermsWish) -> RosterTerms:
    """Somebody's terms from now on; rosters that stand are not touched.

    Raises `NotFound`, `Invalid` (`unknown_template`), `Conflict` (`stale_version`).
    """
    person = person_of(work, person_code)
    work.require(Permission.ROSTER_EDIT, Target(team_id=person.team_id))
    only, likes = template_of(work, wish.only), template_of(work, wish.likes)
    query = sa.select(RosterTerms).filter_by(person_id=person.id).with_for_update()
    row = work.session.scalar(query) or RosterTerms(person_id=person.id, version=0)
    expect_version(row, wish.version)
    row.new_until, row.week_hours = wish.new_until, wish.week_hours
    row.only_template_id, row.likes_template_id = (one.id if one else None for one in (only, likes))
    row.rest_weekdays = sorted(set(wish.rest_weekdays))
    work.add(row)
    said = vars(wish) | {"new_until": wish.new_until.isoformat() if wish.new_until else None}
    audit.record(work, "roster_terms_kept", f"person:{person.id}", **{k: v for k, v in said.items() if k != "version"})
    return row
