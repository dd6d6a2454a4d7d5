"""Posted call records: each leg once, and every post answered 200, for what is not thanked comes again."""

from collections.abc import Mapping
from typing import Any

from ticketing.telephony.freeswitch_cdr import Leg, leg_of


class LegBook:
    """The legs of all posts, by (switch, uuid), and what each post was answered."""

    def __init__(self) -> None:
        self.legs: dict[tuple[str, str], Leg] = {}
        self.statuses: list[int] = []
        self.accepted = self.duplicates = self.quarantined = 0

    def post(self, feed: Mapping[str, Any]) -> None:
        """Every request of a `freeswitch_json_cdr` feed."""
        for request in feed.get("requests", []):
            leg = leg_of(request.get("body", ""), request.get("content_type", ""), request.get("query", ""))
            if leg is None:
                self.quarantined += 1
                self.statuses.append(400)
                continue
            self.statuses.append(200)
            self.duplicates += leg.key in self.legs
            self.accepted += leg.key not in self.legs
            self.legs.setdefault(leg.key, leg)

    def parts(self) -> dict[str, Any]:
        """`legs` and `http_status` as the answer shows them; nothing if nothing was posted."""
        if not self.statuses:
            return {}
        ordered = sorted(self.legs.values(), key=lambda leg: (leg.start_ts or 0, leg.uuid))
        return {"legs": [leg._asdict() for leg in ordered], "http_status": self.statuses}
