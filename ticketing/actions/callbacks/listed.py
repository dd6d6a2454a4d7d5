"""Call-backs of a follow-up list: owed to nobody, made when somebody is ready to ring."""

from dataclasses import dataclass

from ticketing.actions.callbacks import plan
from ticketing.domain.callbacks import CallbackKind, CallbackOutcome, CallbackState, OwnerMode, Window
from ticketing.domain.campaigns import TargetState
from ticketing.domain.events import CallbackPromised
from ticketing.models.callbacks import Callback
from ticketing.models.campaigns import Campaign, CampaignTarget
from ticketing.work import Work


@dataclass(frozen=True)
class Drawn:
    """Somebody of a list who is rung now; `window` ends when the day's calling does."""

    target: CampaignTarget
    window: Window
    kind: CallbackKind
    max_attempts: int


def drawn(work: Work, campaign: Campaign, call: Drawn) -> Callback:
    """The call-back of somebody who was drawn; it hangs on the list and on no ticket."""
    target = call.target
    target.state = TargetState.CALLING
    callback = work.add(
        Callback(
            kind=call.kind,
            state=CallbackState.SCHEDULED,
            ticket_id=None,
            target_id=target.id,
            customer_id=target.customer_id,
            queue_id=campaign.queue_id,
            phone=target.phone,
            window_start=call.window.start,
            window_end=call.window.end,
            owner_id=work.actor.id,
            owner_mode=OwnerMode.AGENT,
            max_attempts=call.max_attempts,
            note=" · ".join(part for part in (campaign.name, target.name, target.product) if part),
            promised_at=work.now,
        )
    )
    plan.start(work, callback)
    start, end = call.window.start.isoformat(), call.window.end.isoformat()
    work.record(CallbackPromised(None, callback.id, callback.kind.value, start, end))
    return callback


def settle(work: Work, callback: Callback, said: str) -> None:
    """How the call ended stands on the list as well."""
    if callback.target_id is not None and not callback.is_open:
        outcome = callback.outcome or CallbackOutcome.CANCELLED.value
        work.get(CampaignTarget, callback.target_id).settle(outcome, said, work.now)
