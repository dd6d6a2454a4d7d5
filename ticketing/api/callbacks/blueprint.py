"""The door of call-backs."""

from ticketing.api.door import Door

blp = Door("callbacks", __name__, url_prefix="/callbacks", description="Promised calls, from the word to its keeping")
