"""By what tickets are sought: each list and each question has its index, and nothing goes through the whole table."""

import sqlalchemy as sa

_IS_OPEN = sa.text("state IN ('new', 'open', 'waiting_customer', 'waiting_internal')")
_UNOWNED = sa.text("owner_id IS NULL AND state = 'new'")

INDEXES = (
    sa.Index("ix_tickets_queue_state", "queue_id", "state", "next_due_at"),
    sa.Index("ix_tickets_owner_state", "owner_id", "state", "next_due_at"),
    sa.Index("ix_tickets_state_due", "state", "next_due_at", "id"),
    sa.Index("ix_tickets_customer", "customer_id", "id"),
    # Lists go by the newest; a rare state or a person's own must not be sought among all.
    sa.Index("ix_tickets_state", "state", "id"),
    # What is in work, in the three orders in which people work it off.
    sa.Index("ix_tickets_open", "id", postgresql_where=_IS_OPEN),
    sa.Index("ix_tickets_open_due", "next_due_at", "id", postgresql_where=_IS_OPEN),
    sa.Index("ix_tickets_open_urgency", "urgency", "id", postgresql_where=_IS_OPEN),
    sa.Index("ix_tickets_kind", "kind", "id"),
    sa.Index("ix_tickets_owner", "owner_id", "id"),
    sa.Index("ix_tickets_phone", "contact_phone", "id"),
    # An edited policy goes through its open tickets in the order of their ids.
    sa.Index(
        "ix_tickets_policy_open",
        "policy_id",
        "id",
        postgresql_where=sa.text("state NOT IN ('closed', 'merged', 'cancelled')"),
    ),
    sa.Index("ix_tickets_call", "visit_callid", postgresql_where=sa.text("visit_callid IS NOT NULL")),
    # What hangs on another ticket is little beside all of them.
    sa.Index("ix_tickets_parent", "parent_id", postgresql_where=sa.text("parent_id IS NOT NULL")),
    sa.Index("ix_tickets_merged", "merged_into_id", postgresql_where=sa.text("merged_into_id IS NOT NULL")),
    sa.Index("ix_tickets_follow_up", "follow_up_of_id", postgresql_where=sa.text("follow_up_of_id IS NOT NULL")),
    # What waits to be given to somebody.
    sa.Index("ix_tickets_unowned", "queue_id", "id", postgresql_where=_UNOWNED),
)
