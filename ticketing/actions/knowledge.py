"""Keep what the centre knows; every wording stays readable, and everybody marks what they need often."""

from dataclasses import dataclass, field

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import TSVECTOR, insert

from ticketing.domain.finding import document
from ticketing.domain.permissions import Permission
from ticketing.errors import Conflict
from ticketing.models.knowledge import Article, ArticleMark, ArticleWording
from ticketing.work import Work, expect_version


@dataclass(frozen=True)
class ArticleWish:
    """An article as somebody writes it; `kinds` are words of `TicketKind`."""

    title: str
    text: str
    category: str = ""
    kinds: tuple[str, ...] = field(default=())
    active: bool = True


def add(work: Work, wish: ArticleWish) -> Article:
    """Raises `Conflict` (`name_taken`)."""
    work.require(Permission.SCRIPT_WRITE)
    _refuse_twin(work, wish.title, None)
    row = Article(version=1)
    return _kept(work, _worded(work, row, wish))


def edit(work: Work, article_id: int, version: int | None, wish: ArticleWish) -> Article:
    """Another wording from now on. Raises as `add`, and `stale_version`."""
    work.require(Permission.SCRIPT_WRITE)
    row = work.get(Article, article_id)
    expect_version(row, version)
    _refuse_twin(work, wish.title, row.id)
    return _kept(work, _worded(work, row, wish))


def mark(work: Work, article_id: int, *, on: bool) -> None:
    """One's own favourite, or no longer; saying it again changes nothing."""
    work.require(Permission.TICKET_READ)
    article = work.get(Article, article_id)
    own = {"person_id": work.actor.id, "article_id": article.id}
    if on:
        work.session.execute(insert(ArticleMark).values(**own).on_conflict_do_nothing())
    else:
        work.session.execute(sa.delete(ArticleMark).filter_by(**own))


def _worded(work: Work, row: Article, wish: ArticleWish) -> Article:
    row.title, row.text, row.category, row.active = wish.title, wish.text, wish.category, wish.active
    row.kinds = list(wish.kinds)
    row.changed_at, row.changed_by = work.now, work.actor.id
    row.document = sa.cast(document((wish.title, wish.category, wish.text)), TSVECTOR)
    return row


def _kept(work: Work, row: Article) -> Article:
    work.add(row)
    said = {"version": row.version, "title": row.title, "text": row.text}
    work.add(ArticleWording(article_id=row.id, by_id=work.actor.id, at=work.now, **said))
    return row


def _refuse_twin(work: Work, title: str, own_id: int | None) -> None:
    twin = work.session.scalar(sa.select(Article.id).where(Article.title == title))
    if twin is not None and twin != own_id:
        raise Conflict("name_taken", errors={"title": ["name_taken"]})
