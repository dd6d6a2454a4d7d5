"""Letters and visits (来信、来访): the sheet on which supervisors and leads register what did not come by telephone."""

from flask import Blueprint, render_template

from ticketing.auth import needs
from ticketing.db import reading
from ticketing.domain.permissions import Permission
from ticketing.pages.gate import CATEGORIES, DEPARTMENTS
from ticketing.queries import admin

blueprint = Blueprint("intake_pages", __name__)

#: Ways by which a matter reaches us that somebody has to write down.
SOURCES = ("letter", "visit", "web")


@blueprint.get("/tickets/intake")
@needs(Permission.TICKET_ASSIGN)
def intake() -> str:
    """The empty sheet; it is filed through POST /tickets and leads to the new ticket."""
    with reading() as session:
        queues = [(one.code, one.name, one.name_en) for one in admin.queues(session)]
    return render_template(
        "tickets/intake.html", sources=SOURCES, queues=queues, words=CATEGORIES, departments=DEPARTMENTS
    )
