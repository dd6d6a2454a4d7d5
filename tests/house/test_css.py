"""The style sheets of every page: a name means one thing."""

import re
from collections import defaultdict
from pathlib import Path

SOURCES = Path(__file__).parent.parent.parent / "realtime" / "web" / "src"


def test_no_class_is_given_a_look_in_two_sheets_that_a_page_loads_together() -> None:
    """A progress bar that was called like the bar at the top took that bar off every page."""
    homes = defaultdict(set)
    together = re.findall(r'"\./(css/\w+\.css)"', (SOURCES / "app.ts").read_text())
    assert len(together) > 5
    for sheet in together:
        text = re.sub(r"/\*.*?\*/|@media [^{]*\{(?:[^{}]|\{[^{}]*\})*\}", "", (SOURCES / sheet).read_text(), flags=re.S)
        for selectors in re.findall(r"([^{}]+)\{", text):
            for selector in map(str.strip, selectors.split(",")):
                if re.fullmatch(r"\.[a-z-]+", selector):
                    homes[selector].add(sheet)
    assert {name: sheets for name, sheets in homes.items() if len(sheets) > 1} == {}
