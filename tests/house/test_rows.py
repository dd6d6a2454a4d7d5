"""The browser's types of the live rows are those that the schemas say."""

import importlib.util
from pathlib import Path

WEB = Path(__file__).resolve().parents[2] / "realtime" / "web"


def test_the_types_of_the_live_rows_were_written_from_the_schemas_of_today() -> None:
    spec = importlib.util.spec_from_file_location("rows", WEB / "rows.py")
    assert spec is not None
    assert spec.loader is not None
    rows = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(rows)

    committed = (WEB / "src" / "rows.ts").read_text("utf-8")
    assert committed == rows.written(), "run: python realtime/web/rows.py"
    # Islands have no row types of their own beside these.
    by_hand = [path.name for path in WEB.glob("src/**/*.ts*") if "Row = {" in path.read_text("utf-8")]
    assert by_hand == ["rows.ts"]
