"""Leave, swaps and gaps on a published week of one team: deadlines, who decides, what the rules say, who is first."""

import threading
from datetime import UTC, date, datetime, timedelta

import pytest
import sqlalchemy as sa

from ticketing.actions import leaves, shifts, swaps
from ticketing.actions.due import HANDLERS
from ticketing.actions.leaves import LeaveWish, SickCall
from ticketing.actions.shifts import CellWish
from ticketing.actions.swaps import SwapWish
from ticketing.actions.swaps.covers import ranked
from ticketing.db import begin, do, reading
from ticketing.domain.actors import SYSTEM, Actor, Role, Scope
from ticketing.errors import Conflict, Forbidden, Invalid, NotFound, TicketingError
from ticketing.models.escalations import Notice
from ticketing.models.leaves import Leave, LeaveKind, LeaveState
from ticketing.models.people import Person, Team
from ticketing.models.shifts import RosterVersion, Shift, ShiftTemplate
from ticketing.models.sites import Site
from ticketing.models.swaps import Cover, CoverState, Swap, SwapState
from ticketing.models.timers import Timer
from ticketing.queries import on_shift
from ticketing.reports.roster_words import sentence

MONDAY = date(2026, 3, 2)
TUESDAY, WEDNESDAY, THURSDAY = (MONDAY + timedelta(days=n) for n in (1, 2, 3))
# 07:50 of Tuesday in Shanghai.
TEN_TO_EIGHT = datetime(2026, 3, 2, 23, 50, tzinfo=UTC)
WEEK = {
    "lead": "DDDD",
    "second": "EEEE",
    "ann": "DD.D",
    "bob": "EE.E",
    "cleo": ".D.D",
    "dora": "..D.",
}
CODES = {"D": "白", "E": "晚", ".": None}


@pytest.fixture
def centre(app, clock):
    """A team of site A with four agents and two leads, its week published."""
    with begin(SYSTEM) as work:
        site = work.add(Site(code="A", name="A", timezone="Asia/Shanghai", rules={"law": "off", "month_rests": 2}))
        team = work.add(Team(code="one", name="one", site_id=site.id))
        for code in WEEK:
            roles = ["lead"] if code in ("lead", "second") else ["agent"]
            person = {"login": code, "code": code, "name": code, "password_hash": "!", "roles": roles}
            work.add(Person(**person, team_id=team.id, created_at=work.now))
        work.add(ShiftTemplate(code="白", name="白班", start_min=510, end_min=1020))
        work.add(ShiftTemplate(code="晚", name="晚班", start_min=990, end_min=1440))
        for code, days in WEEK.items():
            for n, word in enumerate(days):
                day = MONDAY + timedelta(days=n)
                shifts.set_cell(work, CellWish(code, day, CODES[word], is_leader=code in ("lead", "second")))
        shifts.publish(work, "one", MONDAY)
        work.session.execute(sa.delete(Notice))


def who(code):
    with reading() as session:
        row = session.scalars(sa.select(Person).filter_by(code=code)).one()
        return Actor(id=row.id, roles=frozenset(Role(role) for role in row.roles), scope=Scope(team_id=row.team_id))


SUPERVISOR = Actor(id=None, roles=frozenset({Role.SUPERVISOR}))


def as_(actor, deed):
    with begin(actor) as work:
        return deed(work)


def refused(actor, deed):
    with pytest.raises(TicketingError) as refusal, begin(actor) as work:
        deed(work)
    return refusal.value


def rest(first, **more):
    return lambda work: leaves.ask(work, LeaveWish(LeaveKind.REST, first, first, **more))


def told(kind):
    with reading() as session:
        query = sa.select(Person.code).join(Notice, Notice.person_id == Person.id).where(Notice.kind == kind)
        return sorted(session.scalars(query))


def published(code, day):
    with reading() as session:
        query = sa.select(Shift).join(Person).where(Person.code == code, Shift.on_day == day)
        shift = session.scalars(query).one_or_none()
        return None if shift is None or shift.published_template_id is None else shift.source


def test_w11_a_day_of_rest_is_asked_for_two_days_before_unless_a_leader_says_why(centre, clock):
    clock.at = datetime(2026, 11, 8, 15, 59, 59, tzinfo=UTC)
    assert as_(who("ann"), rest(date(2026, 11, 10))).state is LeaveState.ASKED
    clock.at = datetime(2026, 11, 8, 16, 0, 0, tzinfo=UTC)
    found = refused(who("bob"), rest(date(2026, 11, 10)))
    assert (type(found), found.code) == (Invalid, "too_late")
    assert isinstance(refused(who("bob"), rest(date(2026, 11, 10), override="please")), Forbidden)
    lead = as_(who("lead"), rest(date(2026, 11, 10), override="wedding", person_code="bob"))
    assert lead.decision == "wedding"
    assert told("leave_asked") == ["lead", "lead", "second", "second"]


def test_w12_four_days_of_leave_take_the_next_months_rest_and_the_refusal_shows_them(centre, clock):
    clock.at = datetime(2026, 3, 1, tzinfo=UTC)
    lead = who("lead")
    for first, last in ((9, 10), (20, 20)):
        asked = as_(who("ann"), lambda work, f=first, n=last: leaves.ask(
            work, LeaveWish(LeaveKind.PERSONAL, date(2026, 3, f), date(2026, 3, n))))  # fmt: skip
        as_(lead, lambda work, a=asked: leaves.decide(work, a.id, True))
    ann = who("ann")
    for day in (10, 11):
        as_(ann, rest(date(2026, 4, day)))
    assert refused(ann, rest(date(2026, 4, 12))).params["used"] == 2
    with begin(SYSTEM) as work:
        work.session.execute(sa.delete(Leave).where(Leave.kind == LeaveKind.REST))
    as_(ann, lambda work: leaves.ask(work, LeaveWish(LeaveKind.PERSONAL, date(2026, 3, 25), date(2026, 3, 25))))
    found = refused(ann, rest(date(2026, 4, 10)))
    assert (found.code, found.params["days"]) == ("no_entitlement", 0)
    assert found.params["lost_by"] == ["2026-03-09", "2026-03-10", "2026-03-20", "2026-03-25"]
    assert refused(ann, rest(date(2026, 3, 20))).code == "leave_overlaps"


def test_w48_nobody_decides_about_themselves_and_a_lead_about_three_days_at_most(centre):
    lead, second = who("lead"), who("second")
    own = as_(lead, lambda work: leaves.ask(work, LeaveWish(LeaveKind.PERSONAL, date(2026, 4, 6), date(2026, 4, 6))))
    found = refused(lead, lambda work: leaves.decide(work, own.id, True))
    assert (type(found), found.code) == (Forbidden, "own_request")
    assert isinstance(refused(who("ann"), lambda work: leaves.decide(work, own.id, True)), Forbidden)
    call = SickCall("lead", TUESDAY, TUESDAY, TEN_TO_EIGHT)
    assert refused(lead, lambda work: leaves.report_sick(work, call)).code == "own_request"
    assert as_(second, lambda work: leaves.decide(work, own.id, True)).decided_by == second.id
    assert refused(second, lambda work: leaves.decide(work, own.id, True)).code == "leave_decided"
    long = as_(
        who("ann"), lambda work: leaves.ask(work, LeaveWish(LeaveKind.ANNUAL, date(2026, 4, 6), date(2026, 4, 9)))
    )
    assert refused(lead, lambda work: leaves.decide(work, long.id, True)).code == "beyond_rank"
    assert refused(SUPERVISOR, lambda work: leaves.decide(work, long.id, False)).code == "reason_needed"
    assert as_(SUPERVISOR, lambda work: leaves.decide(work, long.id, False, "stocktaking")).state is LeaveState.REFUSED
    assert isinstance(refused(who("bob"), lambda work: leaves.cancel(work, long.id)), NotFound)
    with pytest.raises(sa.exc.IntegrityError, match="not_own"), begin(SYSTEM) as work:
        work.session.execute(sa.update(Leave).where(Leave.id == own.id).values(decided_by=lead.id))


def test_a_range_that_ends_before_it_begins_and_an_errand_without_hours_are_refused(centre):
    ann = who("ann")
    backwards = LeaveWish(LeaveKind.PERSONAL, date(2026, 4, 6), date(2026, 4, 5))
    assert refused(ann, lambda work: leaves.ask(work, backwards)).code == "bad_range"
    assert (
        refused(ann, lambda work: leaves.ask(work, LeaveWish(LeaveKind.ERRAND, MONDAY, MONDAY))).code == "errand_hours"
    )
    noon = datetime(2026, 3, 2, 4, tzinfo=UTC)
    errand = LeaveWish(LeaveKind.ERRAND, MONDAY, MONDAY, start_at=noon, end_at=noon + timedelta(hours=2))
    assert as_(ann, lambda work: leaves.ask(work, errand)).days == 0
    late = LeaveWish(LeaveKind.PERSONAL, MONDAY, MONDAY, phoned_at=noon)
    assert as_(who("bob"), lambda work: leaves.ask(work, late)).retroactive


def test_w40_a_sick_call_opens_a_gap_moves_the_lead_and_asks_who_breaks_no_rule(centre, clock):
    clock.at = TEN_TO_EIGHT
    noon = datetime(2026, 3, 3, 4, tzinfo=UTC)
    with reading() as session:
        assert [one.code for one in on_shift.people(session, Role.LEAD, noon)] == ["lead"]
    call = SickCall("lead", TUESDAY, TUESDAY, TEN_TO_EIGHT, "fever")
    leave, (cover,) = as_(SUPERVISOR, lambda work: leaves.report_sick(work, call))
    assert (leave.state, leave.retroactive) == (LeaveState.APPROVED, True)
    assert (cover.on_day, cover.is_leader, cover.state) == (TUESDAY, True, CoverState.OPEN)
    with reading() as session:
        assert on_shift.people(session, Role.LEAD, noon) == []
        newest = session.scalars(sa.select(RosterVersion).order_by(RosterVersion.version.desc())).first()
        assert (newest.version, newest.reason, newest.changed) == (2, "sick", 1)
    assert told("gap_opened") == ["second"]
    # The other lead works late that day and is no candidate; agents do not lead.
    assert told("cover_wanted") == []
    ann = as_(SUPERVISOR, lambda work: leaves.report_sick(work, SickCall("ann", TUESDAY, TUESDAY, TEN_TO_EIGHT)))
    with begin(SYSTEM) as work:
        found = ranked(work, work.get(Cover, ann[1][0].id))
    assert [(one.person, one.fits) for one in found] == [("dora", True)]
    with begin(SYSTEM) as work:
        thursday = SickCall("ann", THURSDAY, THURSDAY, TEN_TO_EIGHT)
        (gap,) = leaves.report_sick(work, thursday)[1]
        work.session.execute(sa.update(Shift).where(Shift.on_day == WEDNESDAY).values(published_template_id=None))
        fitting = {one.person: one.fits for one in ranked(work, gap)}
    assert fitting == {"dora": True}
    assert refused(who("ann"), lambda work: swaps.take(work, gap.id)).code == "own_request"
    assert refused(who("cleo"), lambda work: swaps.take(work, gap.id)).code == "cover_illegal"


def test_w38_of_two_who_say_yes_at_the_same_instant_one_has_it(app, centre, clock):
    clock.at = TEN_TO_EIGHT
    _, (cover,) = as_(
        SUPERVISOR, lambda work: leaves.report_sick(work, SickCall("ann", THURSDAY, THURSDAY, TEN_TO_EIGHT))
    )
    with begin(SYSTEM) as work:
        for code in ("cleo", "dora"):
            shifts.set_cell(work, CellWish(code, THURSDAY, None))
        shifts.publish(work, "one", MONDAY, "two are free")
    actors, barrier, answers = [who("cleo"), who("dora")], threading.Barrier(2), []

    def say_yes(actor):
        with app.app_context():
            barrier.wait(timeout=20)
            try:
                answers.append(do(actor, lambda work: swaps.take(work, cover.id)).state.value)
            except Conflict as refusal:
                answers.append(refusal.code)

    threads = [threading.Thread(target=say_yes, args=(actor,)) for actor in actors]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=60)
    assert sorted(answers) == ["cover_over", "filled"]
    with reading() as session:
        query = sa.select(sa.func.count()).where(Shift.source == "cover", Shift.on_day == THURSDAY)
        assert session.scalar(query) == 1


def test_a_swap_needs_both_and_a_leader_and_is_published_with_its_reason(centre, clock):
    clock.at = datetime(2026, 3, 1, tzinfo=UTC)
    ann, bob, lead = who("ann"), who("bob"), who("lead")
    wish = SwapWish(TUESDAY, "cleo", THURSDAY)
    assert refused(ann, lambda work: swaps.offer(work, SwapWish(WEDNESDAY, "bob", TUESDAY))).code == "no_shift"
    assert refused(ann, lambda work: swaps.offer(work, SwapWish(TUESDAY, "ann", MONDAY))).code == "with_oneself"
    late_then_early = refused(ann, lambda work: swaps.offer(work, SwapWish(TUESDAY, "bob", MONDAY)))
    assert late_then_early.code == "swap_illegal"
    assert {one["code"] for one in late_then_early.params["findings"]} >= {"works_already"}
    assert refused(ann, lambda work: swaps.offer(work, wish)).code == "swap_illegal"
    swap = as_(ann, lambda work: swaps.offer(work, SwapWish(TUESDAY, "dora", WEDNESDAY)))
    assert told("swap_offered") == ["dora"]
    assert refused(ann, lambda work: swaps.offer(work, SwapWish(TUESDAY, "dora", WEDNESDAY))).code == "swap_open"
    assert isinstance(refused(bob, lambda work: swaps.accept(work, swap.id)), NotFound)
    assert refused(lead, lambda work: swaps.decide(work, swap.id, True)).code == "swap_over"
    dora = who("dora")
    assert as_(dora, lambda work: swaps.accept(work, swap.id)).state is SwapState.ACCEPTED
    assert isinstance(refused(dora, lambda work: swaps.decide(work, swap.id, True)), Forbidden)
    assert as_(lead, lambda work: swaps.decide(work, swap.id, True)).state is SwapState.APPROVED
    assert published("ann", TUESDAY) is None
    assert published("dora", TUESDAY) == published("ann", WEDNESDAY) == "swap"
    with reading() as session:
        newest = session.scalars(sa.select(RosterVersion).order_by(RosterVersion.version.desc())).first()
        assert (newest.version, newest.reason, newest.changed) == (2, "ann ⇄ dora", 4)
    assert told("roster_published") == ["ann", "dora"]


def test_a_swap_whose_shift_changed_meanwhile_is_void_and_says_so(centre, clock):
    clock.at = datetime(2026, 3, 1, tzinfo=UTC)
    swap = as_(who("ann"), lambda work: swaps.offer(work, SwapWish(TUESDAY, "dora", WEDNESDAY)))
    as_(SUPERVISOR, lambda work: shifts.set_cell(work, CellWish("dora", WEDNESDAY, "晚")))
    assert refused(who("dora"), lambda work: swaps.accept(work, swap.id)).code == "swap_void"
    assert as_(who("dora"), lambda work: swaps.withdraw(work, swap.id)).state is SwapState.REFUSED
    clock.at = datetime(2026, 3, 3, 1, tzinfo=UTC)
    assert refused(who("ann"), lambda work: swaps.offer(work, SwapWish(TUESDAY, "dora"))).code == "shift_begun"


def state_of(model, id_):
    with reading() as session:
        return session.get_one(model, id_).state


def test_a_swap_ends_when_a_cell_of_it_is_published_anew_and_when_the_first_shift_begins(centre, clock):
    clock.at = datetime(2026, 3, 1, tzinfo=UTC)
    ann, dora = who("ann"), who("dora")
    first = as_(ann, lambda work: swaps.offer(work, SwapWish(TUESDAY, "dora", WEDNESDAY))).id
    as_(SUPERVISOR, lambda work: shifts.set_cell(work, CellWish("dora", WEDNESDAY, "晚")))
    as_(SUPERVISOR, lambda work: shifts.publish(work, "one", MONDAY, "more wanted"))
    assert state_of(Swap, first) is SwapState.VOID
    assert told("swap_decided") == ["ann", "dora"]
    assert refused(dora, lambda work: swaps.accept(work, first)).code == "swap_void"
    second = as_(ann, lambda work: swaps.offer(work, SwapWish(TUESDAY, "dora"))).id
    with reading() as session:
        timer = session.scalars(sa.select(Timer).filter_by(subject="swap", subject_id=second)).one()
        assert timer.due_at == datetime(2026, 3, 3, 0, 30, tzinfo=UTC)
    clock.at = timer.due_at
    as_(SYSTEM, lambda work: HANDLERS[swaps.SWAP_TIMER](work, [timer]))
    assert state_of(Swap, second) is SwapState.EXPIRED
    as_(SYSTEM, lambda work: HANDLERS[swaps.SWAP_TIMER](work, [timer]))
    assert state_of(Swap, second) is SwapState.EXPIRED


def test_a_swap_made_illegal_in_between_is_refused_with_who_when_and_by_how_much(centre, clock):
    clock.at = datetime(2026, 3, 1, tzinfo=UTC)
    swap = as_(who("ann"), lambda work: swaps.offer(work, SwapWish(TUESDAY, "dora", WEDNESDAY))).id
    as_(who("dora"), lambda work: swaps.accept(work, swap))
    as_(SUPERVISOR, lambda work: shifts.set_cell(work, CellWish("dora", MONDAY, "晚")))
    as_(SUPERVISOR, lambda work: shifts.publish(work, "one", MONDAY, "ill"))
    refusal = refused(who("lead"), lambda work: swaps.decide(work, swap, True))
    said = [sentence(one, {}, str) for one in refusal.params["findings"]]
    assert refusal.code == "swap_illegal"
    assert said == ["dora, 2026-03-03: 8.5 hours of rest after 晚, and 11.0 are the least."]
    assert state_of(Swap, swap) is SwapState.ACCEPTED
    assert published("ann", TUESDAY) == "manual"


def test_a_gap_that_nobody_took_closes_with_its_shift(centre, clock):
    clock.at = TEN_TO_EIGHT
    call = SickCall("ann", TUESDAY, TUESDAY, TEN_TO_EIGHT)
    _, (cover,) = as_(SUPERVISOR, lambda work: leaves.report_sick(work, call))
    with reading() as session:
        timer = session.scalars(sa.select(Timer).filter_by(subject="cover", subject_id=cover.id)).one()
    clock.at = timer.due_at
    as_(SYSTEM, lambda work: HANDLERS[swaps.COVER_TIMER](work, [timer]))
    assert state_of(Cover, cover.id) is CoverState.CLOSED
    assert refused(who("cleo"), lambda work: swaps.take(work, cover.id)).code == "cover_over"
