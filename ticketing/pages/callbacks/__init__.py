"""Everything about ringing back: who is owed a call, what was handed on, what comes round, plans and scripts."""

from typing import Any

from flask import Blueprint, render_template
from flask_babel import lazy_gettext

from ticketing.domain.permissions import Permission
from ticketing.pages.frame import may

blueprint = Blueprint("callback_pages", __name__, url_prefix="/callbacks")

TABS = (
    ("list", "/callbacks", lazy_gettext("Call-backs"), Permission.CALLBACK_WORK),
    ("handover", "/callbacks/handover", lazy_gettext("Handed on"), Permission.CALLBACK_WORK),
    ("recurring", "/callbacks/recurring", lazy_gettext("Recurring"), Permission.CALLBACK_WORK),
    ("plans", "/callbacks/plans", lazy_gettext("Interview plans"), Permission.CALLBACK_WORK),
    ("surveys", "/callbacks/surveys", lazy_gettext("Surveys"), Permission.SURVEY_READ),
    ("questionnaires", "/callbacks/questionnaires", lazy_gettext("Questionnaires"), Permission.SURVEY_READ),
    ("scripts", "/callbacks/scripts", lazy_gettext("Scripts"), Permission.CALLBACK_WORK),
)


def page(template: str, tab: str, **values: Any) -> str:
    """A page with the tabs that this reader may open above it."""
    tabs = [(key, path, name) for key, path, name, right in TABS if may(right.value)]
    return render_template(f"callbacks/{template}.html", tabs=tabs, tab=tab, **values)
