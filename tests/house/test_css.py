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


def test_nothing_moves_for_whoever_asked_for_stillness() -> None:
    """Whatever moves is for `prefers-reduced-motion: no-preference` alone; scripts never scroll smoothly."""
    still = re.compile(
        r"@media \(prefers-reduced-motion: no-preference\) \{(?:[^{}]|\{(?:[^{}]|\{[^{}]*\})*\})*\}", re.S
    )
    moving = re.compile(r"(?<![-\w])(?:animation|transition|scroll-behavior)(?:-[a-z]+)?\s*:")
    sheets = sorted((SOURCES / "css").glob("*.css"))
    wishes = [len(still.findall(sheet.read_text())) for sheet in sheets]
    assert sum(wishes) >= 2
    assert [sheet.name for sheet in sheets if moving.search(still.sub("", sheet.read_text()))] == []
    assert [path.name for path in SOURCES.rglob("*.ts*") if '"smooth"' in path.read_text()] == []
