"""What a site has decided about its queues and phones, as the fold wants to know it."""

from dataclasses import replace

import sqlalchemy as sa
from sqlalchemy.orm import Session

from ticketing.domain.calls import FoldConfig, QueueRules, RestartPolicy
from ticketing.models.queues import Queue
from ticketing.models.telephony import LOGS, Pbx, PbxSource


def fold_config(session: Session, pbx: Pbx) -> FoldConfig:
    """The settings of one phone system and of every queue."""
    settings = pbx.settings
    rules = QueueRules(**settings.get("rules", {}))
    return FoldConfig(
        rules=rules,
        queues=queue_rules(session, rules),
        one_call_per_agent=pbx.one_call_per_agent,
        restart_policy=RestartPolicy(pbx.restart_policy),
        tolerance_s=settings.get("tolerance_s", 2),
        aliases=settings.get("aliases", {}),
        static_members={queue: tuple(names) for queue, names in settings.get("static_members", {}).items()},
        acw_reasons=frozenset(settings.get("acw_reasons", ())),
        queue_log=_has_log(session, pbx),
        history_s=settings.get("history_s", FoldConfig().history_s),
    )


def queue_rules(session: Session, house: QueueRules | None = None) -> dict[str, QueueRules]:
    """Every queue's thresholds and wrap-up, by code; the longest ages are the house's."""
    house = house or QueueRules()
    return {
        queue.code: replace(
            house,
            sl_threshold_s=queue.sl_threshold_s,
            short_abandon_s=queue.short_abandon_s,
            wrapup_s=queue.wrapup_s,
        )
        for queue in session.scalars(sa.select(Queue))
    }


def _has_log(session: Session, pbx: Pbx) -> bool:
    """Whether a queue log is read, by file or over HTTP: then it alone decides how a call came out."""
    kinds = set(session.scalars(sa.select(PbxSource.kind).where(PbxSource.pbx_id == pbx.id, PbxSource.enabled)))
    return not kinds.isdisjoint(LOGS)
