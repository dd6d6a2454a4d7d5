"""Who calls: the customer's file and the numbers they call from."""

from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from ticketing.models.base import Base, Versioned


class Customer(Versioned, Base):
    """`grade` is normal, vip or key (重点客户); `pinyin` holds full and initial letters for sorting and search."""

    __tablename__ = "customers"

    name: Mapped[str]
    pinyin: Mapped[str] = mapped_column(default="")
    grade: Mapped[str] = mapped_column(default="normal")
    company: Mapped[str] = mapped_column(default="")
    address: Mapped[str] = mapped_column(default="")
    product: Mapped[str] = mapped_column(default="")
    note: Mapped[str] = mapped_column(default="")
    created_at: Mapped[datetime]
    phones: Mapped[list["CustomerPhone"]] = relationship(back_populates="customer", order_by="CustomerPhone.id")


class CustomerPhone(Base):
    """One number of one customer, in E.164; a number may belong to several people (`shared`)."""

    __tablename__ = "customer_phones"
    __table_args__ = (sa.UniqueConstraint("customer_id", "e164"), sa.Index("ix_customer_phones_e164", "e164"))

    customer_id: Mapped[int] = mapped_column(sa.ForeignKey("customers.id"))
    customer: Mapped[Customer] = relationship(back_populates="phones")
    e164: Mapped[str]
    raw: Mapped[str]
    shared: Mapped[bool] = mapped_column(default=False)
