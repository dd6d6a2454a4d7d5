"""A call is drawn, scored by keys, appealed, decided by somebody else, and stands in the month; axe on every page."""

import wave
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest
import sqlalchemy as sa
from playwright.sync_api import Page, expect

from tests.browser.conftest import House
from tests.browser.test_accessible import check
from tests.heard import made
from tests.waiting import wait_for
from ticketing.actions import quality
from ticketing.db import begin
from ticketing.domain.actors import SYSTEM
from ticketing.domain.quality import SamplePlan
from ticketing.models.quality import QualityCase
from ticketing.models.telephony import Pbx

pytestmark = pytest.mark.browser


#: What the recording is called, of the call that `days` makes.
SOUND = "q-1772300001.1.wav"


@pytest.fixture(scope="module")
def sounds(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with a minute of a quiet hum, as a phone system records it: 8 kHz, one channel."""
    folder = tmp_path_factory.mktemp("monitor")
    with wave.open(str(folder / SOUND), "wb") as sound:
        sound.setnchannels(1)
        sound.setsampwidth(1)
        sound.setframerate(8000)
        sound.writeframes(bytes(128 + (at % 40 > 19) for at in range(8000 * 60)))
    return folder


@pytest.fixture(scope="module")
def days(house: House, sounds: Path) -> tuple[str, str]:
    """The days around one call of wang's, two days ago, with its recording."""
    with begin(SYSTEM) as work:
        quality.plant(work)
        quality.set_plan(work, SamplePlan(per_agent=1, rules=(), weekly=False))
        pbx = work.session.scalars(sa.select(Pbx).order_by(Pbx.id).limit(1)).one()
        pbx.settings = pbx.settings | {"recordings": {"root": str(sounds), "names": ["*-{uniqueid}.wav"]}}
        work.add(made(pbx.id, 1, house.people["wang"], work.now))
        today = work.centre.day_of(work.now)
        return (today - timedelta(days=3)).isoformat(), (today - timedelta(days=1)).isoformat()


@pytest.mark.timeout(300)
def test_a_call_is_drawn_scored_by_keys_appealed_and_decided_by_somebody_else(
    house: House, days: tuple[str, str], visit: Callable[..., Page]
) -> None:
    page = visit("shen", "/quality/draws", lang="en")
    # Points off without a reason are refused.
    page.watch.expected.append("422")
    check(page)
    page.get_by_label("From day").fill(days[0])
    page.get_by_label("To day").fill(days[1])
    page.get_by_role("button", name="Draw", exact=True).click()
    expect(page.get_by_role("link", name="Work it out again")).to_be_visible()
    page.goto(f"{house.url}/quality")
    page.get_by_role("button", name="Score it").first.click()
    number = _number(house)
    expect(page.locator("h1")).to_contain_text(number)
    _hear(page)
    first = page.get_by_label("Points off: accurate")
    first.focus()
    page.keyboard.press("2")
    page.keyboard.press("Enter")
    page.keyboard.type("wrong rate")
    page.keyboard.press("Enter")
    expect(page.get_by_label("Points off: complete")).to_be_focused()
    page.keyboard.press("ArrowDown")
    page.keyboard.press("1")
    expect(page.locator("[data-total]")).to_have_text("97")
    check(page)
    # A page that is left in the middle is found again as it was.
    expect(page.locator("[data-saved]")).to_contain_text("Draft saved")
    page.reload()
    expect(page.get_by_label("Points off: checked back")).to_have_value("1")
    page.keyboard.press("Tab")
    page.get_by_label("Points off: checked back").focus()
    page.keyboard.press("Control+Enter")
    expect(page.get_by_role("alert").first).to_contain_text("Points off need a reason.")
    page.get_by_label("Why: checked back").fill("address not repeated")
    page.keyboard.press("Control+Enter")
    expect(page.get_by_role("heading", name="The score that counts")).to_be_visible()

    page = visit("wang", f"/quality/cases/{number}", lang="en")
    check(page)
    page.get_by_label("I do not agree, because").fill("the customer gave the rate")
    page.get_by_role("button", name="Appeal").click()
    expect(page.get_by_text("the customer gave the rate")).to_be_visible()

    page = visit("sun", f"/quality/cases/{number}", lang="en", theme="dark")
    page.get_by_label("Decision").select_option("true")
    page.get_by_label("Points off: accurate").fill("0")
    page.get_by_label("Reasons").fill("heard again")
    check(page)
    page.get_by_role("button", name="Decide").click()
    expect(page.get_by_text("97 → 99").first).to_be_visible()
    page.goto(f"{house.url}/quality/months")
    expect(page.get_by_role("row").filter(has_text="8001")).to_contain_text("99")
    check(page)


@pytest.mark.parametrize(
    ("login", "path", "theme", "lang"),
    [
        ("shen", "/quality/sheet", "dark", "zh"),
        ("shen", "/quality/calibrations", "light", "zh"),
        ("chen", "/quality/notes", "dark", "en"),
        ("wang", "/quality", "light", "zh"),
    ],
)
def test_the_other_pages_of_quality_are_accessible(
    days: tuple[str, str], visit: Callable[..., Page], login: str, path: str, theme: str, lang: str
) -> None:
    page = visit(login, path, theme=theme, lang=lang)
    if path == "/quality/sheet":
        page.locator("[data-open='edit-sheet']").click()
        expect(page.locator("#edit-sheet [data-sum]")).to_have_text("100")
    check(page)


def _hear(page: Page) -> None:
    """The sound comes in ranges, goes on from where the keys put it, faster when asked, and a moment can be noted."""
    with page.expect_response(lambda answer: "/recordings/" in answer.url and answer.status == 206) as heard:
        page.get_by_role("button", name="Play the recording").click()
    assert heard.value.headers["content-range"].startswith("bytes 0-")
    wait_for(lambda: _sound(page, "currentTime") > 0.3, 10)
    page.get_by_role("button", name="2×", exact=True).click()
    assert _sound(page, "playbackRate") == 2
    page.locator("audio").press("ArrowRight")
    wait_for(lambda: _sound(page, "currentTime") > 5, 10)
    page.locator("audio").press(" ")
    wait_for(lambda: bool(_sound(page, "paused")), 5)
    page.get_by_role("button", name="Mark this moment").click()
    expect(page.locator("[data-marks] li")).to_have_count(1)


def _sound(page: Page, what: str) -> float:
    return float(page.locator("audio").evaluate("(audio, what) => audio[what]", what))


def _number(house: House) -> str:
    with begin(SYSTEM) as work:
        person = house.people["wang"]
        return work.session.scalars(sa.select(QualityCase.number).filter_by(person_id=person)).one()
