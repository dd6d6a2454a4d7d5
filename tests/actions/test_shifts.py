from datetime import UTC, date, datetime

import pytest
import sqlalchemy as sa

from ticketing.actions import shifts
from ticketing.actions.shifts import CellWish
from ticketing.db import begin, reading
from ticketing.domain.actors import SYSTEM, Actor, Role, Scope
from ticketing.errors import Conflict, Forbidden, Invalid, NotFound
from ticketing.journal import JournalEntry
from ticketing.models.escalations import Notice
from ticketing.models.people import Person, Team
from ticketing.models.shifts import Shift, ShiftTemplate
from ticketing.queries import shifts as looks

TUESDAY = date(2026, 3, 3)
MONDAY = date(2026, 3, 2)


@pytest.fixture
def centre(app, clock):
    """Two teams with an agent each, a day shift and a late shift past midnight."""
    with begin(SYSTEM) as work:
        for code, team in (("8001", "one"), ("8002", "two")):
            team_row = work.add(Team(code=team, name=team))
            person = {"login": code, "code": code, "name": code, "password_hash": "!", "roles": ["agent"]}
            work.add(Person(**person, team_id=team_row.id, created_at=work.now))
        work.add(ShiftTemplate(code="白", name="白班", start_min=510, end_min=1020))
        work.add(ShiftTemplate(code="晚", name="晚班", start_min=1020, end_min=1500))


def lead_of(team):
    with reading() as session:
        team_id = session.scalar(sa.select(Team.id).filter_by(code=team))
    return Actor(id=None, roles=frozenset({Role.LEAD}), scope=Scope(team_id=team_id))


SUPERVISOR = Actor(id=None, roles=frozenset({Role.SUPERVISOR}))


def put(actor, template="晚", person="8001", version=None, day=TUESDAY):
    with begin(actor) as work:
        return shifts.set_cell(work, CellWish(person, day, template, version=version))


def test_a_late_shift_ends_in_the_small_hours_of_the_next_day(centre):
    shift = put(lead_of("one"))
    assert shift.start_at == datetime(2026, 3, 3, 9, tzinfo=UTC)
    assert shift.end_at == datetime(2026, 3, 3, 17, tzinfo=UTC)


def test_a_leader_plans_the_own_team_only(centre):
    with pytest.raises(NotFound):
        put(lead_of("two"))
    with pytest.raises(Forbidden):
        put(Actor(id=1, roles=frozenset({Role.AGENT})))


def test_nobody_is_on_duty_by_a_draft(centre, clock):
    put(lead_of("one"))
    with reading() as session:
        assert looks.published_at(session, datetime(2026, 3, 3, 10, tzinfo=UTC)) == []


def test_publishing_tells_only_those_whose_cells_changed(centre):
    put(SUPERVISOR)
    put(SUPERVISOR, "白", person="8002")
    with begin(SUPERVISOR) as work:
        roster = shifts.publish(work, "one", MONDAY)
        assert roster.published_version == 1
    with reading() as session:
        told = session.scalars(sa.select(Person.code).join(Notice, Notice.person_id == Person.id)).all()
        assert told == ["8001"]
        here = looks.published_at(session, datetime(2026, 3, 3, 16, 59, tzinfo=UTC))
        assert [shift.person.code for shift in here] == ["8001"]
        names = session.scalars(sa.select(JournalEntry.name)).all()
        assert names.count("RosterPublished") == 1


def test_publishing_an_unchanged_week_again_is_refused(centre):
    put(SUPERVISOR)
    with begin(SUPERVISOR) as work:
        shifts.publish(work, "one", MONDAY)
    with pytest.raises(Invalid) as refusal, begin(SUPERVISOR) as work:
        shifts.publish(work, "one", MONDAY)
    assert refusal.value.code == "nothing_to_publish"


def test_only_a_supervisor_publishes(centre):
    put(lead_of("one"))
    with pytest.raises(Forbidden), begin(lead_of("one")) as work:
        shifts.publish(work, "one", MONDAY)


def test_two_people_on_one_cell_do_not_overwrite_each_other(centre):
    seen = put(SUPERVISOR).version
    put(SUPERVISOR, "白", version=seen)
    with pytest.raises(Conflict) as refusal:
        put(SUPERVISOR, None, version=seen)
    assert refusal.value.code == "stale_version"


def test_clearing_a_cell_keeps_what_was_published_until_the_next_publication(centre):
    put(SUPERVISOR)
    with begin(SUPERVISOR) as work:
        shifts.publish(work, "one", MONDAY)
    put(SUPERVISOR, None)
    with reading() as session:
        shift = session.scalars(sa.select(Shift)).one()
        assert shift.start_at is None
        assert shift.published_start_at is not None
        assert not shift.is_published


def test_an_unknown_template_is_a_clear_refusal(centre):
    with pytest.raises(Invalid) as refusal:
        put(SUPERVISOR, "夜")
    assert refusal.value.code == "unknown_template"


def test_findings_look_back_a_week_for_rest_and_days_running(centre):
    put(SUPERVISOR, "晚", day=date(2026, 3, 1))
    put(SUPERVISOR, "白", day=MONDAY)
    with reading() as session:
        team_id = session.scalar(sa.select(Team.id).filter_by(code="one"))
        found = looks.findings(session, MONDAY, team_id)
    assert [(f.on_day, f.code) for f in found] == [(MONDAY, "short_rest"), (MONDAY, "no_leader")]
