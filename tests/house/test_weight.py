"""What a page loads before anybody touches it: 90 kB gzipped of script and style at most (issue of the consoles)."""

import gzip
import json
from pathlib import Path

import pytest

BUILD = Path(__file__).resolve().parents[2] / "realtime" / "static" / "build"
MOST = 90 * 1024


def test_no_page_loads_more_than_ninety_kilobytes_of_script_and_style() -> None:
    """Every page carries `app`; a live one its own entry beside it, with what both import at once."""
    manifest = BUILD / "manifest.json"
    if not manifest.exists():
        pytest.fail("the web console is not built: python realtime/web/uibuild.py")
    entries = json.loads(manifest.read_text("utf-8"))["entries"]
    weights = {name: sum(map(_gzipped, _files(entries["app"]) | _files(entry))) for name, entry in entries.items()}
    assert len(weights) > 5
    assert {name: weight for name, weight in weights.items() if weight > MOST} == {}


def _files(entry: dict[str, object]) -> set[str]:
    early = entry["preload"]
    assert isinstance(early, list)
    return {str(name) for name in (entry["js"], entry["css"], *early) if name}


def _gzipped(name: str) -> int:
    return len(gzip.compress((BUILD / name).read_bytes(), 9))
