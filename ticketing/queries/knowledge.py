"""What the centre knows, found by any of its words; what the asker has marked stands first."""

from collections.abc import Sequence
from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import TSQUERY
from sqlalchemy.orm import Session, joinedload

from ticketing.domain.finding import question
from ticketing.models.knowledge import Article, ArticleMark, ArticleWording


@dataclass(frozen=True)
class Wanted:
    """`kind`: of these the articles for this kind of call come first; `active` leaves out what is out of use."""

    text: str = ""
    kind: str = ""
    active: bool = True
    limit: int = 50


def search(session: Session, person_id: int | None, wanted: Wanted) -> list[tuple[Article, bool]]:
    """Articles with whether the asker has marked them. One query."""
    marked = sa.select(ArticleMark.article_id).where(ArticleMark.person_id == person_id)
    is_mine = Article.id.in_(marked)
    found = sa.select(Article, is_mine).options(joinedload(Article.changer))
    if wanted.active:
        found = found.where(Article.active)
    asked = question(wanted.text)
    order = [is_mine.desc(), Article.kinds.contains([wanted.kind]).desc(), Article.category, Article.title]
    if asked is not None:
        words = sa.cast(asked, TSQUERY)
        found = found.where(Article.document.op("@@")(words))
        order.insert(0, sa.func.ts_rank(Article.document, words).desc())
    return [(row, mine) for row, mine in session.execute(found.order_by(*order).limit(wanted.limit))]


def one(session: Session, article_id: int) -> Article | None:
    return session.scalar(sa.select(Article).filter_by(id=article_id).options(joinedload(Article.changer)))


def wordings(session: Session, article_id: int) -> Sequence[ArticleWording]:
    """Every wording, the newest first."""
    found = sa.select(ArticleWording).filter_by(article_id=article_id).options(joinedload(ArticleWording.by))
    return session.scalars(found.order_by(ArticleWording.version.desc())).all()
