"""The blueprint on which the views of attendance hang."""

from ticketing.api.door import Door

blp = Door("attendance", __name__, url_prefix="/attendance", description="Who came and went; findings, no money")
