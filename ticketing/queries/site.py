"""What a site has decided about its queues and phones: read with every batch of a log, parsed when it changed."""

from dataclasses import replace
from functools import lru_cache
from typing import Any, NamedTuple

import orjson
import sqlalchemy as sa
from sqlalchemy.orm import Session

from ticketing.domain.aliases import Names
from ticketing.domain.calls import FoldConfig, QueueRules, RestartPolicy
from ticketing.models.telephony import LOGS, SourceKind

# One question and one text: whoever asks thirty times a second mostly gets the text that they know.
_SAID = sa.text("""
SELECT CAST(json_build_object(
    'settings', pbx.settings,
    'one_call_per_agent', pbx.one_call_per_agent,
    'restart_policy', pbx.restart_policy,
    'queues', (
        SELECT json_agg(json_build_array(code, sl_threshold_s, short_abandon_s, wrapup_s) ORDER BY id) FROM queues
    ),
    'sources', (
        SELECT json_agg(json_build_array(id, kind, enabled) ORDER BY id) FROM pbx_sources WHERE pbx_id = pbx.id
    ),
    'names', (
        SELECT json_agg(json_build_array(
            raw_name, CAST(extract(epoch FROM valid_from) * 1000000 AS bigint),
            CAST(extract(epoch FROM valid_to) * 1000000 AS bigint), person_id
        ) ORDER BY raw_name, valid_from)
        FROM agent_aliases WHERE pbx_id = pbx.id
    )
) AS text) FROM pbxes AS pbx WHERE pbx.id = :pbx_id""")


class Site(NamedTuple):
    """The settings by which one phone system is folded, whom its names mean, and the kinds of its sources by id."""

    config: FoldConfig
    names: Names
    sources: dict[int, SourceKind]


def site_of(session: Session, pbx_id: int) -> Site:
    """As it stands now; nobody changes what is handed out."""
    session.flush()
    return _understood(session.execute(_SAID, {"pbx_id": pbx_id}).scalar_one())


@lru_cache(maxsize=32)
def _understood(text: str) -> Site:
    said = orjson.loads(text)
    sources = [(id_, SourceKind(kind), enabled) for id_, kind, enabled in said["sources"] or ()]
    has_log = any(enabled and kind in LOGS for _, kind, enabled in sources)
    return Site(_config(said, has_log), Names(said["names"] or ()), {id_: kind for id_, kind, _ in sources})


def _config(said: dict[str, Any], has_log: bool) -> FoldConfig:
    """`has_log`: a queue log is read, by file or over HTTP; then it alone decides how a call came out."""
    settings = said["settings"]
    rules = QueueRules(**settings.get("rules", {}))
    return FoldConfig(
        rules=rules,
        queues={code: _rules(rules, *thresholds) for code, *thresholds in said["queues"] or ()},
        one_call_per_agent=said["one_call_per_agent"],
        restart_policy=RestartPolicy(said["restart_policy"]),
        tolerance_s=settings.get("tolerance_s", 2),
        aliases=settings.get("aliases", {}),
        static_members={queue: tuple(names) for queue, names in settings.get("static_members", {}).items()},
        acw_reasons=frozenset(settings.get("acw_reasons", ())),
        queue_log=has_log,
        history_s=settings.get("history_s", FoldConfig().history_s),
    )


def _rules(house: QueueRules, sl_threshold_s: int, short_abandon_s: int, wrapup_s: int) -> QueueRules:
    """A queue's thresholds and wrap-up; the longest ages are the house's."""
    return replace(house, sl_threshold_s=sl_threshold_s, short_abandon_s=short_abandon_s, wrapup_s=wrapup_s)
