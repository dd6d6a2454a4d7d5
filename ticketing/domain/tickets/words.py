"""The words of a ticket: its states, kinds, priorities and where it came from."""

from enum import StrEnum


class TicketState(StrEnum):
    NEW = "new"
    OPEN = "open"
    WAITING_CUSTOMER = "waiting_customer"
    WAITING_INTERNAL = "waiting_internal"
    RESOLVED = "resolved"
    CLOSED = "closed"
    MERGED = "merged"
    CANCELLED = "cancelled"


TERMINAL = frozenset({TicketState.CLOSED, TicketState.MERGED, TicketState.CANCELLED})
WORKED = frozenset({TicketState.OPEN, TicketState.WAITING_CUSTOMER, TicketState.WAITING_INTERNAL})


class TicketKind(StrEnum):
    INQUIRY = "inquiry"
    COMPLAINT = "complaint"
    SUGGESTION = "suggestion"
    REPAIR = "repair"
    ORDER = "order"
    OTHER = "other"


class Priority(StrEnum):
    LOW = "low"
    NORMAL = "normal"
    HIGH = "high"
    URGENT = "urgent"

    @property
    def rank(self) -> int:
        """0 for the least pressing; the words themselves sort by the alphabet."""
        return list(Priority).index(self)

    @property
    def raised(self) -> "Priority":
        """One step more pressing; urgent stays urgent."""
        return list(Priority)[min(self.rank + 1, len(Priority) - 1)]


class Source(StrEnum):
    CALL_IN = "call_in"
    CALL_OUT = "call_out"
    MISSED_CALL = "missed_call"
    VOICEMAIL = "voicemail"
    WEB = "web"
    LETTER = "letter"
    VISIT = "visit"
    API = "api"
    IMPORT = "import"
    # Ourselves: a fault that a check of the equipment found.
    INTERNAL = "internal"


class NoteKind(StrEnum):
    """Who speaks to whom: a note is for colleagues, a reply for the customer, a message comes from the customer."""

    NOTE = "note"
    REPLY = "reply"
    MESSAGE = "message"


class LinkKind(StrEnum):
    """How one ticket stands to another: `caused_by` points from the effect to the cause."""

    RELATED = "related"
    CAUSED_BY = "caused_by"
    DUPLICATE_OF = "duplicate_of"
    SPLIT_FROM = "split_from"


class Move(StrEnum):
    """What somebody (or a due time) asks of a ticket."""

    ACCEPT = "accept"
    WAIT_CUSTOMER = "wait_customer"
    WAKE = "wake"
    REFER = "refer"
    RETURN = "return"
    RESOLVE = "resolve"
    CLOSE = "close"
    REOPEN = "reopen"
    MERGE = "merge"
    CANCEL = "cancel"


class Guard(StrEnum):
    """Why a move that the table knows is refused; the words are the public codes."""

    NEEDS_SUPERVISOR = "needs_supervisor"
    NOT_ON_SHIFT = "not_on_shift"
    REASON_MISSING = "reason_missing"
    WAKE_AT_INVALID = "wake_at_invalid"
    WAKE_AT_TOO_LATE = "wake_at_too_late"
    NO_OUTBOUND_CONTACT = "no_outbound_contact"
    RESOLUTION_MISSING = "resolution_missing"
    REPLY_MISSING = "reply_missing"
    ROOT_CAUSE_MISSING = "root_cause_missing"
    COMPENSATION_UNDECIDED = "compensation_undecided"
    MANAGER_DECISION_MISSING = "manager_decision_missing"
    OPEN_PROMISE = "open_promise"
    OPEN_CHILDREN = "open_children"
    DETAILS_MISSING = "details_missing"
    FOLLOW_UP_MISSING = "follow_up_missing"
    TARGET_INACTIVE = "target_inactive"
    TARGET_NO_COMPLAINT = "target_no_complaint"
