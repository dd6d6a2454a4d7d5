"""部门联系电话: whom calls and tickets are handed on to outside the floor."""

from datetime import date

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from ticketing.models.base import Base, Versioned


class Department(Versioned, Base):
    """One line of the directory; retired ones stay for what refers to them."""

    __tablename__ = "departments"
    __table_args__ = (
        sa.Index("uq_departments_name", "name", unique=True, postgresql_where=sa.text("active")),
    )  # fmt: skip

    name: Mapped[str]
    head: Mapped[str] = mapped_column(default="")
    # What the head is there (职务).
    post: Mapped[str] = mapped_column(default="")
    phone: Mapped[str] = mapped_column(default="")
    mobile: Mapped[str] = mapped_column(default="")
    fax: Mapped[str] = mapped_column(default="")
    mail: Mapped[str] = mapped_column(default="")
    # What they deal with (业务范围), when they are there, who stands in.
    scope: Mapped[str] = mapped_column(default="")
    hours: Mapped[str] = mapped_column(default="")
    deputy: Mapped[str] = mapped_column(default="")
    position: Mapped[int] = mapped_column(default=0)
    active: Mapped[bool] = mapped_column(default=True)
    updated_on: Mapped[date]
