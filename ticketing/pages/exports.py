"""The files that somebody asked for: how far each is, and where to take it along."""

from flask import Blueprint, render_template

from ticketing.auth import current_actor, needs
from ticketing.db import reading
from ticketing.domain.permissions import Permission, Verdict, judge
from ticketing.queries import custom_reports, exports

blueprint = Blueprint("export_pages", __name__)

SHOWN = 50


@blueprint.get("/exports")
@needs(Permission.FILE_EXPORT)
def own() -> str:
    """The newest first; while one is being made the list looks again by itself."""
    with reading() as session:
        jobs = exports.own(session, current_actor(), None, SHOWN)
        waiting = custom_reports.waiting(session) if _decides() else ()
        mine = custom_reports.asked_by(session, current_actor())
        making = any(job.is_open for job in jobs)
        me = current_actor().id
        return render_template("exports.html", jobs=jobs, making=making, waiting=waiting, requests=mine, me=me)


def _decides() -> bool:
    return judge(current_actor(), Permission.EXPORT_APPROVE) is not Verdict.FORBIDDEN
