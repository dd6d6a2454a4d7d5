"""Somebody has seen an alert and sees to it."""

from ticketing.domain.events import AlertAcknowledged
from ticketing.domain.permissions import Permission
from ticketing.models.alerts import Alert
from ticketing.work import Work


def acknowledge(work: Work, alert_id: int) -> Alert:
    """Seen, by whoever says so first; again, or after it is over, it changes nothing. `NotFound` without one."""
    work.require(Permission.ALERT_ACKNOWLEDGE)
    alert = work.get(Alert, alert_id)
    work.require(Permission.ALERT_ACKNOWLEDGE, alert.target)
    if alert.acknowledge(work.actor.id, work.now):
        work.record(AlertAcknowledged(alert.id, work.actor.id))
    return alert
