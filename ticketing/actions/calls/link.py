"""Whether a feed of a phone system is up, down or refused, since when and why."""

from ticketing.domain.events import LinkChanged
from ticketing.domain.permissions import Permission, Target
from ticketing.models.telephony import LinkState, PbxSource
from ticketing.work import Work


def link_moved(work: Work, source_id: int, state: LinkState, error: str = "") -> None:
    """Note how the link of a feed stands; only a change is an event. `NotFound` for an unknown feed."""
    work.require(Permission.TELEPHONY_INGEST, Target(source_id=source_id))
    source = work.get(PbxSource, source_id)
    if source.link_state is state and source.link_error == error:
        return
    if source.link_state is not state:
        source.link_since = work.now
    source.link_state, source.link_error = state, error
    work.record(LinkChanged(source_id, state.value, error))
