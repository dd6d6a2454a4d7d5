"""The door of tickets; the modules beside hang their addresses on it."""

from ticketing.api.door import Door

blp = Door("tickets", __name__, url_prefix="/tickets", description="Tickets: find, file, work, resolve")
