"""What holds for every sheet, by the numbers of reports.md: sums, shares, empty days, months, odd text."""

import csv
import io
import random
from collections.abc import Iterator
from dataclasses import replace
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import openpyxl
import pytest
from openpyxl.utils.escape import unescape

from ticketing.domain.calls import Outcome
from ticketing.domain.instants import micros
from ticketing.domain.metrics import Formula, QueueTally
from ticketing.queries.figures import Span
from ticketing.reports import (
    agent_day,
    agent_month,
    complaint_day,
    complaint_statistics,
    files,
    lists,
    queue_day,
    service,
)
from ticketing.reports.catalogue import CATALOGUE
from ticketing.reports.corrections import changes, headline
from ticketing.reports.forms import Column, FormDef, Kind, Sheet
from ticketing.reports.periods import Grain, Period, span_around

FORM = FormDef(
    "odd", "日报[1]/2", 1, (Column("text", "Text", width=20), Column("phone", "Phone"), Column("n", "N", Kind.COUNT))
)
NASTY = ('=HYPERLINK("http://x")', "\x07bell", "\ud800half", "＝SUM(A1)", "@cmd", "-5", "\t=1")


def sheet(rows: list[dict[str, object]], totals: dict[str, object] | None = None) -> Sheet:
    return Sheet(FORM, "N-1", "2026-03-02", "all", rows, totals or {})


def test_r05_every_way_to_end_adds_up_to_what_was_offered_on_ten_thousand_random_days() -> None:
    draw = random.Random(5)
    for _ in range(10_000):
        tally = QueueTally()
        for outcome in Outcome:
            tally.outcomes[outcome] = draw.randrange(50)
        values = tally.figures() | {"sl_within": 0, "sl_of": 0, "sl_pct": None, "sl_name": Formula.OFFERED.value}
        row = {"short_abandoned": 0, "transfers": 0, **dict.fromkeys(queue_day.WEIGHTS, 0), **values}
        for one in (row, queue_day.totals([row, row])):
            assert one["offered"] == sum(one[key] for key in queue_day.ENDS)


def test_r06_the_balance_of_complaints_closes_over_random_categories() -> None:
    draw = random.Random(6)
    rows = []
    for _ in range(400):
        carry, received = draw.randrange(40), draw.randrange(20)
        closed = draw.randrange(carry + received + 1)
        rows.append({"carry": carry, "received": received, "closed": closed, "balance": carry + received - closed})
    whole = complaint_day.totals([{**dict.fromkeys(complaint_day.SUMMED, 0), **row} for row in rows])
    assert whole["carry"] + whole["received"] - whole["closed"] == whole["balance"]


def test_r07_of_twenty_promises_one_cancelled_and_seventeen_kept_are_89_47_per_cent() -> None:
    kept, late, called_off = (
        [{"kept": "yes", "state": "done"}],
        [{"kept": "no", "state": "done"}],
        {"state": "cancelled"},
    )
    whole = service.kept([*kept * 17, *late * 2, {"kept": None, **called_off}])
    assert (whole["no"], whole["kept"], whole["kept_pct"], whole["state"]) == (20, "17 / 19", 89.47, "−1")


@pytest.mark.parametrize(("day", "slots"), [("2026-03-29", 46), ("2026-10-25", 50), ("2026-06-01", 48)])
def test_r09_a_day_has_as_many_half_hours_as_its_clock_and_the_repeated_ones_differ_by_offset(
    day: str, slots: int
) -> None:
    zone = ZoneInfo("Europe/Berlin")
    period = Period(date.fromisoformat(day), zone, 0)
    names = [one.name for one in Span(period.lo_us, period.hi_us, zone, "30m", micros(period.bounds[1])).buckets]
    assert len(names) == len(set(names)) == slots


def test_r10_an_empty_day_has_zero_counts_and_no_ratio() -> None:
    for totals in (agent_day.totals, agent_month.totals, queue_day.totals, complaint_day.totals):
        whole = totals([])
        assert set(whole.values()) <= {0, None}
    assert agent_day.totals([])["answer_pct"] is None


def test_r11_text_stays_text_in_every_cell_and_an_overlong_one_is_cut() -> None:
    rows = [{"text": text, "phone": "+8613800138000", "n": -5} for text in (*NASTY, "长" * 40_000)]
    book = openpyxl.load_workbook(io.BytesIO(files.to_xlsx(sheet(rows), str, [])))
    page = book.worksheets[0]
    assert page.title == "日报 1  2"
    for down, row in enumerate(rows, 5):
        assert (page.cell(down, 1).data_type, page.cell(down, 2).data_type) == ("s", "s")
        assert (page.cell(down, 3).data_type, page.cell(down, 3).value) == ("n", -5)
        assert page.cell(down, 1).value.startswith(("�", str(row["text"])[:1]))
    assert page.cell(12, 1).value.endswith("…[截断]")


def test_markup_and_codes_in_a_text_are_text_in_the_books_of_lists_and_of_sheets_alike() -> None:
    texts = ["<r>x</r>", "a & b <c>", "_x0041_", " spaced ", "第一行\n第二行", "😀" * 20_000]
    rows: list[dict[str, object]] = [{"text": text, "phone": text, "n": at} for at, text in enumerate(texts)]
    book = openpyxl.load_workbook(io.BytesIO(files.to_xlsx(sheet(rows), str, [("<r>a</r>", "<r>b</r>")])))
    # Excel and LibreOffice read `_x005F_` as one line below; this reader leaves it to us.
    found = [unescape(book.worksheets[0].cell(5 + down, 1).value) for down in range(len(texts))]
    listed = openpyxl.load_workbook(io.BytesIO(lists.to_xlsx("<r>t</r>", ["<r>h</r>"], [[text] for text in texts])))
    assert [unescape(cell.value) for (cell,) in listed.worksheets[0].iter_rows(min_row=2)] == found
    assert found[:5] == ["<r>x</r>", "a & b <c>", "_x0041_", " spaced ", "第一行\n第二行"]
    assert found[5].endswith("…[截断]")
    assert len(found[5].encode("utf-16-le")) // 2 <= 32_767


def test_dates_times_and_durations_are_numbers_in_their_formats_and_empty_cells_keep_their_border() -> None:
    kinds = (Kind.DAY, Kind.CLOCK, Kind.INSTANT, Kind.DURATION, Kind.PERCENT, Kind.COUNT)
    form = replace(FORM, columns=tuple(Column(kind.value, kind.value, kind) for kind in kinds))
    at = "2026-03-02T09:30:15+08:00"
    row = {"day": "2026-03-02", "clock": at, "instant": at, "duration": 90_061, "percent": 12.5, "count": None}
    book = openpyxl.load_workbook(io.BytesIO(files.to_xlsx(replace(sheet([row]), form=form), str, [])))
    found = [cell.value for cell in book.worksheets[0][5]]
    midnight, nine = (datetime.fromisoformat(text) for text in ("2026-03-02", at[:19]))
    assert found == [midnight, nine, nine, timedelta(days=1, seconds=3_661), 0.125, None]
    assert book.worksheets[0].cell(5, 6).border.left.style == "thin"


def test_a_running_list_is_read_while_it_is_written_and_its_last_line_counts_it() -> None:
    taken: list[int] = []

    def rows() -> Iterator[dict[str, object]]:
        for n in range(3):
            taken.append(n)
            yield {"text": f"第 {n}", "phone": "", "n": n}

    stream = rows(), lambda count: {"n": count}
    book = openpyxl.load_workbook(io.BytesIO(files.to_xlsx(sheet([]), str, [("No.", "1")], stream)))
    assert [row[2].value for row in book.worksheets[0].iter_rows(min_row=5, max_row=8)] == [0, 1, 2, 3]
    assert [row[1].value for row in book.worksheets[1].iter_rows()] == ["1", "3"]
    assert taken == [0, 1, 2]


def test_r11_rows_beyond_what_a_page_holds_go_on_to_the_next(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(files, "MOST_LINES", 10)
    rows: list[dict[str, object]] = [{"text": str(n), "phone": "", "n": n} for n in range(13)]
    book = openpyxl.load_workbook(io.BytesIO(files.to_xlsx(sheet(rows, {"n": 78}), str, [])))
    pages = book.worksheets[:-1]
    found = [page.cell(down, 3).value for page in pages for down in range(5, 11)]
    assert [value for value in found if value is not None][:13] == list(range(13))
    assert len(pages) == 3


def test_r12_no_cell_of_a_csv_is_a_formula_and_numbers_stay_numbers() -> None:
    rows: list[dict[str, object]] = [{"text": text, "phone": "+8613800138000", "n": -5} for text in NASTY]
    lines = list(csv.reader(io.StringIO(files.to_csv(sheet(rows), str).decode("utf-8-sig"))))[1:]
    assert {line[2] for line in lines} == {"-5"}
    assert {line[1] for line in lines} == {"'+8613800138000"}
    assert not [line for line in lines if line[0].startswith(("=", "+", "-", "@", "\t", "＝"))]


def test_r20_months_of_any_length_are_compared_by_day_and_nothing_becomes_infinite() -> None:
    assert span_around(date(2028, 2, 29), Grain.MONTH) == (date(2028, 2, 1), date(2028, 2, 29))
    assert span_around(date(2026, 12, 31), Grain.WEEK) == (date(2026, 12, 28), date(2027, 1, 3))
    change = complaint_statistics.change
    assert [change(9, 8), change(3, 0), change(0, 0), change(0, 4)] == ["+12.50%", "new", None, "-100.00%"]
    rows = [{**dict.fromkeys(complaint_statistics.SUMMED, 0), "count": 30, "days": days} for days in (30, 31)]
    assert [complaint_statistics.totals([row])["per_day"] for row in rows] == [1.0, 0.97]


def test_a_correction_names_the_cells_and_totals_that_moved() -> None:
    form = agent_day.FORM
    old = [{"team": "一组", "code": "1", "answered": 120}]
    new = [{"team": "一组", "code": "1", "answered": 121}, {"team": "一组", "code": "2", "answered": 1}]
    assert changes(form, old, new)[0, "answered"] == 120
    assert changes(form, old, new)[1, "code"] is None
    assert headline(form, {"answered": 120}, {"answered": 122}) == [("Answered", 120, 122)]


def test_every_nightly_sheet_can_be_told_apart_row_by_row() -> None:
    nightly = [entry for entry in CATALOGUE.values() if entry.nightly]
    assert {entry.grain for entry in nightly} == {Grain.DAY, Grain.WEEK, Grain.MONTH}
    assert not [entry.form.key for entry in nightly if entry.is_blank or entry.grain is Grain.ONE]
