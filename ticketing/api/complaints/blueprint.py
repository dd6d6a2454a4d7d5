"""The door of complaints; the modules beside hang their addresses on it."""

from ticketing.api.door import Door

blp = Door("complaints", __name__, url_prefix="/complaints", description="Complaints: from triage to the signed sheet")
