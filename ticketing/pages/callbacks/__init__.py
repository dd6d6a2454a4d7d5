"""Everything about ringing back: who is owed a call, what was handed on, what comes round, plans and scripts."""

from typing import Any

from flask import Blueprint, render_template
from flask_babel import lazy_gettext

blueprint = Blueprint("callback_pages", __name__, url_prefix="/callbacks")

TABS = (
    ("list", "/callbacks", lazy_gettext("Call-backs")),
    ("handover", "/callbacks/handover", lazy_gettext("Handed on")),
    ("recurring", "/callbacks/recurring", lazy_gettext("Recurring")),
    ("plans", "/callbacks/plans", lazy_gettext("Interview plans")),
    ("scripts", "/callbacks/scripts", lazy_gettext("Scripts")),
)


def page(template: str, tab: str, **values: Any) -> str:
    """A page with the tabs above it."""
    return render_template(f"callbacks/{template}.html", tabs=TABS, tab=tab, **values)
