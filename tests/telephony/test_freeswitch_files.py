"""Call records that a switch wrote into files are those that it would have posted."""

import json
from collections.abc import Callable
from pathlib import Path

import sqlalchemy as sa
from flask import Flask

from tests.telephony.test_freeswitch_cdr import VALUES, document
from ticketing import db
from ticketing.actions.calls import Tally, total
from ticketing.models.calls import QueueVisit
from ticketing.models.telephony import SourceKind
from ticketing.telephony import pushed
from ticketing.telephony.freeswitch.files import take_records
from ticketing.telephony.ingest import now_us, take


def test_a_directory_a_list_and_a_post_tell_of_the_same_calls(
    app: Flask, source_of: Callable[..., int], tmp_path: Path
) -> None:
    source_id = source_of(SourceKind.FREESWITCH_CDR)
    legs = [{**VALUES, "uuid": f"u-{number}", "cc_member_uuid": f"m-{number}"} for number in range(3)]
    for number, leg in enumerate(legs):
        pretty = json.dumps(json.loads(document(leg)), indent=2)
        (tmp_path / f"a_u-{number}.cdr.json").write_text(pretty, encoding="utf-8")
    assert total(take_records(source_id, tmp_path)) == Tally(3, 0, 0)
    lines = tmp_path / "posted"
    lines.write_text("\n".join(map(document, legs)) + "\nhalf a rec", encoding="utf-8")
    assert total(take_records(source_id, lines)) == Tally(0, 3, 1)
    post = pushed.hear_post(document(legs[0], encoded=False).encode(), "application/json", "", now_us(), True)
    assert take(source_id, [post]) == Tally(0, 1, 0)
    with db.reading() as session:
        assert sorted(session.scalars(sa.select(QueueVisit.callid))) == ["m-0", "m-1", "m-2"]
