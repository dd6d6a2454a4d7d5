"""How far a check sheet has come, and what may still be written on it."""

from enum import StrEnum


class CheckState(StrEnum):
    """`owed`: its shift has begun and nobody has looked yet; `reviewed`: signed by somebody else (审核)."""

    OWED = "owed"
    BEGUN = "begun"
    DONE = "done"
    REVIEWED = "reviewed"


#: What a person may write in a row while the check is under way.
WRITTEN = ("result", "finding", "measure", "handler", "restored_at", "equipment_id")
#: What is still written when it is done: a fault is often repaired days later.
AFTERWARDS = frozenset({"measure", "handler", "restored_at"})
#: What live truth had filled in; changing one of these is a correction.
PREFILLED = frozenset({"result", "finding", "restored_at"})
