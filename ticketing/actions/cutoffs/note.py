"""What people add to an entry: a remark, the cause as they found it, whether the caller is satisfied."""

from typing import Any

import sqlalchemy as sa

from ticketing import card_index
from ticketing.actions import audit
from ticketing.domain.permissions import Permission
from ticketing.models.cutoffs import Cutoff
from ticketing.models.whole_calls import Call, CallAlias
from ticketing.work import Work, expect_version

WRITTEN = ("note", "satisfied", "said_cause")


def note(work: Work, cutoff_id: int, version: int | None, fields: dict[str, Any]) -> Cutoff:
    """Write what `fields` names of `WRITTEN`. Raises `NotFound` outside the actor's reach, `Conflict`."""
    work.require(Permission.CALLBACK_WORK)
    entry = work.get(Cutoff, cutoff_id)
    work.require(Permission.CALLBACK_WORK, entry.target)
    expect_version(entry, version)
    for name in WRITTEN:
        if name in fields:
            setattr(entry, name, fields[name])
    work.session.flush()
    if "note" in fields:
        of_call = sa.select(CallAlias.call_id).filter_by(pbx_id=entry.pbx_id, channel_uniqueid=entry.callid)
        card_index.stale_calls(work.session, Call.id.in_(of_call))
    audit.record(work, "cutoff_noted", f"cutoff:{entry.id}", fields=sorted(fields))
    return entry
