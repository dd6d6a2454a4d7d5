"""One call detail record: two parties and one attempt to bring them together (telephony.md 2.4)."""

import re
from typing import NamedTuple

#: `"Name" <number>`, either of them possibly missing; inner quotes come doubled or not at all.
_CLID = re.compile(r'^\s*(?:"(?P<quoted>.*)"|(?P<plain>[^<"]*?))\s*(?:<(?P<number>[^>]*)>)?\s*$')


class CdrKey(NamedTuple):
    """What names a record in every file that holds it; only the newer column sets have all three."""

    uniqueid: str
    linkedid: str
    sequence: str


class CdrRecord(NamedTuple):
    """One row. Instants are microseconds UTC, `answer_us` None where nothing answered, "" what the file lacks.

    `duration_s` and `billsec_s` are as written and not to be trusted (None if absent): a record that nobody answered
    may show seconds billed, because the dialplan answered. `did` and `recording` come of a site's own columns.
    `ref` is the stored line it came from, 0 when nothing is stored.
    """

    start_us: int
    answer_us: int | None
    end_us: int
    src: str = ""
    dst: str = ""
    dcontext: str = ""
    clid: str = ""
    channel: str = ""
    dstchannel: str = ""
    lastapp: str = ""
    lastdata: str = ""
    duration_s: int | None = None
    billsec_s: int | None = None
    disposition: str = ""
    amaflags: str = ""
    accountcode: str = ""
    uniqueid: str = ""
    userfield: str = ""
    peeraccount: str = ""
    linkedid: str = ""
    sequence: str = ""
    did: str = ""
    recording: str = ""
    ref: int = 0

    @property
    def key(self) -> CdrKey | None:
        """Its name in the world; None for the old column sets, where only the line itself tells one from another."""
        if not self.uniqueid or not self.sequence:
            return None
        return CdrKey(self.uniqueid, self.linkedid, self.sequence)

    @property
    def is_talk(self) -> bool:
        """Two parties spoke; an answer by the dialplan alone is none, whatever its billsec says."""
        return self.disposition == "ANSWERED" and bool(self.dstchannel) and self.answer_us is not None

    @property
    def talk_us(self) -> int:
        """From the answer to the end, by the stamps."""
        return self.end_us - self.answer_us if self.answer_us is not None else 0

    @property
    def callid(self) -> str:
        """What joins the records of one call, as far as this file can tell: linkedid, else uniqueid, else ""."""
        return self.linkedid or self.uniqueid


def party_of(clid: str) -> tuple[str, str]:
    """Name and number out of a caller id (`"Name" <number>`); "" for what is not in it."""
    found = _CLID.match(clid)
    if found is None:
        return clid.strip(), ""
    name = found["quoted"] if found["quoted"] is not None else found["plain"] or ""
    return name.replace('""', '"').replace('\\"', '"').strip(), (found["number"] or "").strip()
