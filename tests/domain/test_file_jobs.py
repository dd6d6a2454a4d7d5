"""Cells as people type them, heads as they write them, files that are none."""

import io
import zipfile
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

import openpyxl
import pytest

from ticketing.domain.file_jobs import BadCell, Column, ColumnKind, head_of, read_cell, table_of
from ticketing.domain.file_jobs.cells import Reading
from ticketing.errors import Invalid

SHANGHAI = ZoneInfo("Asia/Shanghai")
NEW_YORK = ZoneInfo("America/New_York")
COLUMNS = (
    Column("name", "Name", required=True, longest=10),
    Column("phone", "Phone", ColumnKind.PHONE, required=True),
    Column("grade", "Grade", ColumnKind.WORD, words={"vip": "VIP"}),
)
NAMES = {"name": "name", "姓名": "name", "phone": "phone", "电话": "phone", "级别": "grade"}


def value(kind: ColumnKind, cell: Any, zone: ZoneInfo = SHANGHAI, **options: Any) -> Any:
    column = Column("one", "One", kind, **options)
    return read_cell(column, cell, Reading(zone, "CN", {"贵宾": "vip", "vip": "vip"}))


def refused(kind: ColumnKind, cell: Any, zone: ZoneInfo = SHANGHAI, **options: Any) -> tuple[str, dict[str, Any]]:
    with pytest.raises(BadCell) as bad:
        value(kind, cell, zone, **options)
    return bad.value.code, bad.value.params


@pytest.mark.parametrize(
    ("kind", "cell", "read"),
    [
        (ColumnKind.LINE, "  张  伟\n ", "张 伟"),
        (ColumnKind.LINE, 13.0, "13"),
        (ColumnKind.LINE, "'=1+1", "=1+1"),
        (ColumnKind.PHONE, 13800138000.0, "+8613800138000"),
        (ColumnKind.PHONE, "138-0013-8000", "+8613800138000"),
        (ColumnKind.DAY, "2026年3月2日", date(2026, 3, 2)),
        (ColumnKind.DAY, "2026/3/2", date(2026, 3, 2)),
        (ColumnKind.DAY, "20260302", date(2026, 3, 2)),
        (ColumnKind.DAY, datetime(2026, 3, 2, 9, 0), date(2026, 3, 2)),  # noqa: DTZ001 - as a workbook holds it
        (ColumnKind.MOMENT, "2026-03-02 15:00", datetime(2026, 3, 2, 15, tzinfo=SHANGHAI)),
        (ColumnKind.MOMENT, "2026年3月2日 15:00:30", datetime(2026, 3, 2, 15, 0, 30, tzinfo=SHANGHAI)),
        (ColumnKind.COUNT, "1,200", 1200),
        (ColumnKind.WORD, "贵宾", "vip"),
        (ColumnKind.LINE, "   ", None),
        (ColumnKind.DAY, None, None),
    ],
)
def test_a_cell_is_read_as_its_author_meant_it(kind: ColumnKind, cell: Any, read: Any) -> None:
    assert value(kind, cell) == read


@pytest.mark.parametrize(
    ("kind", "cell", "code"),
    [
        (ColumnKind.LINE, "x" * 201, "too_long"),
        (ColumnKind.LINE, "a\x00b", "control_characters"),
        (ColumnKind.PHONE, "138****8000", "bad_phone"),
        (ColumnKind.PHONE, "无", "bad_phone"),
        (ColumnKind.DAY, "morgen", "not_a_date"),
        (ColumnKind.DAY, "2026-13-01", "not_a_date"),
        (ColumnKind.DAY, "0001-01-01", "not_a_date"),
        (ColumnKind.MOMENT, "2026-03-02", "not_a_time"),
        (ColumnKind.MOMENT, "2026-03-02 25:00", "not_a_time"),
        (ColumnKind.COUNT, "many", "not_a_number"),
        (ColumnKind.COUNT, 10**9, "out_of_range"),
        (ColumnKind.WORD, "gold", "unknown_word"),
    ],
)
def test_what_cannot_be_meant_is_refused_with_its_reason(kind: ColumnKind, cell: Any, code: str) -> None:
    assert refused(kind, cell, words={"vip": "VIP"})[0] == code


def test_a_cell_that_must_be_filled_says_so() -> None:
    assert refused(ColumnKind.LINE, " ", required=True)[0] == "missing"


def test_a_day_or_time_that_does_not_exist_names_the_next_one_that_does() -> None:
    assert refused(ColumnKind.DAY, "2026-02-30") == ("no_such_date", {"next": "2026-03-01"})
    assert refused(ColumnKind.DAY, "2026-12-32")[0] == "not_a_date"
    assert refused(ColumnKind.MOMENT, "2026-06-31 10:00") == ("no_such_date", {"next": "2026-07-01"})
    skipped = refused(ColumnKind.MOMENT, "2026-03-08 02:30", NEW_YORK)
    assert skipped == ("no_such_time", {"next": "2026-03-08 03:00"})


def workbook(*rows: list[Any]) -> bytes:
    book, out = openpyxl.Workbook(), io.BytesIO()
    for row in rows:
        book.active.append(row)
    book.save(out)
    return out.getvalue()


def test_a_head_below_a_title_is_found_and_rows_keep_the_files_numbers() -> None:
    raw = workbook(
        ["客户名单"], [], ["姓名*", "电话*", "备注"], ["张伟", 13800138000, "x"], [], ["李娜", "13900139000"]
    )
    table = table_of(raw, COLUMNS, NAMES)
    assert (table.head.no, dict(table.head.keys)) == (3, {0: "name", 1: "phone"})
    assert [(line.no, line.cells[0]) for line in table.lines] == [(4, "张伟"), (6, "李娜")]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030"])
@pytest.mark.parametrize("mark", [",", ";", "\t"])
def test_csv_comes_in_the_ways_in_which_spreadsheets_save_it(encoding: str, mark: str) -> None:
    raw = f"姓名{mark}电话\r\n张伟{mark}13800138000\r\n".encode(encoding)
    assert [tuple(line.cells) for line in table_of(raw, COLUMNS, NAMES).lines] == [("张伟", "13800138000")]


@pytest.mark.parametrize(
    ("raw", "code"),
    [
        (b"PK\x03\x04 nothing", "bad_file"),
        (b"\xff\xfe\x00\x81\x30", "bad_file"),
        ("姓名,备注\n张伟,x\n".encode(), "no_head"),
        ("姓名,电话,电话\n张伟,1,2\n".encode(), "column_twice"),
        ("姓名,电话\n\n".encode(), "empty_file"),
        (b"x" * (8 * 1024 * 1024 + 1), "file_too_large"),
        ("姓名,电话\n".encode() + b"a,1\n" * 50_001, "too_many_rows"),
        (b"", "no_head"),
    ],
)
def test_a_file_that_cannot_be_a_list_is_refused_as_a_whole(raw: bytes, code: str) -> None:
    with pytest.raises(Invalid) as refusal:
        table_of(raw, COLUMNS, NAMES)
    assert refusal.value.code == code


def test_a_head_that_lacks_columns_says_which() -> None:
    with pytest.raises(Invalid) as refusal:
        head_of("姓名,级别\n".encode(), COLUMNS, NAMES)
    assert refusal.value.params == {"missing": ["phone"]}


def test_a_workbook_that_would_fill_the_memory_is_not_unpacked() -> None:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as parts:
        for no in range(3):
            parts.writestr(f"xl/{no}.xml", b"0" * 50_000_000)
    with pytest.raises(Invalid, match="bad_file"):
        head_of(out.getvalue(), COLUMNS, NAMES)
