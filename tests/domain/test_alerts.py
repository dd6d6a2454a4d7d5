"""A figure under watch: raised once after its hold, lowered with hysteresis, looked at again in time."""

from hypothesis import given
from hypothesis import strategies as st

from ticketing.domain.alerts import (
    CALM,
    DEFAULTS,
    SPECS,
    AlertMetric,
    Fired,
    Level,
    Limits,
    Measured,
    Reading,
    Rule,
    Touched,
    chosen,
    fired,
    limits_of,
    step,
    touched_by,
)
from ticketing.domain.events import AlertRulesChanged, ConsoleStateChanged, FloorMoved, LinkChanged, NoticeRead
from ticketing.domain.instants import SECOND_US

S = SECOND_US
WAITING = Limits(3, 6, margin=1, hold_us=10 * S, calm_us=30 * S)


def values(*steps: tuple[int, float | None]) -> list[Measured]:
    return [Measured(at * S, Reading(value)) for at, value in steps]


def in_seconds(found: list[Fired]) -> list[tuple[float, int, float | None]]:
    return [(one.raised_us / S, int(one.level), one.cleared_us and one.cleared_us / S) for one in found]


def test_a_limit_that_is_passed_shorter_than_its_hold_tells_nobody() -> None:
    assert fired(values((0, 3), (9, 2)), WAITING, 900 * S) == []


def test_it_is_told_when_the_hold_is_over_and_cleared_when_it_has_been_calm_for_long_enough() -> None:
    assert in_seconds(fired(values((0, 3), (100, 0)), WAITING, 900 * S)) == [(10, 1, 130)]


def test_within_the_margin_it_goes_on() -> None:
    history = values((0, 3), (100, 2), (200, 3), (300, 1))
    assert in_seconds(fired(history, WAITING, 900 * S)) == [(10, 1, 330)]


def test_a_short_calm_does_not_clear_and_does_not_raise_again() -> None:
    history = values((0, 3), (100, 0), (120, 3), (200, 0))
    assert in_seconds(fired(history, WAITING, 900 * S)) == [(10, 1, 230)]


def test_the_second_step_is_the_same_alert() -> None:
    history = values((0, 3), (50, 7), (100, 3), (200, 0))
    assert in_seconds(fired(history, WAITING, 900 * S)) == [(10, 2, 230)]


def test_straight_past_both_steps_is_one_alert_of_the_worse() -> None:
    assert in_seconds(fired(values((0, 9)), WAITING, 900 * S)) == [(10, 2, None)]


def test_seconds_that_grow_cross_at_their_own_instant_however_late_one_looks() -> None:
    limits = Limits(30, 60)
    watch, next_us = step(CALM, limits, Reading(0.0, 5 * S), 10 * S)
    assert (watch.level, next_us) == (Level.CALM, 35 * S)
    late, after = step(watch, limits, Reading(0.0, 5 * S), 47 * S)
    assert (late.level, late.warn_us, after) == (Level.WARN, 35 * S, 65 * S)


def test_a_service_level_is_bad_below_its_limit_and_not_at_it() -> None:
    limits = Limits(80, 60, low_is_bad=True, margin=2)
    watch, _ = step(CALM, limits, Reading(80.0), 0)
    assert watch.level is Level.CALM
    watch, _ = step(CALM, limits, Reading(79.99), 0)
    assert watch.level is Level.WARN
    assert step(watch, limits, Reading(81.0), S)[0].level is Level.WARN
    assert step(watch, limits, Reading(82.0), S)[0].level is Level.CALM


def test_nothing_to_measure_is_calm() -> None:
    watch, _ = step(CALM, Limits(1, 2), Reading(5), 0)
    assert step(watch, Limits(1, 2), Reading(), 1)[0] == CALM


def test_the_most_particular_rule_is_chosen_and_silences_the_general_one_when_off() -> None:
    general = Rule(id=1, metric=AlertMetric.PAUSE_S, warn=900)
    lunch = Rule(id=2, metric=AlertMetric.PAUSE_S, reason="Lunch", warn=3_600)
    rules = [general, lunch]
    assert chosen(rules, AlertMetric.PAUSE_S, None, "lunch") is lunch
    assert chosen(rules, AlertMetric.PAUSE_S, None, "meeting") is general
    assert chosen(rules, AlertMetric.TALK_S) is None
    off = Rule(id=3, metric=AlertMetric.WAITING, queue_id=7, enabled=False)
    assert chosen([Rule(metric=AlertMetric.WAITING), off], AlertMetric.WAITING, 7) is None


def test_a_rule_without_limits_takes_those_of_the_queue_s_tile() -> None:
    own = Rule(metric=AlertMetric.WAITING, hold_s=1)
    assert limits_of(own, {"waiting": [3, 6]}) == Limits(3, 6, hold_us=S)
    assert limits_of(own, {}) == Limits(None, None, hold_us=S)
    assert limits_of(Rule(metric=AlertMetric.WAITING, warn=9), {"waiting": [3, 6]}).warn == 9


def test_a_centre_begins_with_a_rule_for_every_figure() -> None:
    assert {rule.metric for rule in DEFAULTS} == set(SPECS) == set(AlertMetric)


def test_events_name_what_they_touch_and_history_touches_nothing() -> None:
    touched = touched_by(
        [
            FloorMoved(1, ["sales"], ["Li"]),
            ConsoleStateChanged(7, "break", ""),
            LinkChanged(2, "down"),
            NoticeRead(1, 1),
        ]
    )
    assert touched == Touched({"sales"}, {(1, "Li")}, {7}, {2})
    assert not touched_by([FloorMoved(1, ["sales"], ["Li"], live=False), NoticeRead(1, 1)])
    assert touched_by([AlertRulesChanged(1)]).everything


_limits = st.builds(
    lambda warn, more, margin, hold, calm: Limits(warn, warn + more, False, margin, hold * S, calm * S),
    st.integers(1, 5),
    st.integers(0, 5),
    st.integers(0, 2),
    st.integers(0, 20),
    st.integers(0, 20),
)
_history = st.lists(st.tuples(st.integers(0, 300), st.integers(0, 12)), max_size=40).map(
    lambda steps: values(*sorted(dict(steps).items()))
)


@given(_history, _limits)
def test_alerts_of_one_figure_never_overlap_and_each_is_cleared_at_most_once(
    history: list[Measured], limits: Limits
) -> None:
    found = fired(history, limits, 1_000 * S)
    for one, after in zip(found, found[1:], strict=False):
        assert one.cleared_us is not None
        assert one.raised_us < one.cleared_us <= after.raised_us
    peak = max((one.reading.value or 0 for one in history), default=0)
    assert all(peak >= (limits.critical if one.level is Level.CRITICAL else limits.warn) for one in found)


@given(_history, _limits, st.lists(st.integers(0, 999), max_size=30))
def test_looking_more_often_than_needed_changes_nothing(
    history: list[Measured], limits: Limits, extra: list[int]
) -> None:
    """The planned instants are enough: more looks in between find the very same alerts."""
    more = list(history)
    for at in extra:
        before = [one for one in history if one.at_us <= at * S]
        if before and before[-1].at_us != at * S:
            more.append(Measured(at * S, before[-1].reading))
    more.sort(key=lambda one: one.at_us)
    assert fired(more, limits, 1_000 * S) == fired(history, limits, 1_000 * S)


@given(st.integers(0, 100), st.integers(1, 50), st.integers(0, 50), st.integers(0, 20), st.integers(1, 300))
def test_what_grows_is_raised_exactly_hold_after_its_crossing(
    since: int, warn: int, more: int, hold: int, lasts: int
) -> None:
    limits = Limits(warn, warn + more, hold_us=hold * S)
    history = [Measured(since * S, Reading(0.0, since * S)), Measured((since + lasts) * S, Reading(0.0))]
    found = fired(history, limits, 1_000 * S)
    if lasts > warn + hold:
        assert found[0].raised_us == (since + warn + hold) * S
        assert found[0].cleared_us == (since + lasts) * S
    if lasts < warn + hold:
        assert found == []
