"""The JSON door, /api/v1: one blueprint per subject, problem documents, an OpenAPI document of all of it."""

from flask import Flask

from ticketing.api import (
    audit,
    calendars,
    openapi,
    pbxes,
    people,
    problems,
    queues,
    reports,
    session,
    shifts,
    testing,
    tokens,
)

# One line per subject: import the module above, name its blueprint here.
DOORS = (
    session.blp,
    people.blp,
    queues.blp,
    calendars.blp,
    tokens.blp,
    pbxes.blp,
    shifts.blp,
    reports.blp,
    audit.blp,
    testing.blp,
)


def init_app(app: Flask) -> None:
    """Register the blueprints of this door."""
    problems.init_app(app)
    openapi.init_app(app, DOORS)
