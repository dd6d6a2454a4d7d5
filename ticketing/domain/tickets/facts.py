"""What the guards ask about a ticket and the person moving it."""

from dataclasses import dataclass
from datetime import timedelta

from ticketing.domain.tickets.words import TicketKind, TicketState

LONGEST_PAUSE_S = 54_000  # 15 working hours
FREE_PAUSES = 2
FREE_PAUSE_TOTAL_S = 108_000  # 30 working hours
AUTO_CLOSE_S = 81_000  # 22.5 working hours
FAILED_FOLLOW_UPS = 3
REOPEN_WITHIN = timedelta(days=7)
REOPEN_WITHIN_COMPLAINT = timedelta(days=30)


@dataclass(frozen=True, kw_only=True)
class Facts:
    """Everything that the guards ask about a ticket and the person moving it; durations in working seconds."""

    state: TicketState
    kind: TicketKind = TicketKind.INQUIRY
    supervisor: bool = False
    on_shift_in_queue: bool = False
    override: bool = False
    has_reason: bool = False
    contacted_ever: bool = False
    contacted_since_customer: bool = False
    pauses: int = 0
    paused_s: int = 0
    planned_pause_s: int = 0
    longest_pause_s: int = LONGEST_PAUSE_S
    has_resolution: bool = False
    has_reply: bool = False
    has_root_cause: bool = False
    # Of a complaint: money asked for and not decided on, five loops without a manager's word (4.6).
    undecided: int = 0
    manager_asked: bool = False
    open_promises: int = 0
    open_children: int = 0
    force: bool = False
    follow_up_satisfied: bool = False
    failed_follow_ups: int = 0
    resolved_for_s: int = 0
    closed_for: timedelta = timedelta(0)
    target_active: bool = True
    same_customer: bool = True
    # A complaint is only taken up into another complaint: its reply and its follow-up must not get lost.
    target_is_complaint: bool = False
    # What its category asks for before it may be settled, and nobody has said.
    missing_details: tuple[str, ...] = ()
