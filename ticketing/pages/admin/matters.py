"""What tickets are about, the words and steps kept ready for them, and how they find their owner."""

from flask import render_template

from ticketing.auth import needs
from ticketing.db import reading
from ticketing.domain.permissions import Permission
from ticketing.errors import NotFound
from ticketing.pages.admin import blueprint, page
from ticketing.queries import admin, assignment, categories, macros, people

MOST_PEOPLE = 2_000


@blueprint.get("/giving")
@needs(Permission.QUEUE_ADMIN)
def giving() -> str:
    """A rule for each queue, and what each agent knows."""
    with reading() as session:
        rules = {one.queue_id: one for one in assignment.rules(session)}
        queues = [(one, rules.get(one.id)) for one in admin.queues(session)]
        skills = assignment.skills(session)
        staff = [row for row in people.page(session, 0, MOST_PEOPLE) if row.code]
        teams = [("", "—"), *((one.code, one.name) for one in people.teams(session))]
    return page("giving", queues=queues, staff=staff, skills=skills, teams=teams)


@blueprint.get("/categories")
@needs(Permission.QUEUE_ADMIN)
def tree() -> str:
    """Every branch, each below the one it hangs on."""
    with reading() as session:
        return page("categories", rows=categories.tree(session))


@blueprint.get("/categories/new")
@needs(Permission.QUEUE_ADMIN)
def new_category() -> str:
    with reading() as session:
        paths = [one.path for one in categories.tree(session)]
    return render_template("admin/_category.html", row=None, paths=paths)


@blueprint.get("/categories/<int:category_id>")
@needs(Permission.QUEUE_ADMIN)
def one_category(category_id: int) -> str:
    with reading() as session:
        found = [one for one in categories.tree(session) if one.id == category_id]
    if not found:
        raise NotFound()
    return render_template("admin/_category.html", row=found[0], paths=[])


@blueprint.get("/macros")
@needs(Permission.QUEUE_ADMIN)
def kept_words() -> str:
    """Every canned text and macro."""
    with reading() as session:
        return page("macros", rows=macros.everyone(session))


@blueprint.get("/macros/new")
@needs(Permission.QUEUE_ADMIN)
def new_macro() -> str:
    return render_template("admin/_macro.html", row=None)


@blueprint.get("/macros/<code>")
@needs(Permission.QUEUE_ADMIN)
def one_macro(code: str) -> str:
    with reading() as session:
        found = [one for one in macros.everyone(session) if one.code == code]
    if not found:
        raise NotFound()
    return render_template("admin/_macro.html", row=found[0])
