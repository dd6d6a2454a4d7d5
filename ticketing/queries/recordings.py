"""What is known of a call's recordings: who may hear them, and by which names their files may lie on the shelf."""

from collections.abc import Sequence
from dataclasses import dataclass
from zoneinfo import ZoneInfo

import sqlalchemy as sa
from sqlalchemy.orm import Session

from ticketing.domain.instants import instant
from ticketing.domain.permissions import Target
from ticketing.domain.recordings import Heard, Shelf
from ticketing.models.calls import QueueVisit
from ticketing.models.people import Person
from ticketing.models.telephony import Pbx
from ticketing.models.whole_calls import Call, CallAlias, CallLeg, RecordingFile


@dataclass(frozen=True)
class Kept:
    """A call's recordings: whose they are (one target per agent in it), where they lie, what they may be called."""

    call_id: int
    targets: Sequence[Target]
    shelf: Shelf
    heard: Heard


def of_call(session: Session, call_id: int) -> Kept | None:
    """None for an unknown call. Five queries."""
    found = session.execute(
        sa.select(Call, Pbx).join(Pbx, Pbx.id == Call.pbx_id).where(Call.id == call_id)
    ).one_or_none()
    if found is None:
        return None
    call, pbx = found
    aliases = session.scalars(sa.select(CallAlias.channel_uniqueid).where(CallAlias.call_id == call_id)).all()
    visits = session.scalars(
        sa.select(QueueVisit).where(QueueVisit.pbx_id == call.pbx_id, QueueVisit.callid.in_([call.root, *aliases]))
    ).all()
    own = [visit.callid for visit in visits]
    told = [
        *session.scalars(sa.select(RecordingFile.name).filter_by(call_id=call_id).order_by(RecordingFile.name)),
        *session.scalars(sa.select(CallLeg.recording).where(CallLeg.call_id == call_id, CallLeg.recording != "")),
    ]
    heard = Heard(
        uniqueids=_each([call.root, *own]),
        member_uniqueids=_each([visit.member_uniqueid or "" for visit in visits]),
        linkedid=call.linkedid or "",
        caller=call.caller or "",
        queue=call.queues[0] if call.queues else "",
        at=instant(call.first_us).astimezone(ZoneInfo(pbx.timezone)),
        told=_each(told),
    )
    return Kept(call_id, _targets(session, call.person_ids), Shelf.of(pbx.settings), heard)


def _targets(session: Session, people: Sequence[int]) -> list[Target]:
    """One per agent who spoke in it; a call without any is nobody's own and no team's."""
    rows = session.execute(sa.select(Person.id, Person.team_id).where(Person.id.in_(people)))
    return [Target(owner_id=person, team_id=team) for person, team in rows] or [Target(owner_id=0)]


def _each(words: Sequence[str]) -> list[str]:
    return [word for word in dict.fromkeys(words) if word]
