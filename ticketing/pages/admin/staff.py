"""People, tokens and the audit: who may do what, and who did."""

from typing import Any

from flask import render_template, request

from ticketing.actions.changes import KINDS
from ticketing.auth import current_actor, needs
from ticketing.db import reading
from ticketing.domain.complaints import LIMITS
from ticketing.domain.permissions import TOKEN_SCOPES, Permission, Verdict, judge
from ticketing.errors import NotFound
from ticketing.pages import audit_lines
from ticketing.pages.admin import blueprint, page
from ticketing.pages.frame import ROLES
from ticketing.pages.places import queue_names
from ticketing.queries import admin, people, ranks

PER_PAGE = 50


@blueprint.get("/people")
@needs(Permission.PEOPLE_ADMIN)
def staff() -> str:
    """`?q=` searches login, number and name; `?after=` is the next page."""
    text = request.args.get("q", "")
    with reading() as session:
        rows = people.page(session, _after(), PER_PAGE + 1, text)
        teams = {team.code: team.name for team in people.teams(session)}
        names = queue_names(session)
    more = rows[PER_PAGE - 1].id if len(rows) > PER_PAGE else None
    return page("people", rows=rows[:PER_PAGE], queue_names=names, teams=teams, roles=_roles(), q=text, more=more)


@blueprint.get("/people/new")
@needs(Permission.PEOPLE_ADMIN)
def new_person() -> str:
    return _form(None)


@blueprint.get("/people/<int:person_id>")
@needs(Permission.PEOPLE_ADMIN)
def one_person(person_id: int) -> str:
    with reading() as session:
        return _form(people.one(session, person_id))


@blueprint.get("/ranks")
@needs(Permission.PEOPLE_ADMIN)
def ranks_above() -> str:
    """Who is named team manager, manager or director, and how much each rank may approve."""
    with reading() as session:
        named = ranks.named(session)
        chosen = people.above_agents(session, {one for who in named.values() for one in who})
    roles = {str(role): str(name) for role, name in ROLES.items()}
    rows = [
        {"id": one.id, "code": one.code, "login": one.login, "name": one.name, "roles": [roles[r] for r in one.roles]}
        for one in chosen
    ]
    limits = [(rank.value, limit) for rank, limit in LIMITS.items()]
    return page("ranks", people=rows, named=named, ranks=ranks.WORDS, limits=limits, by_role=("lead", "supervisor"))


@blueprint.get("/tokens")
@needs(Permission.TOKEN_ADMIN)
def tokens() -> str:
    with reading() as session:
        names = ("id", "name", "scope", "created_at", "last_used_at", "revoked_at")
        rows = [_plain(row, *names) for row in admin.tokens(session)]
        sources = [(str(source.id), f"{source.pbx.code} · {source.name}") for source in admin.sources(session)]
    scopes = sorted([*TOKEN_SCOPES, "api"])
    return page("tokens", rows=rows, sources=sources, scopes=scopes)


@blueprint.get("/audit")
@needs(Permission.AUDIT_READ)
def audit() -> str:
    """The newest rows; `?action=` and `?object=` narrow."""
    wanted = admin.AuditFilter(action=request.args.get("action") or None, object=request.args.get("object") or None)
    with reading() as session:
        found = admin.audit(session, current_actor(), wanted, _after() or None, PER_PAGE + 1)
        names = {row.id: row.name for row in people.page(session, 0, 1000)}
        rows = [
            _plain(row, "id", "at", "actor_id", "action", "object")
            | {"about": audit_lines.thing(row.object, names), "parts": audit_lines.parts(row)}
            | {"changed": "before" in row.detail}
            for row in found
        ]
    more = rows[PER_PAGE - 1]["id"] if len(rows) > PER_PAGE else None
    undoable = {action for action, kind in KINDS.items() if judge(current_actor(), kind.right) is Verdict.ALLOWED}
    return page("audit", rows=rows[:PER_PAGE], names=names, wanted=wanted, more=more, undoable=undoable)


def _form(person: people.PersonRow | None) -> str:
    with reading() as session:
        teams = [("", "—"), *((team.code, team.name) for team in people.teams(session))]
        queues = list(queue_names(session).items())
    return render_template("admin/_person.html", person=person, teams=teams, queues=queues, roles=_roles())


def _roles() -> dict[str, str]:
    return {role.value: str(word) for role, word in ROLES.items()}


def _after() -> int:
    try:
        return int(request.args.get("after", "0"))
    except ValueError:
        raise NotFound() from None


def _plain(row: Any, *names: str) -> dict[str, Any]:
    return {name: getattr(row, name) for name in names}
