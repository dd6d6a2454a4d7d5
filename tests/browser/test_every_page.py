"""Every page there is: found by walking the routing map and the links between pages, so that none can be forgotten.

Each is looked at by the first role that reaches it, light in one language and dark in the other, and the next page the
other way about: axe (WCAG 2.0 to 2.2, A and AA), the primary button on the glass of 1366×768, nothing wider than the
glass, no word of the other language, on paper nothing to press; and whatever the Tab key reaches visible, with a ring
around it, under no bar that sticks.
"""

import itertools
from collections.abc import Callable, Iterator
from urllib.parse import urlsplit

import pytest
from babel.messages.pofile import read_po
from playwright.sync_api import Page, expect
from werkzeug.exceptions import HTTPException
from werkzeug.routing import Rule

from tests.browser.conftest import House
from tests.browser.matters import arrange
from tests.browser.test_accessible import check
from tests.house.test_catalogues import TRANSLATIONS

pytestmark = pytest.mark.browser

LOGINS = ("sun", "root", "wang", "chen", "shen", "guest", None)
#: Pages with an address of their own that no link leads to, and what stands in the gap; what is met in other tests.
SAMPLES = {
    "/survey/<token>": "/survey/{survey}",
    "/agents/<code>/days/<on>": "/agents/8001/days/{today}",
    "/complaints/<number>": "/complaints/{complaint}",
    "/complaints/<number>/sheet": "/complaints/{complaint}/sheet",
    "/attendance/<code>/<on>": "/attendance/8001/{today}",
}
ELSEWHERE = {
    "/shifts/runs/<int:run_id>": "tests/api/test_roster_runs.py",
    "/lists/<int:job_id>": "tests/pages/test_lists.py",
    "/reports/builder/<int:report_id>": "tests/pages",
    "/kiosk": "tests/api/test_kiosk.py",
    "/quality/cases/<number>": "tests/browser/test_quality.py",
}
#: Where people keep texts of both languages.
BOTH = ("/admin/breaks", "/admin/deliveries")
#: How the addresses of parts of pages end, which htmx asks for.
PARTS = ("/new", "/form", "/trial", "/told", "/progress", "/explained", "/preview", "/wordings", "/tokens", "/ticket")
#: Pages that answer questions of a machine or end in a file.
NO_PAGES = ("/api/", "/static", "/healthz", "/readyz", "/metrics")
#: Whatever is there to be read: text and the names of what has none.
SAID = """() => {
  const said = [];
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  while (walker.nextNode()) {
    const within = walker.currentNode.parentElement;
    if (!within.closest('script, style, pre, code, textarea, .code, .paper')) said.push(walker.currentNode.data);
  }
  for (const name of ['aria-label', 'title', 'placeholder'])
    for (const place of document.querySelectorAll(`[${name}]`)) said.push(place.getAttribute(name));
  return [...new Set(said.filter(Boolean).map((text) => text.trim()).filter(Boolean))];
}"""
#: What paper has no use for, and whether the ink is dark on white whatever the screen was.
PRINTED = """() => {
  const shown = (place) => place.checkVisibility({ visibilityProperty: true });
  const useless = '.bar, .rail, .tabs, .button:not([data-seek], [data-moment]), dialog';
  const bad = [...document.querySelectorAll(useless)].filter(shown).slice(0, 3);
  const ink = getComputedStyle(document.querySelector('main h1, main h2, main')).color.match(/\\d+/g).map(Number);
  const pale = ink[0] + ink[1] + ink[2] > 450 ? ['pale ink on paper'] : [];
  return [...bad.map((place) => `printed: ${place.outerHTML.slice(0, 100)}`), ...pale];
}"""
UNSEEN = """() => {
  const bad = [];
  const isShown = (place) => !place.disabled && place.tabIndex >= 0 && !place.closest('dialog:not([open])')
    && place.checkVisibility({ visibilityProperty: true });
  const places = 'a[href], button, input, select, textarea, summary, [tabindex="0"]';
  for (const place of [...document.querySelectorAll(places)].filter(isShown)) {
    place.focus();
    const box = place.getClientRects()[0];
    if (document.activeElement !== place || !box || box.width < 1 || box.height < 1) continue;
    const said = place.outerHTML.slice(0, 120);
    // What is higher than the glass is looked for in the middle of what shows of it.
    const middle = (Math.max(box.top, 0) + Math.min(box.bottom, innerHeight)) / 2;
    const y = box.height > innerHeight ? middle : box.top + Math.min(box.height / 2, 20);
    const x = box.left + box.width / 2;
    const top = document.elementFromPoint(x, y);
    const isMine = top && (place.contains(top) || top.contains(place) || top.closest('label')?.control === place);
    if (x < 0 || y < 0 || x >= innerWidth || y >= innerHeight) bad.push(`off the glass: ${said}`);
    else if (!isMine) bad.push(`covered by ${top?.className || top?.tagName}: ${said}`);
    const { outlineStyle, boxShadow } = getComputedStyle(place);
    if (outlineStyle === 'none' && boxShadow === 'none' && !place.closest('label')) bad.push(`no ring: ${said}`);
  }
  document.activeElement?.blur?.();
  scrollTo(0, 0);
  return bad;
}"""


class Walk:
    """What has been seen of the house so far, by rule."""

    def __init__(self, house: House) -> None:
        self.map = house.app.url_map.bind("")
        self.rules = {str(rule) for rule in house.app.url_map.iter_rules() if _is_page(rule)}
        self.samples = arrange(house)
        self.seen: set[str] = set()
        # Answered, but not by a page: a part of one or a file; a way on to another address.
        self.parts: set[str] = set()
        self.ways: set[str] = set()
        self.looks = itertools.cycle((("zh", "en"), ("en", "zh")))
        with (TRANSLATIONS / "zh_CN" / "LC_MESSAGES" / "messages.po").open("rb") as file:
            words = {m.id: m.string for m in read_po(file, locale="zh_CN") if isinstance(m.id, str) and m.string}
        parted = {english: chinese for english, chinese in words.items() if english != chinese}
        # Single words may stand in the data, too, and then say nothing of the page that shows them.
        self.foreign = {
            "zh": {said for said in parted if " " in said},
            "en": {said for said in parted.values() if len(said) > 4},
        }

    def rule_of(self, path: str) -> str | None:
        try:
            rule, _ = self.map.match(path, return_rule=True)
        except HTTPException:
            return None
        return str(rule) if str(rule) in self.rules else None

    def fresh(self, page: Page, path: str) -> str | None:
        """The rule of a page that nobody has looked at yet and this reader may see; a part of one is noted as such."""
        rule = self.rule_of(urlsplit(path).path)
        if rule is None or rule in self.seen | self.parts | set(ELSEWHERE):
            return None
        answer = page.request.get(page.watch.url + path, max_redirects=0)
        if answer.ok and "<html" in answer.text()[:300]:
            return rule
        if answer.ok:
            self.parts.add(rule)
        elif answer.status < 400:
            self.ways.add(rule)
        return None

    def starts(self) -> Iterator[str]:
        """Every address without a gap, and those whose gap is filled by hand."""
        yield from sorted(rule for rule in self.rules if "<" not in rule)
        for rule, path in SAMPLES.items():
            assert rule in self.rules, rule
            yield path.format(**self.samples)


@pytest.fixture(scope="module")
def walk(house: House) -> Walk:
    return Walk(house)


@pytest.mark.timeout(900)
@pytest.mark.parametrize("login", LOGINS)
def test_every_page_that_a_role_reaches(walk: Walk, visit: Callable[..., Page], login: str | None) -> None:
    page = visit(login, "/login" if login is None else "/settings")
    page.keyboard.press("Tab")
    wrongs: dict[str, list[str]] = {}
    ahead = list(walk.starts())
    for path in ahead:
        if rule := walk.fresh(page, path):
            walk.seen.add(rule)
            if found := look_at(walk, page, path):
                wrongs[path] = found
            # The list grows while it is walked through.
            ahead += [link for link in _links(page) if link not in ahead]
    assert wrongs == {}


def test_no_page_is_forgotten(walk: Walk) -> None:
    """A page that nobody met is linked from nowhere, or wants a sample above, or something arranged in matters.py."""
    missing = walk.rules - walk.seen - walk.parts - walk.ways - set(ELSEWHERE)
    # Parts are shown in dialogs: /admin/queues/<code> stands beside the list /admin/queues.
    dialogs = {rule for rule in missing if rule.endswith(PARTS) or rule.startswith("/admin/")}
    assert sorted(missing - dialogs) == []


def look_at(walk: Walk, page: Page, path: str) -> list[str]:
    """What is wrong with a page, in words."""
    wrongs = []
    for lang, theme in zip(next(walk.looks), ("dark", "light"), strict=True):
        page.context.add_cookies([{"name": "rexian_lang", "value": lang, "url": page.watch.url}])
        page.emulate_media(color_scheme=theme)
        page.goto(page.watch.url + path)
        expect(page.locator("main")).to_be_visible()
        if page.locator("[data-island=link]").count():
            expect(page.locator("[data-link=live]")).to_be_visible()
        check(page)
        if page.evaluate("document.documentElement.scrollWidth") > 1366:
            wrongs.append(f"wider than the glass in {lang}")
        if path not in BOTH:
            wrongs += [f"not said in {lang}: {word}" for word in page.evaluate(SAID) if word in walk.foreign[lang]]
        page.emulate_media(media="print")
        wrongs += page.evaluate(PRINTED)
        page.emulate_media(media="screen")
    primary = [box for box in map(_box, page.locator("main .button.primary:visible").all()) if box]
    if primary and not any(top >= 0 and bottom <= 768 for top, bottom in primary):
        wrongs.append("no primary button on the glass")
    return wrongs + page.evaluate(UNSEEN)


def _box(place: object) -> tuple[float, float] | None:
    box = place.bounding_box()  # type: ignore[attr-defined]
    return (box["y"], box["y"] + box["height"]) if box else None


def _links(page: Page) -> list[str]:
    read = "all => all.map(a => a.getAttribute('href') || a.getAttribute('hx-get'))"
    return [path for path in page.locator("[href^='/'], [hx-get^='/']").evaluate_all(read) if path]


def _is_page(rule: Rule) -> bool:
    return "GET" in (rule.methods or ()) and not str(rule).startswith(NO_PAGES)
