"""The administration: one tab per subject, lists painted here, every change made through /api/v1."""

from typing import Any

from flask import Blueprint, redirect, render_template
from flask_babel import lazy_gettext

from ticketing.auth import current_actor, needs
from ticketing.db import reading
from ticketing.domain.permissions import Permission, Verdict, judge
from ticketing.errors import Forbidden
from ticketing.queries import first_steps

blueprint = Blueprint("admin", __name__, url_prefix="/admin")

TABS = (
    ("people", lazy_gettext("People"), Permission.PEOPLE_ADMIN),
    ("ranks", lazy_gettext("Approvals"), Permission.PEOPLE_ADMIN),
    ("queues", lazy_gettext("Queues"), Permission.QUEUE_ADMIN),
    ("giving", lazy_gettext("Assignment"), Permission.QUEUE_ADMIN),
    ("categories", lazy_gettext("Categories"), Permission.QUEUE_ADMIN),
    ("macros", lazy_gettext("Macros"), Permission.QUEUE_ADMIN),
    ("alerts", lazy_gettext("Alerts"), Permission.ALERT_READ),
    ("calendars", lazy_gettext("Calendars"), Permission.CALENDAR_ADMIN),
    ("rosters", lazy_gettext("Rosters"), Permission.ROSTER_PUBLISH),
    ("roster-people", lazy_gettext("People in rosters"), Permission.ROSTER_EDIT),
    ("policies", lazy_gettext("Deadlines"), Permission.CALENDAR_ADMIN),
    ("tryout", lazy_gettext("Try a deadline"), Permission.TICKET_READ),
    ("phones", lazy_gettext("Phone systems"), Permission.PBX_ADMIN),
    ("blocked", lazy_gettext("Blocked numbers"), Permission.NUMBER_BLOCK),
    ("quarantine", lazy_gettext("Quarantine"), Permission.QUARANTINE_WORK),
    ("names", lazy_gettext("Names of agents"), Permission.PBX_ADMIN),
    ("breaks", lazy_gettext("Pauses"), Permission.BREAK_ADMIN),
    ("deliveries", lazy_gettext("Messages"), Permission.DELIVERY_ADMIN),
    ("webhooks", lazy_gettext("Webhooks"), Permission.WEBHOOK_ADMIN),
    ("tokens", lazy_gettext("Tokens"), Permission.TOKEN_ADMIN),
    ("audit", lazy_gettext("Audit"), Permission.AUDIT_READ),
    ("first", lazy_gettext("First steps"), Permission.CENTRE_SETUP),
)


@blueprint.get("")
@needs(*(right for _, _, right in TABS))
def first() -> Any:
    """The first tab that the reader may open; the first steps in a centre where nobody could take a call yet."""
    tabs = _open_tabs()
    if not tabs:
        raise Forbidden()
    if judge(current_actor(), Permission.CENTRE_SETUP) is Verdict.ALLOWED:
        with reading() as session:
            if first_steps.is_fresh(session):
                return redirect("/admin/first")
    return redirect(f"/admin/{tabs[0][0]}")


def page(tab: str, **values: Any) -> str:
    """The tab's template with the tabs beside it."""
    return render_template(f"admin/{tab.replace('-', '_')}.html", tabs=_open_tabs(), tab=tab, **values)


def _open_tabs() -> list[tuple[str, str]]:
    actor = current_actor()
    return [(key, str(name)) for key, name, right in TABS if judge(actor, right) is Verdict.ALLOWED]
