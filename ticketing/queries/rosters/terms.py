"""What rosters know of people, for the page where it is said."""

from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session, aliased

from ticketing.models.people import Person, Team
from ticketing.models.roster_runs import RosterTerms
from ticketing.models.shifts import ShiftTemplate
from ticketing.queries.shifts import Reader


def everyone(session: Session, reader: Reader) -> list[dict[str, Any]]:
    """Everybody who stands in a roster, by team and code, one statement."""
    only, likes = aliased(ShiftTemplate), aliased(ShiftTemplate)
    query = (
        sa.select(
            Person.code.label("person"),
            Person.name,
            Team.code.label("team"),
            Team.name.label("team_name"),
            RosterTerms.new_until,
            only.code.label("only"),
            likes.code.label("likes"),
            RosterTerms.week_hours,
            sa.func.coalesce(RosterTerms.rest_weekdays, sa.text("'{}'::smallint[]")).label("rest_weekdays"),
            sa.func.coalesce(RosterTerms.version, 0).label("version"),
        )
        .join(Team, Team.id == Person.team_id)
        .outerjoin(RosterTerms, RosterTerms.person_id == Person.id)
        .outerjoin(only, only.id == RosterTerms.only_template_id)
        .outerjoin(likes, likes.id == RosterTerms.likes_template_id)
        .where(Person.active, Person.code.is_not(None))
        .order_by(Team.code, Person.code)
    )
    return [dict(row) for row in session.execute(reader.narrow(query)).mappings()]
