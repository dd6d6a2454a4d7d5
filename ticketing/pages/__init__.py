"""HTML: the first paint of every screen and the lists that answer a request; writing goes through /api/v1."""

from flask import Flask, Response

from ticketing.pages import (
    admin,
    agent_days,
    assets,
    attendance,
    boards,
    callbacks,
    calls,
    complaints,
    customers,
    cutoffs,
    directory,
    duties,
    equipment,
    exports,
    formats,
    frame,
    gate,
    intake,
    knowledge,
    lists,
    quality,
    refusals,
    report_builder,
    reports,
    rosters,
    settings,
    staffing,
    stats,
    surveys,
    ticket_list,
    tickets,
    vocabulary,
    weeks,
    words,
)
from ticketing.pages.admin import (
    alarms,
    aside,
    deadlines,
    floor,
    matters,
    messages,
    phones,
    setting_up,
    staff,
    times,
    trials,
    webhooks,
)
from ticketing.pages.admin import rosters as roster_rules
from ticketing.pages.callbacks import owed, plans, said
from ticketing.pages.callbacks import surveys as planned_surveys
from ticketing.pages.equipment import checks, pieces
from ticketing.pages.quality import lists as quality_lists
from ticketing.pages.quality import one as quality_one

BLUEPRINTS = (
    assets.blueprint,
    gate.blueprint,
    boards.blueprint,
    settings.blueprint,
    reports.blueprint,
    weeks.blueprint,
    rosters.blueprint,
    staffing.blueprint,
    attendance.blueprint,
    stats.blueprint,
    ticket_list.blueprint,
    intake.blueprint,
    tickets.blueprint,
    callbacks.blueprint,
    knowledge.blueprint,
    lists.blueprint,
    surveys.blueprint,
    complaints.blueprint,
    calls.blueprint,
    customers.blueprint,
    cutoffs.blueprint,
    directory.blueprint,
    duties.blueprint,
    equipment.blueprint,
    exports.blueprint,
    quality.blueprint,
    agent_days.blueprint,
    admin.blueprint,
)
# Their views hang on the blueprints of the administration, of the equipment and of the sheets.
TABS = (
    *(
        alarms,
        setting_up,
        staff,
        floor,
        deadlines,
        matters,
        messages,
        phones,
        aside,
        times,
        trials,
        webhooks,
        roster_rules,
    ),
    *(pieces, checks, owed, plans, said, planned_surveys, report_builder, quality_lists, quality_one),
)


def init_app(app: Flask) -> None:
    """Register the blueprints of this door."""
    words.init_app(app)
    formats.init_app(app)
    frame.init_app(app)
    vocabulary.init_app(app)
    refusals.init_app(app)
    for blueprint in BLUEPRINTS:
        app.register_blueprint(blueprint)
    app.after_request(_forget)


def _forget(response: Response) -> Response:
    # A page holds names and numbers: the back button after log-out must not show it.
    if response.mimetype == "text/html":
        response.headers.setdefault("Cache-Control", "no-store")
    return response
