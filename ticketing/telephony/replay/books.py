"""Call records, which no fold needs: FreeSWITCH's posts and Asterisk's files, counted with the lines."""

from collections.abc import Iterable, Mapping
from typing import Any

from ticketing.telephony.replay.legs import LegBook
from ticketing.telephony.replay.records import RecordBook


class Books:
    """Every record of a case's feeds, once each."""

    def __init__(self, feeds: Iterable[Mapping[str, Any]]) -> None:
        self.posts, self.files = LegBook(), RecordBook()
        for feed in feeds:
            if feed.get("format") == "freeswitch_json_cdr":
                self.posts.post(feed)
            elif feed.get("format") in ("asterisk_cdr_csv", "cdr_csv"):
                self.files.take(feed)

    def counts(self) -> tuple[int, int, int]:
        """Accepted, duplicates, quarantined."""
        names = ("accepted", "duplicates", "quarantined")
        accepted, duplicates, quarantined = (getattr(self.posts, n) + getattr(self.files, n) for n in names)
        return accepted, duplicates, quarantined

    def parts(self, has_visits: bool) -> dict[str, Any]:
        """What the records add to an answer; beside a log, `calls` stays the log's own count of calls."""
        parts = self.files.parts() | self.posts.parts()
        if has_visits:
            parts.pop("calls", None)
        return parts
