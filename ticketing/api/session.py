"""Log in, log out, one's own password and preferences."""

from datetime import timedelta
from typing import Any

import marshmallow as ma
from flask import Response, current_app, g, jsonify, request
from flask.views import MethodView

from ticketing.actions import audit, handovers, logins
from ticketing.api.door import Door
from ticketing.api.refused import NOBODY
from ticketing.auth import COOKIE, asking, passwords, public
from ticketing.auth.marks import before_password_change, signed_in
from ticketing.auth.sessions import actor_of_person, machine_now, new_token
from ticketing.auth.throttle import throttle
from ticketing.config import Config
from ticketing.db import begin, reading
from ticketing.domain.actors import Actor
from ticketing.domain.passwords import complaint
from ticketing.domain.permissions import permissions_of
from ticketing.errors import Forbidden, Invalid, Unauthenticated
from ticketing.queries import people

blp = Door("session", __name__, url_prefix="/session", description="Who is logged in here")
LONGEST_PASSWORD = 1_000
# Use is noted to the minute; whoever was not seen for longer has left.
ACTIVE = timedelta(minutes=3)


class LoginSchema(ma.Schema):
    login = ma.fields.String(required=True, validate=ma.validate.Length(1, 200))
    password = ma.fields.String(required=True, validate=ma.validate.Length(1, LONGEST_PASSWORD))


class LeaveArgs(ma.Schema):
    without_handover = ma.fields.Boolean(load_default=False)


class NewPasswordSchema(ma.Schema):
    old = ma.fields.String(required=True, validate=ma.validate.Length(1, LONGEST_PASSWORD))
    new = ma.fields.String(required=True, validate=ma.validate.Length(1, LONGEST_PASSWORD))


class KeysSchema(ma.Schema):
    """`off`: no key does anything; `presses`: the key of each command that shall differ, "" for none."""

    off = ma.fields.Boolean()
    presses = ma.fields.Dict(
        keys=ma.fields.String(validate=ma.validate.Length(1, 30)),
        values=ma.fields.String(validate=ma.validate.Length(0, 40)),
        validate=ma.validate.Length(max=60),
    )


class PreferencesSchema(ma.Schema):
    language = ma.fields.String(validate=ma.validate.OneOf(["zh", "en"]))
    theme = ma.fields.String(validate=ma.validate.OneOf(["system", "light", "dark"]))
    keys = ma.fields.Nested(KeysSchema)


class OneselfSchema(ma.Schema):
    id = ma.fields.Integer()
    login = ma.fields.String()
    code = ma.fields.String(allow_none=True)
    name = ma.fields.String()
    roles = ma.fields.List(ma.fields.String())
    team = ma.fields.String(allow_none=True)
    language = ma.fields.String()
    theme = ma.fields.String()
    keys = ma.fields.Nested(KeysSchema)
    must_change_password = ma.fields.Boolean()


class OtherSchema(ma.Schema):
    id = ma.fields.Integer()
    since = ma.fields.AwareDateTime(attribute="created_at")
    address = ma.fields.String()


class OthersSchema(ma.Schema):
    items = ma.fields.List(ma.fields.Nested(OtherSchema))


class EndedSchema(ma.Schema):
    ended = ma.fields.Integer()


class SessionSchema(ma.Schema):
    person = ma.fields.Nested(OneselfSchema)
    csrf_token = ma.fields.String()
    permissions = ma.fields.List(ma.fields.String())


@blp.route("")
class Session(MethodView):
    @public
    @blp.arguments(LoginSchema)
    @blp.response(200, SessionSchema)
    def post(self, wanted: dict[str, str]) -> Response:
        """Log in; the answer sets the session cookie and names the CSRF token that writes must carry."""
        actor = _prove(wanted["login"], wanted["password"])
        _leave_older_login()
        return _enter(actor)

    @before_password_change
    @blp.response(200, SessionSchema)
    def get(self) -> dict[str, Any]:
        """Who is logged in here, and what they may do."""
        login = asking()
        if login is None or login.actor.id is None:
            raise Forbidden("token_scope")
        return _body(login.actor, login.csrf_token)

    @before_password_change
    @blp.arguments(LeaveArgs, location="query")
    @blp.response(204)
    def delete(self, args: dict[str, bool]) -> Response:
        """Log out here; other devices stay logged in. 409 `handover_missing` for who goes home with something in hand
        and no sheet, unless they say `without_handover`: then their day does."""
        session_id, actor = _own_session()
        leave = handovers.leave_without if args["without_handover"] else handovers.expect_filed
        with begin(actor) as work:
            leave(work, actor.id or 0)
            logins.log_out(work, session_id, machine_now())
        response = Response(status=204)
        response.delete_cookie(COOKIE, path="/")
        return response


@blp.route("/password", methods=["PUT"])
@before_password_change
@blp.arguments(NewPasswordSchema)
@blp.response(200, SessionSchema)
def change_password(wanted: dict[str, str]) -> Response:
    """Choose a new password; every other login of this person ends, this one gets a new cookie."""
    _, actor = _own_session()
    login = _oneself(actor).login
    try:
        actor = _prove(login, wanted["old"])
    except Unauthenticated:
        raise Invalid("wrong_password", errors={"old": ["wrong_password"]}) from None
    why = complaint(wanted["new"], login) or ("same_as_old" if wanted["new"] == wanted["old"] else None)
    if why:
        raise Invalid("weak_password", errors={"new": [why]})
    hashed = passwords.hash_of(wanted["new"])
    with begin(actor) as work:
        logins.choose_password(work, hashed)
    return _enter(actor)


@blp.route("/preferences", methods=["PUT"])
@signed_in
@blp.arguments(PreferencesSchema)
@blp.response(200, OneselfSchema)
def prefer(wanted: dict[str, Any]) -> people.PersonRow:
    """Language (zh, en), theme (system, light, dark) and keys of one's own screens; `bad_keys` names each command."""
    _, actor = _own_session()
    keys = wanted.get("keys", {})
    taste = logins.Taste(wanted.get("language"), wanted.get("theme"), keys.get("off"), keys.get("presses"))
    with begin(actor) as work:
        logins.prefer(work, taste)
    return _oneself(actor)


@blp.route("/others")
class Others(MethodView):
    @signed_in
    @blp.response(200, OthersSchema)
    def get(self) -> dict[str, Any]:
        """Where else the same person is logged in and was active in the last minutes."""
        session_id, _ = _own_session()
        with reading() as session:
            return {"items": people.other_logins(session, session_id, machine_now() - ACTIVE)}

    @signed_in
    @blp.response(200, EndedSchema)
    def delete(self) -> dict[str, int]:
        """End them all; their pages ask for the password again."""
        session_id, actor = _own_session()
        with begin(actor) as work:
            return {"ended": logins.end_others(work, session_id)}


def _own_session() -> tuple[int, Actor]:
    login = asking()
    if login is None or login.session_id is None:
        raise Forbidden("token_scope")
    return login.session_id, login.actor


def _prove(login: str, password: str) -> Actor:
    """Who has this login and password; raises `Unauthenticated` alike for a wrong and an unknown one."""
    address = request.remote_addr or ""
    throttle().enter(login, address)
    with reading() as session:
        person = people.by_login(session, login)
        actor = actor_of_person(session, person) if person else NOBODY
        kept = person.password_hash if person and person.active else None
    # Without a transaction open: it takes a while on purpose, for an unknown login as long as for a known one.
    right = passwords.matches(kept, password) if kept else passwords.waste_time(password)
    if not right:
        throttle().failed(address)
        _note_failure(actor, login)
        raise Unauthenticated("wrong_login")
    throttle().succeeded(login)
    return actor


def _note_failure(actor: Actor, login: str) -> None:
    # What was typed is written down only when it is a login: people type passwords into the wrong field.
    g.refusal_noted = True
    with begin(NOBODY, nudge=False) as work:
        audit.record(work, "login_failed", f"person:{actor.id}" if actor.id else "", login=login if actor.id else "?")


def _leave_older_login() -> None:
    login = asking()
    if login is not None and login.session_id is not None:
        with begin(login.actor) as work:
            logins.log_out(work, login.session_id, machine_now())


def _enter(actor: Actor) -> Response:
    """A login with a token of its own: whatever cookie came with the request is worth nothing."""
    token, token_hash = new_token()
    device = logins.Device(token_hash, new_token()[0], request.user_agent.string)
    now = machine_now()
    with begin(actor) as work:
        logins.log_in(work, device, now)
    response = jsonify(SessionSchema().dump(_body(actor, device.csrf_token)))
    config: Config = current_app.config["REXIAN"]
    secure = config.secure_cookies or request.is_secure
    response.set_cookie(COOKIE, token, max_age=logins.LONGEST, httponly=True, secure=secure, samesite="Lax", path="/")
    return response


def _body(actor: Actor, csrf_token: str) -> dict[str, Any]:
    return {"person": _oneself(actor), "csrf_token": csrf_token, "permissions": permissions_of(actor)}


def _oneself(actor: Actor) -> people.PersonRow:
    with reading() as session:
        return people.one(session, actor.id or 0)
