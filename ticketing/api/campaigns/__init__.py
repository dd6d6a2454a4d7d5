"""Plans of follow-ups over HTTP."""

from ticketing.api.campaigns import listed, plans
from ticketing.api.campaigns.blueprint import blp

__all__ = ["blp", "listed", "plans"]
