"""The blueprint on which the views of checks, items and plan hang."""

from ticketing.api.door import Door

blp = Door("equipment_checks", __name__, url_prefix="", description="Checks of how the equipment runs")
