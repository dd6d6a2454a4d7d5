"""Edited promises: versions, whom an edit binds, and how it goes through the open tickets (R4, R5)."""

from copy import deepcopy
from typing import Any

import pytest

from tests.desk import Desk, local
from ticketing.actions import policies, setup, tickets
from ticketing.actions.policies import PolicyWish, spread
from ticketing.actions.tickets import ComplaintWish, Spoken
from ticketing.db import begin, reading
from ticketing.domain.actors import SYSTEM
from ticketing.domain.clocks import Apply, ClockKind, ClockState
from ticketing.domain.tickets import TicketKind
from ticketing.errors import Conflict, Forbidden, Invalid
from ticketing.models.calendars import DeadlineEdit
from ticketing.models.tickets import Ticket
from ticketing.queries import policies as looks
from ticketing.queries import verify_tickets

RESOLUTION = ClockKind.RESOLUTION


def standard(**targets: int) -> dict[str, Any]:
    """P-STD with another target of some kinds for every priority."""
    said = deepcopy(setup.STANDARD)
    for kind, seconds in targets.items():
        said["targets"][kind] = dict.fromkeys(("low", "normal", "high", "urgent"), seconds)
    return said


def edited(desk: Desk, definition: dict[str, Any], apply: Apply, **wish: Any) -> None:
    with begin(desk.actor("sun")) as work:
        policies.edit(work, "P-STD", None, PolicyWish("标准", 100, {}, definition, **wish), apply)


def agrees() -> None:
    with reading() as session:
        assert verify_tickets.differences(session) == []


def test_an_edit_that_binds_new_tickets_only_leaves_the_open_ones_their_version_for_life(desk: Desk) -> None:
    desk.at("03-02 09:00")
    old = desk.high(by=None)
    edited(desk, standard(resolution=7_200), Apply.NEW_ONLY)
    new = desk.high(by=None)
    assert desk.clock_of(old, RESOLUTION).due_at == local("03-03 09:30")
    assert desk.clock_of(new, RESOLUTION).due_at == local("03-02 11:00")
    assert (desk.ticket(old).policy_version, desk.ticket(new).policy_version) == (1, 2)
    agrees()


def test_an_edit_from_now_keeps_what_was_used_and_says_so_on_each_ticket(desk: Desk) -> None:
    desk.at("03-02 09:00")
    number = desk.high(by=None)
    desk.pass_to("03-02 10:00")
    edited(desk, standard(resolution=14_400), Apply.OPEN_FROM_NOW)
    assert desk.clock_of(number, RESOLUTION).due_at == local("03-02 14:30")
    assert desk.events(number)[-1] == "PolicySwitched"
    assert desk.ticket(number).next_due_at == local("03-02 09:30")
    agrees()


def test_an_edit_from_the_start_dates_a_breach_where_it_would_have_been(desk: Desk) -> None:
    desk.at("03-02 09:00")
    number = desk.high(by=None)
    desk.pass_to("03-02 11:00")
    edited(desk, standard(resolution=3_600), Apply.OPEN_RETROACTIVE)
    clock = desk.clock_of(number, RESOLUTION)
    assert (clock.breached_at, clock.fired_at) == (local("03-02 10:00"), local("03-02 11:00"))
    agrees()


def test_a_policy_on_another_calendar_counts_by_it_from_the_change_on(desk: Desk) -> None:
    desk.at("03-02 16:30")
    number = desk.high(by=None)
    desk.pass_to("03-02 17:30")
    edited(desk, standard() | {"calendar": "CAL-CC"}, Apply.OPEN_FROM_NOW)
    clock = desk.clock_of(number, RESOLUTION)
    # One hour was used by day; the rest runs through the evening and from 08:30.
    assert clock.due_at == local("03-03 00:30")
    desk.pass_to("03-02 20:00")
    with begin(SYSTEM) as work:
        tickets.contact(work, number, Spoken("out", answered=True))
    agrees()


def test_a_kind_that_only_the_new_policy_has_begins_and_one_that_only_the_old_had_ends(desk: Desk) -> None:
    desk.at("03-02 09:00")
    number = desk.open(by=None)
    said = standard(ack=1_800)
    del said["targets"]["first_response"]
    desk.pass_to("03-02 09:30")
    edited(desk, said, Apply.OPEN_FROM_NOW)
    ack, first = desk.clock_of(number, ClockKind.ACK), desk.clock_of(number, ClockKind.FIRST_RESPONSE)
    assert (ack.state, ack.due_at) == (ClockState.RUNNING, local("03-02 10:00"))
    assert (first.state, first.reason) == (ClockState.CANCELLED, "policy")
    agrees()


def test_a_policy_switched_off_cancels_its_clocks_and_tells_nobody(desk: Desk) -> None:
    desk.at("03-02 09:00")
    number = desk.high(by=None)
    desk.pass_to("03-03 09:30")
    told = len(desk.notices("sun", "escalation"))
    edited(desk, standard(), Apply.NEW_ONLY, active=False)
    assert {one.state for one in desk.clocks_of(number)} == {ClockState.CANCELLED}
    assert [one.resolution for one in desk.escalations_of(number)] == ["L2", "cancelled"]
    assert len(desk.notices("sun", "escalation")) == told
    assert desk.pending() == 0
    agrees()


def test_a_graver_complaint_goes_under_the_policy_of_its_severity_and_keeps_its_clocks(desk: Desk) -> None:
    desk.at("03-03 15:00")
    number = desk.open(kind=TicketKind.COMPLAINT, complaint=ComplaintWish(severity="S3"))
    assert desk.clock_of(number, RESOLUTION).due_at == local("03-06 15:00")
    desk.at("03-03 16:00")
    with begin(SYSTEM) as work:
        ticket = work.session.query(Ticket).filter_by(number=number).one()
        assert policies.follow(work, ticket, severity="S2")
        assert not policies.follow(work, ticket, severity="S2")
    assert desk.clock_of(number, RESOLUTION).due_at == local("03-05 15:00")
    agrees()


def test_a_long_edit_goes_on_where_the_worker_that_died_had_come(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    desk.at("03-02 09:00")
    numbers = [desk.high(by=None) for _ in range(5)]
    monkeypatch.setattr(spread, "BATCH", 2)
    edited(desk, standard(resolution=14_400), Apply.OPEN_FROM_NOW)
    with reading() as session:
        ((edit, code),) = looks.edits(session)
        assert (edit.total, edit.done, edit.state, code) == (5, 0, "owed", "P-STD")
    with pytest.raises(Conflict, match="edit_running"):
        edited(desk, standard(), Apply.OPEN_FROM_NOW)
    with begin(SYSTEM) as work:
        assert spread.step(work, edit.id)
    desk.clock.advance(minutes=3)
    with begin(SYSTEM) as work:
        assert spread.hand_out(work) == [edit.id]
    for _ in range(3):
        with begin(SYSTEM) as work:
            spread.step(work, edit.id)
    with begin(SYSTEM) as work:
        found = work.get(DeadlineEdit, edit.id)
        assert (found.state, found.done) == ("done", 5)
        assert not spread.step(work, edit.id)
    assert {desk.ticket(number).policy_version for number in numbers} == {2}
    assert [desk.events(number).count("PolicySwitched") for number in numbers] == [1] * 5
    agrees()


def test_the_preview_says_how_many_tickets_and_how_many_would_break(desk: Desk) -> None:
    desk.at("03-02 09:00")
    for _ in range(3):
        desk.high(by=None)
    desk.at("03-02 14:00")
    desk.high(by=None)
    with reading() as session:
        found = looks.preview(session, "P-STD", standard(resolution=7_200), Apply.OPEN_RETROACTIVE, desk.clock.at)
        assert (found.tickets, found.looked_at, found.moved, found.would_breach) == (4, 4, 4, 3)
        assert {one.would_be_due_at for one in found.examples if one.breached} == {local("03-02 11:00")}
        gentle = looks.preview(session, "P-STD", standard(resolution=7_200), Apply.OPEN_FROM_NOW, desk.clock.at)
        assert gentle.would_breach == 0
        only_new = looks.preview(session, "P-STD", standard(resolution=60), Apply.NEW_ONLY, desk.clock.at)
        assert (only_new.tickets, only_new.moved) == (4, 0)


def test_what_is_no_policy_is_refused_with_its_place(desk: Desk) -> None:
    with pytest.raises(Invalid) as refusal:
        edited(desk, standard() | {"ladders": {"resolution": [{"level": 1, "at_pct": 50}]}}, Apply.NEW_ONLY)
    assert refusal.value.params["errors"] == {
        "definition": ["ladders.resolution[0] calls nobody: name 'recipients' or 'named'"]
    }
    with pytest.raises(Forbidden), begin(desk.actor("wang")) as work:
        policies.edit(work, "P-STD", None, PolicyWish("x", 1, {}, standard()))
