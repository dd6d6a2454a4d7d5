"""Call records that FreeSWITCH wrote into files: its log directory, or what it could not post (`err-log-dir`)."""

import json
from collections.abc import Iterator
from itertools import islice
from pathlib import Path

from ticketing.actions.calls import Tally
from ticketing.db import reading
from ticketing.models.telephony import PbxSource, SourceKind
from ticketing.queries.switches import hears_events
from ticketing.telephony import ingest, pushed

BATCH = 500


def take_records(source_id: int, path: Path) -> Iterator[Tally]:
    """Take the records of a file or a directory in, batch by batch; again is harmless."""
    with reading() as session:
        source = session.get_one(PbxSource, source_id)
        tells_visits = not hears_events(session, source.pbx_id)
    records = records_in(path)
    while batch := list(islice(records, BATCH)):
        heard = pushed.hear(SourceKind.FREESWITCH_CDR, batch, ingest.now_us(), tells_visits=tells_visits)
        yield ingest.take(source_id, heard)


def records_in(path: Path) -> Iterator[str]:
    """Of a directory every `*.json` by name; of a file the one document that it is, else a document a line."""
    if path.is_dir():
        for file in sorted(path.glob("*.json")):
            yield from records_in(file)
        return
    text = path.read_text(encoding="utf-8", errors="replace")
    try:
        json.loads(text)
    except (ValueError, RecursionError):
        yield from text.splitlines()
    else:
        yield text
