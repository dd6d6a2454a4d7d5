"""What people keep of lists: searches under a name, and the columns that they want to see."""

from collections.abc import Mapping, Sequence

import sqlalchemy as sa

from ticketing.domain.permissions import Permission
from ticketing.errors import Forbidden, Invalid, NotFound
from ticketing.models.lists import ListChoice, SavedSearch
from ticketing.queries import finding
from ticketing.reports import choice, ticket_list
from ticketing.work import Work, expect_version

MOST_SEARCHES = 50
COLUMNS = {"tickets": ticket_list.KEYS}


def save(work: Work, name: str, wanted: Mapping[str, str], *, shared: bool) -> SavedSearch:
    """Keep a filter under a name. `name_taken` for a second one of that name; sharing is for who leads."""
    work.require(Permission.TICKET_READ)
    _may_share(work, shared)
    finding.read(wanted, finding.Asked(work.now, work.centre.zone))
    own = sa.select(SavedSearch).where(SavedSearch.person_id == work.actor.id).with_for_update()
    mine = work.session.scalars(own).all()
    if len(mine) >= MOST_SEARCHES:
        raise Invalid("too_many_searches", most=MOST_SEARCHES)
    if any(one.name == name for one in mine):
        raise Invalid("name_taken", errors={"name": ["name_taken"]})
    if work.actor.id is None:
        raise Forbidden()
    row = SavedSearch(person_id=work.actor.id, name=name, wanted=_said(wanted), shared=shared, saved_at=work.now)
    return work.add(row)


def change(work: Work, search_id: int, version: int | None, fields: Mapping[str, object]) -> SavedSearch:
    """Another name, filter or reach; somebody else's does not exist."""
    row = _own(work, search_id)
    expect_version(row, version)
    if "shared" in fields:
        _may_share(work, bool(fields["shared"]))
        row.shared = bool(fields["shared"])
    if "name" in fields:
        row.name = str(fields["name"])
    wanted = fields.get("wanted")
    if isinstance(wanted, Mapping):
        finding.read(wanted, finding.Asked(work.now, work.centre.zone))
        row.wanted = _said(wanted)
    return row


def forget(work: Work, search_id: int) -> None:
    work.session.delete(_own(work, search_id))


def choose(work: Work, subject: str, columns: Sequence[str]) -> ListChoice:
    """The columns of a list for this person, in this order; an unknown one is `unknown_column`, none is the usual."""
    known = COLUMNS.get(subject) or choice.columns_of(subject)
    work.require(Permission.TICKET_READ if subject in COLUMNS else Permission.REPORT_READ)
    if known is None:
        raise NotFound(what="lists")
    if set(columns) - set(known) or len(set(columns)) != len(columns):
        raise Invalid("unknown_column", errors={"columns": ["unknown_column"]})
    if work.actor.id is None:
        raise Forbidden()
    found = sa.select(ListChoice).filter_by(person_id=work.actor.id, subject=subject).with_for_update()
    row = work.session.scalar(found) or work.add(ListChoice(person_id=work.actor.id, subject=subject, columns=[]))
    row.columns = list(columns)
    return row


def _own(work: Work, search_id: int) -> SavedSearch:
    work.require(Permission.TICKET_READ)
    row = work.get(SavedSearch, search_id)
    if row.person_id != work.actor.id:
        raise NotFound(what="saved_searches")
    return row


def _said(wanted: Mapping[str, str]) -> dict[str, str]:
    return {name: text.strip() for name, text in wanted.items() if text.strip()}


def _may_share(work: Work, shared: bool) -> None:
    if shared and not work.may(Permission.TICKET_ASSIGN):
        raise Forbidden(permission=Permission.TICKET_ASSIGN.value)
