"""The check register over HTTP (呼叫中心设备运行情况检查表)."""

from ticketing.api.equipment_checks import items, sheets
from ticketing.api.equipment_checks.blueprint import blp

__all__ = ["blp", "items", "sheets"]
