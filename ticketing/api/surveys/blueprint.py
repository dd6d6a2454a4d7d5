"""The door of surveys; the modules beside hang their addresses on it."""

from ticketing.api.door import Door

blp = Door("surveys", __name__, url_prefix="/surveys", description="Is the customer satisfied")
