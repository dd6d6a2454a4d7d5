"""Something came late: folded again from the last state before it, in the background, and laid beside the tables.

The fold changes only what its state holds or what is born later. So the rows of a fold from a checkpoint on are those
of the checkpoint's state carried forward, and whatever else was written since then is not true. Where the new fold
comes to the very state that an older checkpoint keeps, everything after it is right already, and folding stops there.
"""

from ticketing.actions.calls.refold.late import LITTLE, Refolding, is_little, note_late, refold_now

__all__ = ["LITTLE", "Refolding", "is_little", "note_late", "refold_now"]
