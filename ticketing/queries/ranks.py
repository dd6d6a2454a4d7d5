"""The ranks above the roster: who is a team manager, a manager, a director, as the administrator has named them."""

import sqlalchemy as sa
from sqlalchemy.orm import Session

from ticketing.models.system import Setting

# {"team_manager": [person id, ...], "manager": [...], "director": [...]}
NAMED = "escalation_contacts"
WORDS = ("team_manager", "manager", "director")


def named(session: Session) -> dict[str, list[int]]:
    """The people of each rank by their ids; a rank that nobody holds is empty."""
    said = session.scalar(sa.select(Setting.value).filter_by(key=NAMED)) or {}
    return {word: [int(one) for one in said.get(word, [])] for word in WORDS}


def of(session: Session, person_id: int | None) -> frozenset[str]:
    """The ranks that this person was named to."""
    return frozenset(word for word, people in named(session).items() if person_id in people)
