"""The registers of equipment: the list, the checks of how it runs, and what a check looks at."""

from typing import Any

from flask import Blueprint, render_template
from flask_babel import lazy_gettext

blueprint = Blueprint("equipment_pages", __name__, url_prefix="/equipment")

TABS = (
    ("list", "/equipment", lazy_gettext("Equipment list")),
    ("checks", "/equipment/checks", lazy_gettext("Running checks")),
    ("items", "/equipment/items", lazy_gettext("What is checked")),
)


def page(template: str, tab: str, **values: Any) -> str:
    """A page with the tabs above it."""
    return render_template(f"equipment/{template}.html", tabs=TABS, tab=tab, **values)
