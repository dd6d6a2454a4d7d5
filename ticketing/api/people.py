"""People and teams: who may log in and as what."""

from collections.abc import Callable
from typing import Any

import marshmallow as ma
from flask.views import MethodView

from ticketing.actions import people
from ticketing.actions.people import PEOPLE_ROLES, PersonEdit, PersonWish
from ticketing.api.door import Door
from ticketing.api.fields import code, line
from ticketing.api.idempotent import idempotent
from ticketing.api.requests import PageArgs, if_match, paged, read_cursor
from ticketing.auth import current_actor, needs, passwords
from ticketing.auth.marks import signed_in
from ticketing.db import do, reading
from ticketing.domain.deliveries import LONGEST_ADDRESS
from ticketing.domain.permissions import Permission
from ticketing.models.people import Team
from ticketing.queries import people as looks

blp = Door("people", __name__, url_prefix="", description="People, roles, teams")

MOST_QUEUES = 100


def _roles(**options: Any) -> ma.fields.List[Any]:
    word = ma.fields.String(validate=ma.validate.OneOf(sorted(PEOPLE_ROLES)))
    return ma.fields.List(word, validate=ma.validate.Length(1, len(PEOPLE_ROLES)), **options)


def _queues(**options: Any) -> ma.fields.List[Any]:
    return ma.fields.List(line(64), validate=ma.validate.Length(max=MOST_QUEUES), **options)


class PersonSchema(ma.Schema):
    id = ma.fields.Integer()
    login = ma.fields.String()
    code = ma.fields.String(allow_none=True)
    name = ma.fields.String()
    roles = ma.fields.List(ma.fields.String())
    extension = ma.fields.String(allow_none=True)
    email = ma.fields.String(allow_none=True)
    mobile = ma.fields.String(allow_none=True)
    team = ma.fields.String(allow_none=True)
    queues = ma.fields.List(ma.fields.String())
    active = ma.fields.Boolean()
    language = ma.fields.String()
    theme = ma.fields.String()
    must_change_password = ma.fields.Boolean()
    created_at = ma.fields.AwareDateTime()
    version = ma.fields.Integer()


class FirstPasswordSchema(ma.Schema):
    """Shown once; it must be changed at the first login."""

    password = ma.fields.String()


class NewPersonSchema(PersonSchema, FirstPasswordSchema):
    """The new person with the first password, which is never shown again."""


class PeopleSchema(ma.Schema):
    items = ma.fields.List(ma.fields.Nested(PersonSchema))
    next = ma.fields.String(allow_none=True)


class PeopleArgs(PageArgs):
    q = ma.fields.String(load_default="", validate=ma.validate.Length(max=100))


class PersonWishSchema(ma.Schema):
    login = code(required=True)
    name = line(required=True)
    roles = _roles(required=True)
    code = code(load_default=None, allow_none=True)
    team = line(64, load_default=None, allow_none=True)
    queues = _queues(load_default=list)
    extension = line(64, 0, load_default=None, allow_none=True)
    email = line(LONGEST_ADDRESS, 0, load_default=None, allow_none=True)
    mobile = line(32, 0, load_default=None, allow_none=True)
    language = ma.fields.String(load_default=None, validate=ma.validate.OneOf(["zh", "en"]))


class PersonEditSchema(ma.Schema):
    """Only what is named changes; null or "" takes code or team away."""

    name = line()
    code = ma.fields.String(allow_none=True, validate=ma.validate.Regexp(r"^[A-Za-z0-9_.\-]{0,64}\Z"))
    roles = _roles()
    extension = line(64, 0, allow_none=True)
    email = line(LONGEST_ADDRESS, 0, allow_none=True)
    mobile = line(32, 0, allow_none=True)
    team = line(64, 0, allow_none=True)
    queues = _queues()
    active = ma.fields.Boolean()


class TeamSchema(ma.Schema):
    code = code(required=True)
    name = line(required=True)


class TeamsSchema(ma.Schema):
    items = ma.fields.List(ma.fields.Nested(TeamSchema))


@blp.route("/people")
class People(MethodView):
    @needs(Permission.PEOPLE_ADMIN)
    @blp.arguments(PeopleArgs, location="query")
    @blp.response(200, PeopleSchema)
    def get(self, args: dict[str, Any]) -> dict[str, Any]:
        """Everybody, a page at a time; `q` searches login, code and name."""
        after = read_cursor(args["after"], int)
        with reading() as session:
            rows = looks.page(session, after[0] if after else 0, args["limit"] + 1, args["q"])
        items, following = paged(rows, args["limit"], lambda row: (row.id,))
        return {"items": items, "next": following}

    @needs(Permission.PEOPLE_ADMIN)
    @idempotent
    @blp.arguments(PersonWishSchema)
    @blp.response(201, NewPersonSchema)
    def post(self, body: dict[str, Any]) -> dict[str, Any]:
        """A new person; the answer holds the first password, once."""
        wish = PersonWish(**{**body, "roles": tuple(body["roles"]), "queues": tuple(body["queues"])})
        password = passwords.random_password()
        hashed = passwords.hash_of(password)
        person_id = do(current_actor(), lambda work: people.add(work, wish, hashed).id)
        return vars(_one(person_id)) | {"password": password}


@blp.route("/people/<int:person_id>")
class Person(MethodView):
    @needs(Permission.PEOPLE_ADMIN)
    @blp.response(200, PersonSchema)
    def get(self, person_id: int) -> looks.PersonRow:
        """One person."""
        return _one(person_id)

    @needs(Permission.PEOPLE_ADMIN)
    @blp.arguments(PersonEditSchema)
    @blp.response(200, PersonSchema)
    def patch(self, body: dict[str, Any], person_id: int) -> looks.PersonRow:
        """Change name, code, roles, team, queues or lock; what changes rights ends the person's logins."""
        version = if_match()
        do(current_actor(), lambda work: people.edit(work, person_id, version, _edit(body)))
        return _one(person_id)


@blp.route("/people/<int:person_id>/password", methods=["POST"])
@needs(Permission.PEOPLE_ADMIN)
@blp.response(200, FirstPasswordSchema)
def reset_password(person_id: int) -> dict[str, str]:
    """A new first password, shown once; the person's logins end."""
    password = passwords.random_password()
    hashed = passwords.hash_of(password)
    do(current_actor(), lambda work: people.reset_password(work, person_id, hashed))
    return {"password": password}


@blp.route("/people/<int:person_id>/sessions", methods=["DELETE"])
@signed_in
@blp.response(204)
def end_logins(person_id: int) -> None:
    """Log the person out everywhere: oneself, or anybody for an administrator."""
    do(current_actor(), lambda work: people.end_logins(work, person_id))


@blp.route("/teams")
class Teams(MethodView):
    @signed_in
    @blp.response(200, TeamsSchema)
    def get(self) -> dict[str, Any]:
        """Every team."""
        with reading() as session:
            return {"items": looks.teams(session)}

    @needs(Permission.PEOPLE_ADMIN)
    @idempotent
    @blp.arguments(TeamSchema)
    @blp.response(201, TeamSchema)
    def post(self, body: dict[str, str]) -> Team:
        """A new team."""
        return do(current_actor(), lambda work: people.add_team(work, **body))


def _one(person_id: int) -> looks.PersonRow:
    with reading() as session:
        return looks.one(session, person_id)


def _edit(body: dict[str, Any]) -> PersonEdit:
    # In JSON null takes away; in the action None means "not named".
    read: dict[str, Callable[[Any], Any]] = {"roles": tuple, "queues": tuple}
    read |= dict.fromkeys(("code", "team", "extension", "email", "mobile"), _or_empty)
    return PersonEdit(**{name: read[name](value) if name in read else value for name, value in body.items()})


def _or_empty(value: str | None) -> str:
    return value or ""
