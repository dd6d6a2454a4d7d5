"""How the equipment runs (呼叫中心设备运行情况检查表): what is looked at, when it is due, what was seen."""

from ticketing.domain.equipment_checks.items import DEFAULTS, Item, Look
from ticketing.domain.equipment_checks.plans import Cadence, Owed, Plan, plan_of
from ticketing.domain.equipment_checks.seen import Seen, Sign, Verdict
from ticketing.domain.equipment_checks.states import AFTERWARDS, WRITTEN, CheckState

__all__ = [
    "AFTERWARDS",
    "DEFAULTS",
    "WRITTEN",
    "Cadence",
    "CheckState",
    "Item",
    "Look",
    "Owed",
    "Plan",
    "Seen",
    "Sign",
    "Verdict",
    "plan_of",
]
