from datetime import UTC, date, datetime

import pytest
import sqlalchemy as sa

from ticketing.actions import shifts
from ticketing.actions.shifts import CellWish
from ticketing.db import begin, reading
from ticketing.domain.actors import SYSTEM, Actor, Role, Scope
from ticketing.domain.centre import Centre
from ticketing.errors import Conflict, Forbidden, Invalid, NotFound
from ticketing.journal import JournalEntry
from ticketing.models.deliveries import Delivery
from ticketing.models.escalations import Notice
from ticketing.models.people import Person, Team
from ticketing.models.shifts import RosterVersion, Shift, ShiftTemplate
from ticketing.models.sites import Site
from ticketing.queries import rosters as plans
from ticketing.queries import shifts as looks
from ticketing.queries.rosters import history

TUESDAY = date(2026, 3, 3)
MONDAY = date(2026, 3, 2)
TOO_LATE = datetime(2026, 3, 4, 16, tzinfo=UTC)


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


def findings(team="one", week=MONDAY):
    with reading() as session:
        team_id = session.scalar(sa.select(Team.id).filter_by(code=team))
        found = plans.findings(session, week, [team_id], Centre())[team_id]
    return [(f.on_day, f.code) for f in found]


def test_findings_look_back_for_rest_and_days_running(centre):
    put(SUPERVISOR, "晚", day=date(2026, 3, 1))
    put(SUPERVISOR, "白", day=MONDAY)
    assert findings() == [(MONDAY, "short_rest"), (MONDAY, "no_leader")]
    assert findings("two") == [(MONDAY, "no_leader")]


def test_a_week_that_breaks_a_hard_rule_is_not_published_and_says_who_when_and_by_how_much(centre):
    put(SUPERVISOR, "晚", day=MONDAY)
    put(SUPERVISOR, "白", day=TUESDAY)
    with pytest.raises(Invalid) as refusal, begin(SUPERVISOR) as work:
        shifts.publish(work, "one", MONDAY)
    assert refusal.value.code == "roster_breaks_rules"
    (found,) = refusal.value.params["findings"]
    assert (found["person"], found["on_day"], found["rule"], found["params"]["hours"]) == (
        "8001",
        "2026-03-03",
        "H3",
        7.5,
    )


def test_w39_a_later_version_has_a_reason_tells_only_three_people_and_is_kept_as_it_was(centre):
    with begin(SYSTEM) as work:
        one = work.session.scalar(sa.select(Team.id).filter_by(code="one"))
        for code in ("8003", "8004"):
            person = {"login": code, "code": code, "name": code, "password_hash": "!", "roles": ["agent"]}
            work.add(Person(**person, team_id=one, created_at=work.now))
    for code in ("8001", "8003", "8004"):
        put(SUPERVISOR, "白", person=code)
    for n in range(3):
        with begin(SUPERVISOR) as work:
            shifts.publish(work, "one", MONDAY, reason=f"{n}")
        put(SUPERVISOR, "白" if n % 2 else "晚", person="8004")
    with begin(SYSTEM) as work:
        work.session.execute(sa.delete(Notice))
    put(SUPERVISOR, "晚", person="8001", day=date(2026, 3, 5))
    put(SUPERVISOR, "晚", person="8003", day=date(2026, 3, 5))
    put(SUPERVISOR, "晚", person="8003", day=date(2026, 3, 6))
    with pytest.raises(Invalid) as refusal, begin(SUPERVISOR) as work:
        shifts.publish(work, "one", MONDAY)
    assert refusal.value.code == "reason_needed"
    with begin(SUPERVISOR) as work:
        assert shifts.publish(work, "one", MONDAY, reason="stocktaking").published_version == 4
    with reading() as session:
        told = session.scalars(sa.select(Person.code).join(Notice, Notice.person_id == Person.id).order_by(Person.code))
        assert told.all() == ["8001", "8003", "8004"]
        versions = session.scalars(sa.select(RosterVersion).order_by(RosterVersion.version)).all()
        assert [(one.version, one.changed, one.reason) for one in versions][-1] == (4, 4, "stocktaking")
        assert [len(one.cells) for one in versions] == [3, 3, 3, 6]
        assert len(history.difference(versions[2].cells, versions[3].cells)) == 4
    with pytest.raises(Invalid) as refusal, begin(SUPERVISOR) as work:
        shifts.publish(work, "one", MONDAY, reason="again")
    assert refusal.value.code == "nothing_to_publish"


def test_a_locked_cell_stays_and_a_closed_week_is_changed_no_more(centre, clock):
    put(SUPERVISOR, "白")
    with begin(SUPERVISOR) as work:
        shifts.set_cell(work, CellWish("8001", TUESDAY, "白", locked=True))
    with pytest.raises(Conflict) as refusal:
        put(SUPERVISOR, "晚")
    assert refusal.value.code == "cell_locked"
    with begin(SUPERVISOR) as work:
        assert shifts.set_cell(work, CellWish("8001", TUESDAY, "晚", locked=False)).locked is False
        shifts.publish(work, "one", MONDAY)
    with pytest.raises(Conflict) as refusal, begin(SUPERVISOR) as work:
        shifts.close(work, "one", MONDAY)
    assert refusal.value.code == "not_over"
    clock.advance(days=8)
    with begin(SUPERVISOR) as work:
        assert shifts.close(work, "one", MONDAY).closed_at == work.now
    with pytest.raises(Conflict) as refusal:
        put(SUPERVISOR, "白")
    assert refusal.value.code == "roster_closed"


def test_the_database_itself_refuses_to_publish_somebody_in_two_places(centre):
    put(SUPERVISOR, "晚")
    with begin(SUPERVISOR) as work:
        shifts.publish(work, "one", MONDAY)
        wednesday = put_row(work, date(2026, 3, 4))
        assert wednesday.id
    hours = {"published_start_at": datetime(2026, 3, 3, 16, tzinfo=UTC), "published_end_at": TOO_LATE}
    with pytest.raises(sa.exc.IntegrityError, match="ex_shifts_one_place"), begin(SYSTEM) as work:
        work.session.execute(sa.update(Shift).where(Shift.on_day == date(2026, 3, 4)).values(hours))


def put_row(work, day):
    return shifts.set_cell(work, CellWish("8001", day, None))


def test_w02_a_call_after_midnight_counts_for_the_day_that_its_sites_shift_began(centre):
    with begin(SYSTEM) as work:
        site = work.add(Site(code="B", name="B", timezone="Asia/Shanghai", day_start_min=240, rules={}))
        work.session.execute(sa.update(Team).where(Team.code == "one").values(site_id=site.id))
        other = work.add(Site(code="C", name="C", timezone="Asia/Shanghai", day_start_min=0, rules={}))
        work.session.execute(sa.update(Team).where(Team.code == "two").values(site_id=other.id))
        places = {place.code: place for place in plans.places(work.session, Centre()).values()}
    at = datetime(2026, 3, 2, 16, 40, tzinfo=UTC)
    assert places["B"].day_of(at) == MONDAY
    assert places["C"].day_of(at) == TUESDAY


def test_a_shift_keeps_the_wall_clock_of_its_own_site(centre):
    with begin(SYSTEM) as work:
        site = work.add(Site(code="NY", name="NY", timezone="America/New_York", rules={"seats": 5}))
        work.session.execute(sa.update(Team).where(Team.code == "one").values(site_id=site.id))
        work.add(ShiftTemplate(code="夜", name="夜", start_min=1320, end_min=1800))
    spans = {}
    for day in (date(2026, 3, 7), date(2026, 10, 31), date(2026, 6, 1)):
        shift = put(SUPERVISOR, "夜", day=day)
        spans[day] = (shift.end_at - shift.start_at).total_seconds() / 3600
    # W35: New York, 22:00-06:00.
    assert list(spans.values()) == [7, 9, 8]


def test_whose_cells_changed_hears_of_it_by_mail_if_there_is_an_address(centre):
    with begin(SYSTEM) as work:
        work.session.scalars(sa.select(Person).filter_by(code="8001")).one().email = "a@centre.example"
    put(lead_of("one"))
    put(lead_of("two"), person="8002")
    for team in ("one", "two"):
        with begin(SUPERVISOR) as work:
            shifts.publish(work, team, MONDAY)
    with reading() as session:
        (mail,) = session.scalars(sa.select(Delivery)).all()
    assert (mail.template, mail.address) == ("roster", "a@centre.example")
    assert (mail.values["from"], mail.values["to"]) == ("2026-03-02", "2026-03-08")
