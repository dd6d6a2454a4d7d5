"""Who calls: the customer's file, the numbers they call from, and what was done to the file."""

from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.ext.hybrid import hybrid_property
from sqlalchemy.orm import Mapped, mapped_column, relationship

from ticketing.domain.customers import RequestKind, RequestState
from ticketing.models.base import Base, Versioned
from ticketing.models.people import Person


class Customer(Versioned, Base):
    """`grade` is normal, vip or key (重点客户); `pinyin` holds full and initial letters for sorting and search."""

    __tablename__ = "customers"
    __table_args__ = (
        sa.Index(
            "ix_customers_merged_into_id", "merged_into_id", postgresql_where=sa.text("merged_into_id IS NOT NULL")
        ),
        sa.Index("ix_customers_barred", "barred_at", "id", postgresql_where=sa.text("barred_at IS NOT NULL")),
        sa.Index("ix_customers_grade", "grade", "id", postgresql_where=sa.text("grade <> 'normal'")),
    )

    name: Mapped[str]
    pinyin: Mapped[str] = mapped_column(default="")
    grade: Mapped[str] = mapped_column(default="normal")
    company: Mapped[str] = mapped_column(default="")
    address: Mapped[str] = mapped_column(default="")
    product: Mapped[str] = mapped_column(default="")
    note: Mapped[str] = mapped_column(default="")
    # Where notices go beside their telephone, and in which language: zh, en, or empty for the centre's own.
    email: Mapped[str] = mapped_column(default="", server_default="")
    language: Mapped[str] = mapped_column(default="", server_default="")
    # They do not want to be told anything by message.
    no_notices: Mapped[bool] = mapped_column(default=False, server_default=sa.false())
    created_at: Mapped[datetime]
    # On the black list since, by whom and why: nobody dials them, and whoever they reach is told.
    barred_at: Mapped[datetime | None]
    barred_reason: Mapped[str] = mapped_column(default="", server_default="")
    barred_by: Mapped[int | None] = mapped_column(sa.ForeignKey("people.id"))
    # The file that this one became part of; it keeps nothing of its own but its words.
    merged_into_id: Mapped[int | None] = mapped_column(sa.ForeignKey("customers.id"))
    erased_at: Mapped[datetime | None]
    phones: Mapped[list["CustomerPhone"]] = relationship(back_populates="customer", order_by="CustomerPhone.id")

    @hybrid_property
    def is_alive(self) -> bool:
        """Neither merged into another nor erased."""
        return self.merged_into_id is None and self.erased_at is None

    @is_alive.inplace.expression
    @classmethod
    def _is_alive(cls) -> sa.ColumnElement[bool]:
        return sa.and_(cls.merged_into_id.is_(None), cls.erased_at.is_(None))


class CustomerPhone(Base):
    """One number of one customer, in E.164; a number may belong to several people (`shared`)."""

    __tablename__ = "customer_phones"
    __table_args__ = (sa.UniqueConstraint("customer_id", "e164"), sa.Index("ix_customer_phones_e164", "e164"))

    customer_id: Mapped[int] = mapped_column(sa.ForeignKey("customers.id"))
    customer: Mapped[Customer] = relationship(back_populates="phones")
    e164: Mapped[str]
    raw: Mapped[str]
    shared: Mapped[bool] = mapped_column(default=False)


class CustomerNote(Base):
    """A word of colleagues about a customer, whatever the matter."""

    __tablename__ = "customer_notes"

    customer_id: Mapped[int] = mapped_column(sa.ForeignKey("customers.id"), index=True)
    author_id: Mapped[int | None] = mapped_column(sa.ForeignKey("people.id"))
    author: Mapped[Person | None] = relationship()
    text: Mapped[str]
    written_at: Mapped[datetime]


class CustomerMerge(Base):
    """Two files made one; `moved` names the rows that changed hands ({table: [ids]}), so that they can go back."""

    __tablename__ = "customer_merges"

    source_id: Mapped[int] = mapped_column(sa.ForeignKey("customers.id"), index=True)
    source: Mapped[Customer] = relationship(foreign_keys=source_id)
    target_id: Mapped[int] = mapped_column(sa.ForeignKey("customers.id"), index=True)
    target: Mapped[Customer] = relationship(foreign_keys=target_id)
    by_id: Mapped[int | None] = mapped_column(sa.ForeignKey("people.id"))
    by: Mapped[Person | None] = relationship(foreign_keys=by_id)
    reason: Mapped[str] = mapped_column(default="")
    moved: Mapped[dict[str, Any]]
    at: Mapped[datetime]
    undone_at: Mapped[datetime | None]
    undone_by: Mapped[int | None] = mapped_column(sa.ForeignKey("people.id"))


class PersonalRequest(Base):
    """What somebody asked us to do with what we know of them, to be answered by `due_at` (security.md 3.7).

    `subject` is a seal of the number or file asked about: after an erasure nothing here says whose it was.
    """

    __tablename__ = "personal_requests"
    __table_args__ = (sa.Index("ix_personal_requests_owed", "due_at", postgresql_where=sa.text("state = 'owed'")),)

    kind: Mapped[RequestKind]
    state: Mapped[RequestState]
    customer_id: Mapped[int | None] = mapped_column(sa.ForeignKey("customers.id"))
    subject: Mapped[str] = mapped_column(default="")
    reason: Mapped[str]
    asked_at: Mapped[datetime]
    due_at: Mapped[datetime]
    by_id: Mapped[int | None] = mapped_column(sa.ForeignKey("people.id"))
    by: Mapped[Person | None] = relationship(foreign_keys=by_id)
    done_at: Mapped[datetime | None]
    # What was found and changed: {table: rows}.
    outcome: Mapped[dict[str, Any]] = mapped_column(default=dict)
    # How far an erasure is, while it goes on (actions/customers/erase.py).
    progress: Mapped[dict[str, Any]] = mapped_column(default=dict)
    lease_until: Mapped[datetime | None]
