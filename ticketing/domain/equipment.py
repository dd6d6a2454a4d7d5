"""The pieces of equipment of the floor (呼叫中心设备明细表): the states they go through, and what their list keeps."""

from enum import StrEnum


class EquipmentState(StrEnum):
    """在用 · 备用 · 维修 · 报废: a piece is never deleted, it is retired."""

    IN_USE = "in_use"
    SPARE = "spare"
    REPAIR = "repair"
    RETIRED = "retired"


class Deed(StrEnum):
    """What was done to a piece, for its history."""

    ADDED = "added"
    EDITED = "edited"
    RETIRED = "retired"
    RETURNED = "returned"


#: What people may write of a piece, in the order of the form; its state is `retired` only by retiring it.
FIELDS = (
    *("code", "name", "model", "brand", "quantity", "unit", "bought_on", "price_minor", "place"),
    *("keeper_id", "keeper", "state", "warranty_until", "supplier", "supplier_phone", "note"),
)
MOST_QUANTITY = 1_000_000
MOST_MINOR = 10**14
