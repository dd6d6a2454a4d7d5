"""Name those who stand above the roster: who approves more, and whom the upper rungs of a ladder call."""

from collections.abc import Mapping, Sequence

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import insert

from ticketing.actions import audit
from ticketing.domain.permissions import Permission
from ticketing.errors import Invalid
from ticketing.models.people import Person
from ticketing.models.system import Setting
from ticketing.queries import ranks
from ticketing.work import Work


def name(work: Work, said: Mapping[str, Sequence[str]]) -> None:
    """`said`: for each of `ranks.WORDS` the personal numbers or log-ins; `unknown_person` blames the rank."""
    work.require(Permission.PEOPLE_ADMIN)
    chosen = {word: _ids(work, word, said[word]) for word in ranks.WORDS}
    kept = work.session.scalar(sa.select(Setting.value).filter_by(key=ranks.NAMED)) or {}
    value = {**kept, **chosen}
    work.session.execute(
        insert(Setting)
        .values(key=ranks.NAMED, value=value)
        .on_conflict_do_update(index_elements=["key"], set_={"value": value})
    )
    audit.record(work, "ranks_named", "setting:ranks", **chosen)


def _ids(work: Work, word: str, names: Sequence[str]) -> list[int]:
    wanted = set(names)
    known = sa.or_(Person.code.in_(wanted), Person.login.in_(wanted))
    found = work.session.scalars(sa.select(Person).where(known, Person.active).order_by(Person.id)).all()
    missing = wanted - {one.code for one in found} - {one.login for one in found}
    if missing:
        raise Invalid("unknown_person", errors={word: ["unknown_person"]}, names=sorted(missing))
    return [one.id for one in found]
