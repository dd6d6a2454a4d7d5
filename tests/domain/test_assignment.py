"""Whose turn it is: in the round, by load, by what people know, and whoever had the matter before."""

from datetime import UTC, datetime, timedelta

from ticketing.domain.assignment import AssignMode, Candidate, Rule, choose, falls_due_before, hindrance

NINE = datetime(2026, 3, 2, 1, tzinfo=UTC)
WANG, LI, ZHAO = (
    Candidate(1, "8001", team_id=1, open_tickets=3, skills=frozenset({"空调"}), last_given_at=NINE),
    Candidate(2, "8002", team_id=1, open_tickets=1, skills=frozenset({"空调", "英语"})),
    Candidate(3, "8003", team_id=2, open_tickets=1, last_given_at=NINE),
)
ALL = (ZHAO, WANG, LI)


def chosen(rule: Rule, sticky: int | None = None) -> str | None:
    found = choose(rule, ALL, sticky)
    return found.code if found else None


def test_the_round_goes_on_after_whose_turn_it_was_and_begins_again() -> None:
    turns = {last: chosen(Rule(AssignMode.ROUND_ROBIN, last_id=last)) for last in (1, 2, 3)}
    assert turns == {1: "8002", 2: "8003", 3: "8001"}


def test_a_round_whose_last_one_has_gone_home_goes_to_who_has_waited_longest() -> None:
    assert chosen(Rule(AssignMode.ROUND_ROBIN, last_id=99)) == "8002"
    assert chosen(Rule(AssignMode.ROUND_ROBIN)) == "8002"


def test_the_least_loaded_gets_it_and_of_equals_who_has_waited_longest() -> None:
    assert chosen(Rule(AssignMode.LEAST_LOADED)) == "8002"
    assert chosen(Rule(AssignMode.LEAST_LOADED, team_id=2)) == "8003"


def test_only_who_knows_all_that_it_takes_belongs_to_the_group_and_has_room() -> None:
    assert chosen(Rule(AssignMode.ROUND_ROBIN, skills=frozenset({"英语"}), last_id=2)) == "8002"
    assert chosen(Rule(AssignMode.LEAST_LOADED, skills=frozenset({"空调"}), team_id=2)) is None
    assert chosen(Rule(AssignMode.LEAST_LOADED, most_open=1)) is None
    assert chosen(Rule(AssignMode.ROUND_ROBIN, most_open=2, last_id=3)) == "8002"


def test_who_had_the_matter_before_comes_first_if_they_may_have_it_at_all() -> None:
    assert chosen(Rule(AssignMode.LEAST_LOADED), sticky=1) == "8001"
    assert chosen(Rule(AssignMode.LEAST_LOADED, most_open=3), sticky=1) == "8002"


def test_a_queue_that_is_switched_off_gives_to_nobody() -> None:
    assert chosen(Rule(AssignMode.OFF), sticky=1) is None
    assert choose(Rule(AssignMode.ROUND_ROBIN), ()) is None


def test_what_falls_due_before_somebody_is_back_is_taken_from_them() -> None:
    tomorrow = NINE + timedelta(days=1)
    assert falls_due_before(tomorrow, NINE + timedelta(hours=5), None)
    assert not falls_due_before(tomorrow, tomorrow, None)
    assert falls_due_before(None, tomorrow)
    assert not falls_due_before(None, None)


def test_why_somebody_may_not_be_given_a_ticket_is_told_one_reason_at_a_time() -> None:
    rule = Rule(AssignMode.LEAST_LOADED, team_id=1, skills=frozenset({"x"}), most_open=2)
    here = [
        Candidate(1, "8001", team_id=2),
        Candidate(2, "8002", team_id=1, open_tickets=2),
        Candidate(3, "8003", team_id=1),
        Candidate(4, "8004", team_id=1, skills=frozenset({"x", "y"})),
    ]
    assert [hindrance(rule, one) for one in here] == ["other_group", "full", "lacks_skill", None]
    assert choose(rule, here) is here[3]
