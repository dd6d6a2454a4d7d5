"""Charts drawn by the server: where lines, parts, bands and marks lie, and what they say to whoever sees none."""

import pytest
from flask import Flask

from ticketing.app import create_app
from ticketing.config import Config
from ticketing.pages import plots
from ticketing.pages.charts import BOTTOM, HEIGHT, LEFT, RIGHT, TOP, WIDTH, ceiling
from ticketing.pages.sheet_charts import drawn
from ticketing.reports import agent_month, attendance_week, complaint_lists, queue_day, rest
from ticketing.reports.charts import Chart

FOOT, STEP = HEIGHT - BOTTOM, (WIDTH - LEFT - RIGHT) / 4
ONE = (("n", "N"),)


def rows(*values: float | None) -> list[tuple[str, dict[str, float | None]]]:
    return [(f"2026-03-0{at}", {"n": value}) for at, value in enumerate(values, 1)]


def test_a_line_runs_through_the_middle_of_its_rows_and_breaks_where_nothing_was_measured() -> None:
    (trace,) = plots.lines(rows(0, 10, None, 5), ONE)["traces"]
    middle = [round(LEFT + STEP * (at + 0.5), 1) for at in range(4)]
    assert [one["points"] for one in trace["stretches"]] == [
        f"{middle[0]},{FOOT:.1f} {middle[1]},{TOP:.1f}",
        f"{middle[3]},{(FOOT + TOP) / 2}",
    ]
    assert [len(one["dots"]) for one in trace["stretches"]] == [2, 1]


def test_many_points_have_no_marks_but_one_that_stands_alone() -> None:
    values = [1.0] * 70 + [None, 2.0]
    (trace,) = plots.lines([(str(at), {"n": value}) for at, value in enumerate(values)], ONE)["traces"]
    assert [len(one["dots"]) for one in trace["stretches"]] == [0, 1]


def test_the_parts_of_a_stack_stand_on_each_other_and_fill_what_their_sum_is() -> None:
    bars = plots.stack([("a", {"x": 2, "y": 3, "z": None})], (("x", "X"), ("y", "Y"), ("z", "Z")))["bars"]
    assert [bar["place"] for bar in bars] == [0, 1]
    assert bars[0]["y"] + bars[0]["h"] == FOOT
    assert bars[1]["y"] + bars[1]["h"] == pytest.approx(bars[0]["y"], abs=0.11)
    assert bars[1]["y"] == TOP


def test_the_band_lies_between_needed_and_planned_and_says_where_it_is_short() -> None:
    slots = [
        ("09:00", {"n": 4, "p": 2, "a": 3.0}),
        ("09:30", {"n": 2, "p": 4, "a": None}),
        ("10:00", {"n": 1, "p": 1, "a": 1}),
    ]
    found = plots.band(slots, (("n", "N"), ("p", "P"), ("a", "A")))
    assert [(area["short"], area["h"]) for area in found["areas"]] == [(True, found["areas"][1]["h"]), (False, 80.8)]
    assert [len(trace["stretches"]) for trace in found["traces"]] == [1, 1, 2]


def test_a_mark_stands_at_the_left_of_the_first_row_of_other_rules() -> None:
    assert plots.marks(rows(1, 1, 1, 1), ("2026-03-03",)) == [LEFT + STEP * 2]


@pytest.mark.parametrize("shape", [plots.lines, plots.stack])
def test_nothing_at_all_draws_an_empty_frame(shape: object) -> None:
    found = shape(rows(None, None), ONE)  # type: ignore[operator]
    assert found["bars"] == []
    assert [rule["text"] for rule in found["rules"]] == ["0", "0.5", "1"]
    assert ceiling(0) == 1


def test_waits_show_the_percentiles_of_all_queues_and_sums_leave_them_out() -> None:
    row = dict.fromkeys((*queue_day._SUMS, *queue_day.WEIGHTS), 1) | {
        "slot": "2026-03-02T09:00:00+08:00",
        "max_wait_s": 9,
    }
    both = [row, row, {"slot": row["slot"], "drawn": True, "p50_wait_s": 4.0, "p90_wait_s": 8.0, "max_wait_s": 9}]
    waits = queue_day.draw(both)[1]
    assert waits.rows[0][0] == "09:00"
    assert [waits.rows[0][1][key] for key in ("p50_wait_s", "p90_wait_s", "max_wait_s")] == [4.0, 8.0, 9]
    assert queue_day.totals(both)["offered"] == 2
    assert queue_day.draw([row])[1].rows[0][1]["p90_wait_s"] is None


def test_pauses_are_stacked_in_minutes_the_longest_first() -> None:
    base = {"break_s": 0, "meal_s": 0, "training_s": 0, "meeting_s": 0, "other_s": 0, "total_s": 0}
    people = [base | {"name": "甲", "code": "1", "meal_s": 90, "total_s": 90}]
    people += [base | {"name": "乙", "code": "2", "break_s": 600, "total_s": 600}, base | {"name": "丙", "code": "3"}]
    (chart,) = rest.draw(people)
    assert [(name, row["break_s"], row["meal_s"]) for name, row in chart.rows] == [("乙", 10.0, 0.0), ("甲", 0.0, 1.5)]


def test_open_complaints_burn_down_as_they_fall_due() -> None:
    dues = ("2026-03-03", "2026-03-03", "2026-03-05", None)
    cases = [{"due_on": due, "done_on": None} for due in dues] + [{"due_on": "2026-03-04", "done_on": "2026-03-02"}]
    (chart,) = complaint_lists.draw_due(cases)
    assert [(day, row["ahead"], row["over"]) for day, row in chart.rows] == [("2026-03-03", 1, 2), ("2026-03-05", 0, 3)]


def test_the_week_is_a_calendar_of_signs_and_a_month_one_of_hours_with_a_mark_where_rules_changed() -> None:
    (week,) = attendance_week.draw([{"name": "甲", "by_day": {"2026-03-02": "✓", "2026-03-03": "EL"}}, {"name": "乙"}])
    assert week.rows == (
        ("甲", {"2026-03-02": "✓", "2026-03-03": "EL"}),
        ("乙", {"2026-03-02": "–", "2026-03-03": "–"}),
    )
    days = {"2026-03-02": [5, 3600, 1], "2026-03-03": [7, 5400, 2]}
    trend, month = agent_month.draw(
        [{"name": "甲", "by_day": days}, {"name": "乙", "by_day": {"2026-03-03": [1, 0, 2]}}]
    )
    assert [row["answered"] for _, row in trend.rows] == [5, 8]
    assert trend.breaks == ("2026-03-03",)
    assert month.rows == (
        ("甲", {"2026-03-02": 1.0, "2026-03-03": 1.5}),
        ("乙", {"2026-03-02": 0, "2026-03-03": 0.0}),
    )


@pytest.fixture(scope="module")
def speaking() -> Flask:
    return create_app(Config(env="test", database_url="postgresql+psycopg://nobody@127.0.0.1:1/none"))


def test_a_chart_says_what_it_shows_and_a_heat_has_its_numbers_in_its_cells(speaking: Flask) -> None:
    with speaking.test_request_context("/?lang=en"):
        line = drawn(Chart("k", "Title", "lines", ONE, tuple(rows(1, 9, 2, 3)), breaks=("2026-03-03",)))
        heat = drawn(
            Chart("h", "Heat", "heat", (("a", "A"), ("b", "B")), (("x", {"a": 10, "b": 0}), ("y", {"a": 1, "b": 5})))
        )
        signs = drawn(Chart("s", "Signs", "heat", (("a", "A"),), (("x", {"a": "EL"}),), steps={"E": 3, "L": 4}))
    assert "2026-03-02" in line["about"]
    assert "9" in line["about"]
    assert len(line["breaks"]) == 1
    assert [(cell["n"], cell["step"]) for cell in heat["cells"]] == [("10", 5), ("", 0), ("1", 1), ("5", 3)]
    assert [(cell["n"], cell["step"]) for cell in signs["cells"]] == [("EL", 4)]
