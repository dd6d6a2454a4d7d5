"""What a suggestion has beside its ticket (呼叫中心客户建议统计表)."""

from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from ticketing.domain.suggestions import Adoption, SuggestionCategory
from ticketing.models.base import Base
from ticketing.models.tickets import Ticket


class Suggestion(Base):
    """One row a suggestion; `same_as_id` names the first of those who said the same (合并同类)."""

    __tablename__ = "suggestions"

    ticket_id: Mapped[int] = mapped_column(sa.ForeignKey("tickets.id"), unique=True)
    ticket: Mapped[Ticket] = relationship(foreign_keys=ticket_id)
    category: Mapped[SuggestionCategory] = mapped_column(default=SuggestionCategory.OTHER)
    same_as_id: Mapped[int | None] = mapped_column(sa.ForeignKey("tickets.id"), index=True)
    department: Mapped[str] = mapped_column(default="")
    passed_at: Mapped[datetime | None]
    adoption: Mapped[Adoption | None]
    answer: Mapped[str] = mapped_column(default="")
    answered_by: Mapped[str] = mapped_column(default="")
    answered_at: Mapped[datetime | None]
    told_at: Mapped[datetime | None]
    told_by: Mapped[int | None] = mapped_column(sa.ForeignKey("people.id"))
