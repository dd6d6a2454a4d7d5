"""The quality of calls: what is to be heard, scores, calibrations, months, coaching, draws, the score sheet."""

from typing import Any

from flask import Blueprint, render_template
from flask_babel import lazy_gettext

from ticketing.domain.permissions import Permission
from ticketing.pages.frame import may

blueprint = Blueprint("quality_pages", __name__, url_prefix="/quality")

TABS = (
    ("list", "/quality", lazy_gettext("Scores"), Permission.QUALITY_READ),
    ("calibrations", "/quality/calibrations", lazy_gettext("Calibration"), Permission.QUALITY_DECIDE),
    ("months", "/quality/months", lazy_gettext("Monthly list"), Permission.QUALITY_READ),
    ("notes", "/quality/notes", lazy_gettext("Coaching"), Permission.QUALITY_READ),
    ("draws", "/quality/draws", lazy_gettext("Draws"), Permission.QUALITY_ADMIN),
    ("sheet", "/quality/sheet", lazy_gettext("Score sheet"), Permission.QUALITY_READ),
)


def page(template: str, tab: str, **values: Any) -> str:
    """A page with the tabs that this reader may open above it."""
    tabs = [(key, path, name) for key, path, name, right in TABS if may(right.value)]
    return render_template(f"quality/{template}.html", tabs=tabs, tab=tab, **values)
