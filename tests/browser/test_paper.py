"""Every sheet as it leaves the printer: A4, lying as its form says, one page wide, pages counted, signed at the end.

`REXIAN_PAPERS=folder` keeps the printed pages as PDF for whoever wants to look at them.
"""

import os
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page

from tests.api.desk import Doors
from tests.api.test_sheets import MONDAY, desk, doors, matters, number
from tests.desk import Desk
from ticketing.reports.catalogue import CATALOGUE
from ticketing.reports.forms import FormDef

__all__ = ["desk", "doors", "number"]

FOLDER = os.environ.get("REXIAN_PAPERS", "")
ROOT = Path(__file__).resolve().parents[2]
STYLES = ROOT / "realtime" / "static" / "build"
_LINK = re.compile(r'<link[^>]*rel="stylesheet"[^>]*>|<script.*?</script>', re.S)
_BOX = re.compile(rb"/MediaBox \[0 0 ([\d.]+) ([\d.]+)\]")
#: What an A4 page has between margins of 12 mm, in CSS pixels; a hair's breadth is the printer's.
LONG, SHORT = 1032, 703
#: Really printed with every change: a list, a register of many columns, a process, a form, a score sheet.
PRINTED = ("agent_day", "inbound", "flow_hotline", "complaint_phone", "quality_score")
#: What stands on one page.
ONE_PAGE = ("agent_day", "inbound", "flow_hotline", "complaint_phone")
#: The points of an A4 page.
A4 = (595, 842)


@pytest.fixture
def printer(chromium: Browser) -> Iterator[Page]:
    page = chromium.new_page(viewport={"width": LONG, "height": SHORT})
    page.emulate_media(media="print")
    yield page
    page.close()


def laid(printer: Page, text: str, form: FormDef) -> bytes:
    """The page as PDF."""
    set_out(printer, text, form)
    return printer.pdf(prefer_css_page_size=True, print_background=True)


def set_out(printer: Page, text: str, form: FormDef) -> None:
    """The page as wide as the paper is, in the styles of print."""
    styles = "".join(path.read_text() for path in sorted(STYLES.glob("*.css")))
    printer.set_viewport_size({"width": LONG if form.landscape else SHORT, "height": 900})
    printer.set_content(_LINK.sub("", text).replace("</head>", f"<style>{styles}</style></head>"))


def wrongs(printer: Page, form: FormDef, pdf: bytes | None) -> list[str]:
    found = []
    wide = printer.evaluate("Math.max(...[...document.querySelectorAll('.paper table')].map(e => e.scrollWidth), 0)")
    room = LONG if form.landscape else SHORT
    if wide > room + 1:
        found.append(f"{wide} px wide on {room}")
    sizes = [tuple(round(float(one)) for one in box) for box in _BOX.findall(pdf or b"")]
    if set(sizes) - {tuple(reversed(A4)) if form.landscape else A4} or (pdf and not sizes):
        found.append(f"pages of {sizes}")
    if form.key in ONE_PAGE and len(sizes) > 1:
        found.append(f"{len(sizes)} pages")
    if printer.locator(".paper .sign .line").count() != len(form.signatures):
        found.append("no lines to sign on")
    return found


@pytest.mark.timeout(600)
def test_every_sheet_fits_its_paper(doors: Doors, desk: Desk, number: str, printer: Page) -> None:
    matter_of, browser = matters(doors, desk, number), doors.browser("sun").client
    bad = {}
    for key, entry in CATALOGUE.items():
        asked = f"on={MONDAY}&number={matter_of(entry)}&print=1"
        for name, query in (("blank", "blank=1"), ("filled", asked)):
            # An empty form has the columns of a filled one; whoever looks at them all wants both.
            if name == "filled" if entry.is_blank else name == "blank" and not FOLDER:
                continue
            text, printed = browser.get(f"/reports/{key}?{query}").text, None
            if FOLDER or key in PRINTED:
                printed = laid(printer, text, entry.form)
                keep(f"{entry.form.item or 'own'}-{key}-{name}.pdf", printed)
            else:
                set_out(printer, text, entry.form)
            if found := wrongs(printer, entry.form, printed):
                bad[key, name] = found
    assert bad == {}


def keep(name: str, printed: bytes) -> None:
    if FOLDER:
        (Path(FOLDER) / name).write_bytes(printed)
