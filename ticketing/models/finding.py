"""What tickets, customers and calls are found by: their texts, cut by `domain/finding.py`, beside the rows themselves.

Tables of their own, because a ticket's row is written again at every step and its words hardly ever.
"""

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import TSVECTOR
from sqlalchemy.orm import Mapped, mapped_column

from ticketing.models.base import Base

# Without the list of pending entries a search costs the same however much was written just before.
_AT_ONCE = {"fastupdate": "off"}


class TicketWords(Base):
    """The document of the ticket with the same id; its customer's names and numbers are in it too."""

    __tablename__ = "ticket_words"
    __table_args__ = (
        sa.Index("ix_ticket_words_document", "document", postgresql_using="gin", postgresql_with=_AT_ONCE),
    )

    id: Mapped[int] = mapped_column(sa.ForeignKey("tickets.id"), primary_key=True, autoincrement=False)
    document: Mapped[str] = mapped_column(TSVECTOR)


class CustomerWords(Base):
    """The document of the customer with the same id."""

    __tablename__ = "customer_words"
    __table_args__ = (
        sa.Index("ix_customer_words_document", "document", postgresql_using="gin", postgresql_with=_AT_ONCE),
    )

    id: Mapped[int] = mapped_column(sa.ForeignKey("customers.id"), primary_key=True, autoincrement=False)
    document: Mapped[str] = mapped_column(TSVECTOR)


class CallWords(Base):
    """The document of the call with the same id, cut once it has ended; null when it is to be cut anew."""

    __tablename__ = "call_words"
    __table_args__ = (
        sa.Index("ix_call_words_document", "document", postgresql_using="gin", postgresql_with=_AT_ONCE),
        sa.Index("ix_call_words_stale", "id", postgresql_where=sa.text("document IS NULL")),
    )

    id: Mapped[int] = mapped_column(
        sa.ForeignKey("calls.id", ondelete="CASCADE"), primary_key=True, autoincrement=False
    )
    document: Mapped[str | None] = mapped_column(TSVECTOR)
