"""What is done to a customer's file, and the grades it may have."""

from datetime import timedelta
from enum import StrEnum

#: How long two files that were made one can be parted again (as tickets, R8).
PARTING = timedelta(hours=24)
#: A request of the person concerned is answered within so long (security.md 3.7).
ANSWER_WITHIN = timedelta(days=15)


class Grade(StrEnum):
    NORMAL = "normal"
    VIP = "vip"
    # 重点客户
    KEY = "key"


class Deed(StrEnum):
    ADDED = "added"
    EDITED = "edited"
    MERGED = "merged"
    PARTED = "parted"
    BARRED = "barred"
    ALLOWED = "allowed"
    ERASED = "erased"


class RequestKind(StrEnum):
    """What a person may ask of us about their own data (PIPL 44-49)."""

    COPY = "copy"
    CORRECTION = "correction"
    ERASURE = "erasure"


class RequestState(StrEnum):
    OWED = "owed"
    DONE = "done"
    REFUSED = "refused"
