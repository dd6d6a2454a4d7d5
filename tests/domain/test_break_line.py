"""Who may go on a break: limits by team and queue, a line that nobody jumps."""

from hypothesis import given
from hypothesis import strategies as st

from ticketing.domain.break_line import Group, away_of, full, places, turns

ONE = Group("team", "one", "One", 1, frozenset({1, 2, 3}))
SALES = Group("queue", "sales", "Sales", 2, frozenset({2, 3, 4, 5}))


def test_a_place_is_free_while_fewer_than_the_limit_are_away_and_who_is_in_no_group_goes_as_they_like() -> None:
    assert full([ONE, SALES], 1, [2]) is ONE
    assert full([ONE, SALES], 4, [2]) is None
    assert full([ONE, SALES], 4, [2, 5]) is SALES
    assert full([ONE, SALES], 2, [2]) is None
    assert full([ONE, SALES], 9, [1, 2, 3, 4]) is None


def test_who_waits_goes_in_the_order_of_asking_within_each_group() -> None:
    assert turns([ONE, SALES], [1, 4], []) == [1, 4]
    # 2 waits for a place of team One and is not overtaken in Sales, whose places are free.
    assert turns([ONE, SALES], [2, 4], [1]) == []
    assert turns([ONE, SALES], [1, 2, 4], []) == [1]
    assert turns([ONE, SALES], [9, 2], [1]) == [9]
    assert places([ONE, SALES], [1, 4, 2, 9]) == {1: 1, 4: 1, 2: 3, 9: 1}


@given(
    st.lists(st.tuples(st.integers(1, 4), st.frozensets(st.integers(0, 9))), max_size=4),
    st.lists(st.integers(0, 9), unique=True),
    st.frozensets(st.integers(0, 9), max_size=4),
)
def test_no_group_ever_has_more_away_than_its_limit_for_what_the_line_gives(
    limits: list[tuple[int, frozenset[int]]], waiting: list[int], away: frozenset[int]
) -> None:
    groups = [Group("team", str(at), "", most, people) for at, (most, people) in enumerate(limits)]
    asked = [one for one in waiting if one not in away]
    told = turns(groups, asked, away)
    for group in groups:
        assert away_of(group, away | set(told)) <= max(group.most, away_of(group, away))
    for at, person in enumerate(asked):
        if person in told:
            before = [one for one in asked[:at] if one not in told]
            assert not any(person in group.people and one in group.people for one in before for group in groups)
