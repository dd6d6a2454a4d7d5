"""When somebody must be told that the floor is not well (telephony.md 5.7): rules, what is measured, who is touched."""

from ticketing.domain.alerts.metrics import SPECS, AlertMetric, Level, Scope, Spec
from ticketing.domain.alerts.rules import DEFAULTS, Rule, chosen, limits_of
from ticketing.domain.alerts.touching import Touched, touched_by
from ticketing.domain.alerts.trial import Fired, Measured, fired
from ticketing.domain.alerts.watch import CALM, Limits, Reading, Watch, step

__all__ = [
    "CALM",
    "DEFAULTS",
    "SPECS",
    "AlertMetric",
    "Fired",
    "Level",
    "Limits",
    "Measured",
    "Reading",
    "Rule",
    "Scope",
    "Spec",
    "Touched",
    "Watch",
    "chosen",
    "fired",
    "limits_of",
    "step",
    "touched_by",
]
