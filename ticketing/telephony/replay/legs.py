"""Posted call records: each leg once, and every post answered 200, for what is not thanked comes again."""

from collections.abc import Mapping
from typing import Any

from ticketing.domain.instants import SECOND_US
from ticketing.domain.legs import SwitchLeg
from ticketing.telephony.freeswitch import cdr


class LegBook:
    """The legs of all posts, by (switch, uuid), and what each post was answered."""

    def __init__(self) -> None:
        self.legs: dict[tuple[str, str], SwitchLeg] = {}
        self.statuses: list[int] = []
        self.accepted = self.duplicates = self.quarantined = 0

    def post(self, feed: Mapping[str, Any]) -> None:
        """Every request of a `freeswitch_json_cdr` feed."""
        for request in feed.get("requests", []):
            record = cdr.record_of(request.get("body", ""), request.get("content_type", ""))
            leg = cdr.leg_of(record, request.get("query", "")) if record is not None else None
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
        ordered = sorted(self.legs.values(), key=lambda leg: (leg.start_us or 0, leg.uuid))
        return {"legs": [_row(leg) for leg in ordered], "http_status": self.statuses}


def _row(leg: SwitchLeg) -> dict[str, Any]:
    return {
        "switch": leg.switch,
        "uuid": leg.uuid,
        "direction": leg.direction or None,
        "start_ts": _ts(leg.start_us),
        "answer_ts": _ts(leg.answer_us),
        "end_ts": _ts(leg.end_us),
        "duration_s": leg.duration_s,
        "billsec_s": leg.billsec_s,
        "hold_s": _ts(leg.hold_us),
        "queue": leg.queue or None,
        "agent": leg.agent or None,
        "hangup_cause": leg.cause or None,
    }


def _ts(us: int | None) -> int | None:
    return us // SECOND_US if us is not None else None
