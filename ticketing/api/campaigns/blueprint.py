"""The door of plans of follow-ups."""

from ticketing.api.door import Door

blp = Door("campaigns", __name__, url_prefix="/campaigns", description="Plans of follow-ups (电话访谈计划)")
