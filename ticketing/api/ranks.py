"""Who stands above the roster: /api/v1/ranks."""

from typing import Any

import sqlalchemy as sa

from ticketing.actions import ranks as naming
from ticketing.api.complaints.answers import RanksSchema
from ticketing.api.complaints.bodies import RanksBody
from ticketing.api.door import Door
from ticketing.api.tickets.answers import person
from ticketing.auth import current_actor, needs
from ticketing.db import do, reading
from ticketing.domain.permissions import Permission
from ticketing.models.people import Person
from ticketing.queries import ranks

blp = Door("ranks", __name__, url_prefix="/ranks", description="Team managers, managers, directors")


@blp.route("", methods=["GET"])
@needs(Permission.PEOPLE_ADMIN)
@blp.response(200, RanksSchema)
def get() -> dict[str, Any]:
    """The people of each rank."""
    return _named()


@blp.route("", methods=["PUT"])
@needs(Permission.PEOPLE_ADMIN)
@blp.arguments(RanksBody)
@blp.response(200, RanksSchema)
def put(body: dict[str, Any]) -> dict[str, Any]:
    """Name them all anew; an empty list leaves the rank to nobody."""
    do(current_actor(), lambda work: naming.name(work, body))
    return _named()


def _named() -> dict[str, Any]:
    with reading() as session:
        named = ranks.named(session)
        ids = {one for people in named.values() for one in people}
        people = {one.id: one for one in session.scalars(sa.select(Person).where(Person.id.in_(ids)))}
        return {word: [person(people[one]) for one in named[word] if one in people] for word in ranks.WORDS}
