"""What the centre knows (知识库): answers for the people on the telephone, every wording kept."""

from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import ARRAY, TSVECTOR
from sqlalchemy.orm import Mapped, mapped_column, relationship

from ticketing.models.base import Base, Versioned
from ticketing.models.people import Person


class Article(Versioned, Base):
    """One answer. `kinds`: for which kinds of calls it is offered first; none is for all."""

    __tablename__ = "articles"
    __table_args__ = (sa.Index("ix_articles_document", "document", postgresql_using="gin"),)

    title: Mapped[str] = mapped_column(unique=True)
    category: Mapped[str] = mapped_column(default="")
    text: Mapped[str]
    kinds: Mapped[list[str]] = mapped_column(ARRAY(sa.Text), default=list)
    active: Mapped[bool] = mapped_column(default=True)
    # Title, category and text, cut by domain/finding.py.
    document: Mapped[str] = mapped_column(TSVECTOR)
    changed_at: Mapped[datetime]
    changed_by: Mapped[int | None] = mapped_column(sa.ForeignKey("people.id"))
    changer: Mapped[Person | None] = relationship()


class ArticleWording(Base):
    """What an article said at a version, for whoever asks later what a customer was told."""

    __tablename__ = "article_wordings"
    __table_args__ = (sa.UniqueConstraint("article_id", "version"),)

    article_id: Mapped[int] = mapped_column(sa.ForeignKey("articles.id"))
    version: Mapped[int]
    title: Mapped[str]
    text: Mapped[str]
    by_id: Mapped[int | None] = mapped_column(sa.ForeignKey("people.id"))
    by: Mapped[Person | None] = relationship()
    at: Mapped[datetime]


class ArticleMark(Base):
    """One's own favourites stand first."""

    __tablename__ = "article_marks"
    __table_args__ = (sa.UniqueConstraint("person_id", "article_id"),)

    person_id: Mapped[int] = mapped_column(sa.ForeignKey("people.id"))
    article_id: Mapped[int] = mapped_column(sa.ForeignKey("articles.id"), index=True)
