"""The knowledge base (知识库): searched by everybody who answers, written by who leads."""

from flask import Blueprint, render_template, request

from ticketing.auth import current_actor, needs
from ticketing.db import reading
from ticketing.domain.permissions import Permission
from ticketing.errors import NotFound
from ticketing.models.knowledge import Article
from ticketing.queries import knowledge as looks

blueprint = Blueprint("knowledge_pages", __name__, url_prefix="/knowledge")


@blueprint.get("")
@needs(Permission.TICKET_READ)
def base() -> str:
    """`?q=` searches, `?kind=` puts articles for that kind of call first, `?article=` opens one."""
    text, kind = request.args.get("q", "").strip()[:100], request.args.get("kind", "")
    asked = request.args.get("article", "")
    with reading() as session:
        rows = looks.search(session, current_actor().id, looks.Wanted(text, kind, active=False))
    opened = int(asked) if asked.isascii() and asked.isdecimal() and len(asked) < 19 else None
    return render_template("knowledge/list.html", rows=rows, q=text, kind=kind, opened=opened)


@blueprint.get("/new")
@needs(Permission.SCRIPT_WRITE)
def new() -> str:
    return _form(None)


@blueprint.get("/<int:article_id>/form")
@needs(Permission.SCRIPT_WRITE)
def edit(article_id: int) -> str:
    with reading() as session:
        row = looks.one(session, article_id)
        if row is None:
            raise NotFound()
        return _form(row)


@blueprint.get("/<int:article_id>/wordings")
@needs(Permission.SCRIPT_WRITE)
def wordings(article_id: int) -> str:
    """What it said when, for whoever asks what a customer was told."""
    with reading() as session:
        rows = looks.wordings(session, article_id)
    if not rows:
        raise NotFound()
    return render_template("knowledge/_wordings.html", rows=rows)


def _form(row: Article | None) -> str:
    return render_template("knowledge/_article.html", row=row)
