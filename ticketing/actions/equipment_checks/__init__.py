"""Check the equipment: what is owed, the sheet filled from live truth, corrections, the signature, tickets."""

from ticketing.actions.equipment_checks.begin import begin
from ticketing.actions.equipment_checks.end import done, review, send_back
from ticketing.actions.equipment_checks.fill import fill
from ticketing.actions.equipment_checks.items import add_item, edit_item, plan, plant
from ticketing.actions.equipment_checks.owe import owe
from ticketing.actions.equipment_checks.trouble import Trouble, link_ticket, open_ticket, unlink_ticket

__all__ = [
    "Trouble",
    "add_item",
    "begin",
    "done",
    "edit_item",
    "fill",
    "link_ticket",
    "open_ticket",
    "owe",
    "plan",
    "plant",
    "review",
    "send_back",
    "unlink_ticket",
]
