"""Every workbook in another program than the one it was written for: LibreOffice opens it and reads the same."""

import csv
import shutil
import subprocess
from pathlib import Path
from typing import Any

import pytest

from ticketing.reports import files
from ticketing.reports.catalogue import CATALOGUE
from ticketing.reports.forms import Column, Kind, Layout, Sheet

OFFICE = shutil.which("soffice") or shutil.which("libreoffice")
AT = "2026-03-02T09:30:15+08:00"
NASTY = '=HYPERLINK("http://x") <r>&</r> _x0041_'
#: What stands in a cell of each kind, and how a spreadsheet writes it.
VALUES: dict[Kind, tuple[Any, str]] = {
    Kind.TEXT: (NASTY, NASTY),
    Kind.COUNT: (-5, "-5"),
    Kind.PERCENT: (12.5, "12.50%"),
    Kind.DURATION: (90_061, "25:01:01"),
    Kind.CLOCK: (AT, "09:30:15"),
    Kind.DAY: ("2026-03-02", "2026-03-02"),
    Kind.MONEY: (1234.5, "1,234.50"),
    Kind.INSTANT: (AT, "2026-03-02 09:30"),
}


def values_of(columns: tuple[Column, ...]) -> dict[str, Any]:
    return {column.key: VALUES[column.kind][0] for column in columns}


@pytest.mark.skipif(OFFICE is None, reason="no LibreOffice on this machine (apt-get install libreoffice-calc)")
@pytest.mark.timeout(600)
def test_libreoffice_opens_every_workbook_and_reads_every_kind_of_cell(tmp_path: Path) -> None:
    names = []
    for key, entry in CATALOGUE.items():
        sheet = Sheet(entry.form, "N-1", "2026-03-02", "all", [values_of(entry.form.columns)] * 2, {})
        names.append(tmp_path / f"{key}.xlsx")
        names[-1].write_bytes(files.to_xlsx(sheet, str, [("No.", "N-1")]))
    home = f"-env:UserInstallation=file://{tmp_path}/home"
    # Comma, quotes, UTF-8, cells as they are shown.
    shape = "csv:Text - txt - csv (StarCalc):44,34,76,1,,0,false,true"
    asked = [str(OFFICE), home, "--headless", "--convert-to", shape, "--outdir", str(tmp_path), *map(str, names)]
    subprocess.run(asked, check=True, capture_output=True, timeout=500)
    for key, entry in CATALOGUE.items():
        lines = list(csv.reader((tmp_path / f"{key}.csv").read_text("utf-8").splitlines()))
        columns = entry.form.columns
        shown = [VALUES[column.kind][1] for column in columns]
        if entry.form.layout is Layout.FORM:
            assert [line[1] for line in lines[3 : 3 + len(columns)]] == shown, key
        else:
            assert [line[: len(columns)] for line in lines[4:6]] == [shown, shown], key
