"""The figures: sums first, ratios last, and every formula under its own name."""

from zoneinfo import ZoneInfo

from tests.domain.phone_log import BASE, heard, visits
from ticketing.domain.calls import QueueRules
from ticketing.domain.metrics import (
    AgentTally,
    Formula,
    QueueTally,
    days,
    hours,
    mean_s,
    percent,
    same_caller,
    seconds,
    service_level,
    sums,
    tally_calls,
    tally_repeats,
)
from ticketing.domain.metrics.callers import calls_of
from ticketing.domain.presence import PresenceState, Slice

NOW = (BASE + 1000) * 1_000_000
NEW_YORK = ZoneInfo("America/New_York")
# Midnight in New York of 2025-11-02, when clocks go back, and of the day after: 25 hours.
AUTUMN = (1_762_056_000_000_000, 1_762_146_000_000_000)


def test_ratios_are_rounded_half_up_and_null_over_nothing() -> None:
    assert percent(1, 3) == 33.33
    assert percent(2, 3) == 66.67
    assert percent(1, 800) == 0.13
    assert percent(0, 0) is None
    assert mean_s(157_000_000, 7) == 22.43
    assert mean_s(0, 0) is None
    assert (seconds(None), seconds(3_000_000), seconds(2_472_000)) == (None, 3, 2.472)


def test_six_formulas_give_six_numbers_for_one_day() -> None:
    parts = {"offered": 11, "answered": 7, "abandoned": 3, "a_t": 4, "b_t": 2, "exits_t": 6, "undecided": 0}
    levels = {formula.value: service_level(formula, **parts) for formula in Formula}
    assert levels == {
        "sl_f1": 60.0, "sl_f2": 57.14, "sl_f3": 40.0, "sl_f4": 50.0, "sl_offered": 36.36, "sl_amazon": 54.55,
    }  # fmt: skip


def test_a_caller_who_still_waits_counts_as_missed_only_past_the_threshold() -> None:
    fold, _ = heard(
        "980 a q - ENTERQUEUE |1|1", "979 b q - ENTERQUEUE |2|2", "900 c q - ENTERQUEUE |3|1", "901 c q - ABANDON 1|1|1"
    )
    tally = QueueTally.of(visits(fold), QueueRules(), NOW)
    assert (tally.offered, tally.undecided) == (3, 1)
    assert tally.figures()["sl_offered"] == 0.0
    assert tally.figures()["longest_waiting_s"] == 21


def test_inferred_and_clock_stepped_durations_stay_out_of_means_and_maxima() -> None:
    fold, _ = heard(
        "0 a q - ENTERQUEUE |1|1",
        "10 a q Li CONNECT 10|x|1",
        "20 a q Li COMPLETEAGENT 10|10|1",
        "30 b q - ENTERQUEUE |2|1",
        "31 b q Li CONNECT 1|x|1",
        "40 c q - ENTERQUEUE |3|1",
        "900 - - - CONFIGRELOAD",
        "901 - - - QUEUESTART",
    )
    figures = QueueTally.of(visits(fold), QueueRules(), NOW).figures()
    assert (figures["answered"], figures["lost"], figures["offered"]) == (2, 1, 3)
    assert (figures["asa_s"], figures["att_s"], figures["max_wait_s"]) == (5.5, 10.0, 10)


def test_percentiles_come_from_the_visits() -> None:
    lines = []
    for number in range(10):
        lines += [
            f"{number * 50} c{number} q - ENTERQUEUE |1|1",
            f"{number * 50 + number + 1} c{number} q - ABANDON 1|1|{number + 1}",
        ]
    fold, _ = heard(*lines)
    figures = QueueTally.of(visits(fold), QueueRules(), NOW).figures()
    assert (figures["p50_wait_s"], figures["p90_wait_s"]) == (5, 9)


def test_a_visit_adds_the_same_sums_that_its_change_takes_away() -> None:
    fold, _ = heard("0 a q - ENTERQUEUE |1|1", "20 a q - ABANDON 1|1|20")
    (visit,) = visits(fold)
    kept = sums.nothing()
    assert sums.add(kept, visit) == 20_000_000
    assert {name: value for name, value in sums.named(kept).items() if value} == {
        "offered": 1, "abandoned": 1, "abandon_us": 20_000_000, "abandon_count": 1,
    }  # fmt: skip
    assert sums.histograms(kept)[1] == [0, 0, 0, *[1] * 11]
    sums.add(kept, visit, -1)
    assert kept == sums.nothing()


def test_agent_seconds_are_cut_at_the_edges_of_the_bucket() -> None:
    tally = AgentTally()
    slices = [
        Slice(0, 100, PresenceState.READY, "", None, "", True),
        Slice(100, 160, PresenceState.TALKING, "", None, "q", True),
        Slice(160, 180, PresenceState.HOLD, "", None, "q", True),
        Slice(180, None, PresenceState.PAUSED, "午餐", None, "", True),
    ]
    tally.add_slices(slices, 50, 200)
    assert (tally.time_us[PresenceState.READY], tally.talk_us, tally.pause_us["午餐"], tally.login_us) == (
        50,
        80,
        20,
        150,
    )
    assert tally.occupancy() == percent(80, 130)
    assert tally.utilisation(150) == percent(130, 150)


def test_the_night_that_clocks_go_back_has_two_hours_of_one_name_and_two_offsets() -> None:
    names = [hour.name for hour in hours(*AUTUMN, NEW_YORK)]
    assert len(names) == 25
    assert names[1:3] == ["2025-11-02T01:00:00-04:00", "2025-11-02T01:00:00-05:00"]
    assert [day.name for day in days(*AUTUMN, NEW_YORK)] == ["2025-11-02"]


def test_zones_beside_the_full_hour_have_their_own_hours() -> None:
    quarter_to = [hour.start_us // 1_000_000 % 3600 for hour in hours(AUTUMN[0], AUTUMN[1], ZoneInfo("Asia/Kathmandu"))]
    assert set(quarter_to[1:]) == {900}


def test_days_are_cut_to_the_window() -> None:
    shanghai = ZoneInfo("Asia/Shanghai")
    found = days(BASE * 1_000_000, (BASE + 86400) * 1_000_000, shanghai)
    assert [(day.name, (day.end_us - day.start_us) // 3_600_000_000) for day in found] == [
        ("2025-03-10", 15), ("2025-03-11", 9),
    ]  # fmt: skip


def test_a_call_is_one_however_many_queues_it_went_through() -> None:
    fold, _ = heard(
        "0 a q - ENTERQUEUE |1|1", "9 a q - EXITWITHTIMEOUT 1|1|9", "9 a p - ENTERQUEUE |1|1", "15 a p - ABANDON 1|1|6",
        "20 b q - ENTERQUEUE |2|1", "25 b q Li CONNECT 5|x|1", "30 b q Li BLINDTRANSFER 7|x|5|5|1",
        "30 b p - ENTERQUEUE |2|1",
        "35 b p - ABANDON 1|1|5",
    )  # fmt: skip
    assert tally_calls(calls_of(visits(fold))).figures() == {"offered": 2, "answered": 1, "abandoned": 1}


def test_a_caller_whose_id_drifted_is_the_same_call_in_the_next_queue() -> None:
    fold, _ = heard(
        "0 x.1 q - ENTERQUEUE |138|1", "10 x.1 q Li CONNECT 10|m|5", "70 x.9 q Li BLINDTRANSFER 7|c|10|60|1",
        "71 x.9 r - ENTERQUEUE |138|1", "80 x.9 r Wu CONNECT 9|m|5", "90 x.9 r Wu COMPLETEAGENT 9|10|1",
    )  # fmt: skip
    assert tally_calls(calls_of(visits(fold))).figures() == {"offered": 1, "answered": 1, "abandoned": 0}


def test_two_callers_whose_ids_were_swapped_are_still_two() -> None:
    fold, _ = heard(
        "0 x.1 q - ENTERQUEUE |1|1", "2 x.2 q - ENTERQUEUE |2|2", "10 x.1 q Li CONNECT 10|m|5",
        "15 x.2 q Wu CONNECT 13|m|4", "70 x.2 q Li COMPLETEAGENT 10|60|1", "115 x.1 q Wu COMPLETECALLER 13|100|1",
    )  # fmt: skip
    assert tally_calls(calls_of(visits(fold))).offered == 2


def test_one_number_in_many_notations_is_one_caller() -> None:
    notations = ["13800000054", "+8613800000054", "013800000054", "008613800000054", "+86 138-0000-0054"]
    assert {same_caller(number, "86") for number in notations} == {"13800000054"}
    assert same_caller("02188880000", "86") == same_caller("+862188880000", "86")
    assert same_caller("anonymous", "86") is None
    assert same_caller(None, None) is None


def test_a_repeat_is_a_call_within_the_window_of_the_one_before() -> None:
    lines = []
    for at, name in ((0, "a"), (100, "b"), (201, "c")):
        lines += [
            f"{at} {name} q - ENTERQUEUE |138|1",
            f"{at + 5} {name} q Li CONNECT 5|x|1",
            f"{at + 9} {name} q Li COMPLETEAGENT 5|4|1",
        ]
    fold, _ = heard(*lines)
    tally = tally_repeats(calls_of(visits(fold)), 100_000_000, NOW)
    assert (tally.answered, tally.repeats, tally.closed, tally.resolved, tally.customers) == (3, 1, 3, 2, 1)
    early = tally_repeats(calls_of(visits(fold)), 100_000_000, (BASE + 250) * 1_000_000)
    assert (early.closed, early.resolved) == (2, 1)
