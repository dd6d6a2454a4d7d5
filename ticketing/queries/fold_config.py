"""What a site has decided about its queues and phones, as the fold wants to know it."""

import sqlalchemy as sa
from sqlalchemy.orm import Session

from ticketing.domain.calls import FoldConfig, QueueRules, RestartPolicy
from ticketing.models.queues import Queue
from ticketing.models.telephony import Pbx, PbxSource, SourceKind

#: How far back an agent's timeline can still be rewritten.
HISTORY_S = 12 * 3600


def fold_config(session: Session, pbx: Pbx) -> FoldConfig:
    """The settings of one phone system and of every queue."""
    settings = pbx.settings or {}
    return FoldConfig(
        queues=queue_rules(session),
        one_call_per_agent=pbx.one_call_per_agent,
        restart_policy=RestartPolicy(pbx.restart_policy),
        tolerance_s=settings.get("tolerance_s", 2),
        aliases=settings.get("aliases", {}),
        static_members={queue: tuple(names) for queue, names in settings.get("static_members", {}).items()},
        acw_reasons=frozenset(settings.get("acw_reasons", ())),
        queue_log=_has_log(session, pbx),
        history_s=settings.get("history_s", HISTORY_S),
    )


def queue_rules(session: Session) -> dict[str, QueueRules]:
    """Every queue's thresholds and wrap-up, by code."""
    return {
        queue.code: QueueRules(queue.sl_threshold_s, queue.short_abandon_s, queue.wrapup_s)
        for queue in session.scalars(sa.select(Queue))
    }


def _has_log(session: Session, pbx: Pbx) -> bool:
    """Whether a queue log is read, by file or over HTTP: then it alone decides how a call came out."""
    kinds = set(session.scalars(sa.select(PbxSource.kind).where(PbxSource.pbx_id == pbx.id, PbxSource.enabled)))
    return bool(kinds - {SourceKind.AMI})
