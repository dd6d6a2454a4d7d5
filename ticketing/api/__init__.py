"""The JSON door, /api/v1: one blueprint per subject, problem documents, an OpenAPI document of all of it."""

from flask import Flask

from ticketing.api import (
    abandoned,
    alerts,
    audit,
    board,
    breaks,
    calendars,
    callbacks,
    calls,
    control,
    customers,
    cutoffs,
    equipment,
    equipment_checks,
    escalations,
    file_jobs,
    health,
    lists,
    notices,
    openapi,
    pbx_sources,
    pbxes,
    people,
    phone_openings,
    presence,
    problems,
    quarantine,
    queues,
    recordings,
    reports,
    session,
    shifts,
    stats,
    telephony,
    testing,
    tickets,
    tokens,
    whole_calls,
)

# One line per subject: import the module above, name its blueprint here.
DOORS = (
    session.blp,
    people.blp,
    phone_openings.blp,
    queues.blp,
    alerts.blp,
    calendars.blp,
    tokens.blp,
    pbxes.blp,
    pbx_sources.blp,
    tickets.blp,
    callbacks.blp,
    cutoffs.blp,
    equipment.blp,
    equipment_checks.blp,
    escalations.blp,
    customers.blp,
    file_jobs.blp,
    lists.blp,
    shifts.blp,
    reports.blp,
    presence.blp,
    breaks.blp,
    notices.blp,
    board.blp,
    calls.blp,
    control.blp,
    recordings.blp,
    whole_calls.blp,
    stats.blp,
    abandoned.blp,
    telephony.blp,
    quarantine.blp,
    audit.blp,
    testing.blp,
)


def init_app(app: Flask) -> None:
    """Register the blueprints of this door."""
    problems.init_app(app)
    openapi.init_app(app, DOORS)
    app.register_blueprint(health.blueprint)
