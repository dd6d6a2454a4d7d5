"""The relay's ear for customers: owe the notices that some journal entries give occasion to."""

from collections.abc import Sequence

from ticketing.actions import customer_notices
from ticketing.auth.links import link_of
from ticketing.db import begin, reading
from ticketing.domain.actors import SYSTEM
from ticketing.domain.customer_notices import occasion_of
from ticketing.journal import JournalEntry
from ticketing.queries import customer_notices as looks

#: In the place of a link's token, which is never kept.
SURVEY = "survey:"


def hear(entries: Sequence[JournalEntry]) -> None:
    """A look at the entries, and one at the rules if any might be told; a transaction only for what is switched on."""
    kinds = {kind for entry in entries if (kind := occasion_of(entry.event))}
    if not kinds:
        return
    with reading() as session:
        rules = looks.rules(session)
    if kinds & rules.ways.keys():
        with begin(SYSTEM, nudge=False) as work:
            customer_notices.owe(work, entries, rules, _kept)


def _kept(seed: str) -> tuple[str, str]:
    return SURVEY + seed, link_of(seed)[1]
