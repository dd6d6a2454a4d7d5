"""What a phone system's feeds mean to one another."""

import sqlalchemy as sa
from sqlalchemy.orm import Session

from ticketing.models.telephony import PbxSource, SourceKind


def hears_events(session: Session, pbx_id: int) -> bool:
    """Whether an event socket tells of this phone system's queues: then its call records tell of legs only."""
    socket = sa.select(PbxSource.id).filter_by(pbx_id=pbx_id, kind=SourceKind.FREESWITCH, enabled=True)
    return session.scalar(socket.limit(1)) is not None
