"""The states of a panel are said in one place each: pages call the macros, islands the components."""

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent.parent
TEMPLATES = ROOT / "templates"
ISLANDS = ROOT / "realtime" / "web" / "src"
#: What a page would write if it said by hand that there is nothing, or who may.
BY_HAND = {
    "an empty panel": r'class="empty\b',
    "an empty row": r'\{% else %\}\s*<tr><td colspan="\d+"[^>]*>\{\{ _\(',
    "an empty list": r'\{% else %\}\s*<(?:p|li) class="[a-z ]*muted">\{\{ _\([^}]*\}\}</(?:p|li)>\s*\{% endfor %\}',
    "nothing that fits": r"Nothing matches the filter",
    "not allowed": r"This needs the role",
}
#: Every state of a panel (the list in docs/console.md), and where it is said.
HOMES = {
    "loading": ("realtime/web/src/ui.tsx", "function Loading"),
    "empty island": ("realtime/web/src/ui.tsx", "function Empty"),
    "failed": ("realtime/web/src/ui.tsx", "function Failed"),
    "empty page": ("templates/_parts.html", "macro empty("),
    "filtered": ("templates/_parts.html", "macro no_fit("),
    "empty table": ("templates/_parts.html", "macro none_row("),
    "not allowed": ("templates/_parts.html", "macro not_allowed("),
    "one field": ("realtime/web/src/forms.ts", "aria-invalid"),
    "disconnected": ("realtime/web/src/ui.tsx", "Connection lost, trying again"),
    "stale": ("realtime/web/src/live.ts", "isGrey"),
    "reconnected": ("realtime/web/src/console/back.tsx", "export function"),
    "conflict": ("realtime/web/src/conflict.ts", "function showBoth"),
    "session end": ("realtime/web/src/relogin.ts", "function askAgain"),
    "logged in twice": ("realtime/web/src/console/elsewhere.tsx", "export function"),
}


@pytest.mark.parametrize("state", BY_HAND)
def test_no_page_says_by_hand_what_a_macro_says(state: str) -> None:
    pages = [path for path in TEMPLATES.rglob("*.html") if path.name not in ("_parts.html", "survey.html")]
    assert len(pages) > 100
    assert [str(path.relative_to(ROOT)) for path in pages if re.search(BY_HAND[state], path.read_text())] == []


def test_no_island_draws_an_empty_or_a_loading_panel_of_its_own() -> None:
    own = re.compile(r'class="(?:empty|skeleton)')
    assert [path.name for path in ISLANDS.rglob("*.tsx") if own.search(path.read_text())] == ["ui.tsx"]


@pytest.mark.parametrize("state", HOMES)
def test_every_state_of_a_panel_has_its_home(state: str) -> None:
    path, said = HOMES[state]
    assert said in (ROOT / path).read_text()


def test_every_icon_that_a_page_names_is_in_the_sprite() -> None:
    """A button once stood with a gap for an icon that nobody had put there."""
    there = set((ROOT / "realtime" / "web" / "icons.txt").read_text().split())
    named = {
        name
        for path in TEMPLATES.rglob("*.html")
        for name in re.findall(
            r"""icon\(["']([a-z0-9-]+)["']\)|(?:empty|no_fit)\([^{}]*, ["']([a-z0-9-]+)["']\)""", path.read_text()
        )
    }
    named = {one or other for one, other in named}
    assert len(named) > 30
    assert named - there == set()
