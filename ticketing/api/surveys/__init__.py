"""Satisfaction over HTTP: /api/v1/surveys."""

from ticketing.api.surveys import asking, figures, plans, questionnaires, replies
from ticketing.api.surveys.blueprint import blp

__all__ = ["asking", "blp", "figures", "plans", "questionnaires", "replies"]
