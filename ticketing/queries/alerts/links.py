"""Whether the phone systems can be heard, as the rules see it."""

from collections.abc import Collection

import sqlalchemy as sa

from ticketing.domain.alerts import AlertMetric, Reading
from ticketing.domain.instants import micros
from ticketing.models.telephony import LinkState, PbxSource
from ticketing.queries.alerts.subjects import Figure, Figures, Subject
from ticketing.queries.board.change import Look

WRONG = frozenset({LinkState.DOWN, LinkState.REFUSED})


def of_links(look: Look, ids: Collection[int] | None) -> Figures:
    """Since when each of these feeds, or of all, is down or refused; one that is switched off is not missed."""
    query = sa.select(PbxSource)
    for source in look.session.scalars(query if ids is None else query.where(PbxSource.id.in_(ids))):
        is_down = source.enabled and source.link_state in WRONG and source.link_since is not None
        since_us = micros(source.link_since) if is_down and source.link_since else None
        value = None if since_us is None else 0.0
        yield Figure(Subject.of_link(source), AlertMetric.LINK_DOWN_S, Reading(value, since_us))
