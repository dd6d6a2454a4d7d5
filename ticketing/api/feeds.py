"""One's own shifts and call-backs for a calendar program: a secret link each, and the file behind it."""

import hashlib
from collections.abc import Callable, Sequence
from datetime import timedelta
from typing import Any, Final
from zoneinfo import ZoneInfo

import marshmallow as ma
from flask import Response, current_app, request
from flask.views import MethodView
from flask_babel import force_locale, gettext
from flask_babel import lazy_gettext as _l
from sqlalchemy.orm import Session

from ticketing.actions import feeds
from ticketing.api.door import PREFIX, Door
from ticketing.auth import current_actor, public, signed_in
from ticketing.auth.sessions import hash_of_token, new_token
from ticketing.db import begin, centre, do, now, reading
from ticketing.domain.actors import SYSTEM
from ticketing.domain.adherence import Does, Piece
from ticketing.domain.instants import instant
from ticketing.errors import NotFound
from ticketing.models.people import Person
from ticketing.models.roster_runs import FeedKind
from ticketing.outside.icalendar_file import MEDIA_TYPE, Entry, written
from ticketing.outside.texts import LANGUAGES
from ticketing.queries import feeds as looks
from ticketing.queries.people import USUAL_LANGUAGE

blp = Door("feeds", __name__, url_prefix="", description="Calendars of one's own")

LONGEST_TOKEN = 64
#: A program asks every hour: more often than this its asking is not written down.
NOTED_EVERY = timedelta(minutes=30)
DOES: Final = {
    Does.BREAK: _l("Break"),
    Does.MEAL: _l("Meal"),
    Does.MEETING: _l("Meeting"),
    Does.TRAINING: _l("Training"),
    Does.HANDOVER: _l("Hand-over"),
    Does.OFFLINE_WORK: _l("Work off the line"),
    Does.BUSY: _l("Busy"),
}


class FeedBody(ma.Schema):
    kind = ma.fields.Enum(FeedKind, by_value=True, required=True)


class FeedSchema(ma.Schema):
    kind = ma.fields.Enum(FeedKind, by_value=True)
    created_at = ma.fields.AwareDateTime()
    last_read_at = ma.fields.AwareDateTime(allow_none=True)


class NewFeedSchema(FeedSchema):
    """`url` is shown this once: only a hash of it is kept."""

    url = ma.fields.String()


class FeedsSchema(ma.Schema):
    items = ma.fields.List(ma.fields.Nested(FeedSchema))


@blp.route("/calendar-feeds")
class Feeds(MethodView):
    @signed_in
    @blp.response(200, FeedsSchema)
    def get(self) -> dict[str, Any]:
        """One's own links that are good."""
        with reading() as session:
            return {"items": list(looks.of_person(session, current_actor().id or 0))}

    @signed_in
    @blp.arguments(FeedBody)
    @blp.response(201, NewFeedSchema)
    def post(self, body: dict[str, FeedKind]) -> dict[str, Any]:
        """A new link; the one before of its kind opens nothing any more."""
        token, hashed = new_token()
        feed = do(current_actor(), lambda work: feeds.make(work, body["kind"], hashed))
        url = f"{current_app.config['REXIAN'].origins[0]}{PREFIX}/calendars/{token}.ics"
        return {"kind": feed.kind, "created_at": feed.created_at, "last_read_at": None, "url": url}


@blp.route("/calendar-feeds/<kind>", methods=["DELETE"])
@signed_in
@blp.response(204)
def revoke(kind: str) -> None:
    """The link opens nothing any more."""
    if kind not in [one.value for one in FeedKind]:
        raise NotFound(what="calendar_feeds")
    do(current_actor(), lambda work: feeds.revoke(work, FeedKind(kind)))


@blp.route("/calendars/<token>.ics")
@public
@blp.file(MEDIA_TYPE, s304="Nothing has changed since")
def calendar(token: str) -> Response:
    """The calendar behind a link, for whoever holds it: shift, site and doings, no colleague and no customer.

    404 for a link that is unknown or revoked; 304 with the `ETag` of before in `If-None-Match`.
    """
    at = now()
    with reading() as session:
        found = looks.by_token(session, hash_of_token(token)) if len(token) <= LONGEST_TOKEN else None
        if found is None:
            raise NotFound(what="calendar_feeds")
        feed, person = found
        with force_locale(LANGUAGES[person.language or USUAL_LANGUAGE]):
            body = written(*_WRITERS[feed.kind](session, person))
    if feed.last_read_at is None or at - feed.last_read_at > NOTED_EVERY:
        with begin(SYSTEM) as work:
            feeds.was_read(work, feed.id)
    return _answer(body)


def _answer(body: bytes) -> Response:
    response = Response(body, mimetype=MEDIA_TYPE)
    response.set_etag(hashlib.sha256(body).hexdigest()[:32])
    response.headers["Cache-Control"] = "private, no-cache"
    response.make_conditional(request)
    return response


def _shifts(session: Session, person: Person) -> tuple[str, Sequence[Entry]]:
    rows = looks.shifts(session, person.id, now(), centre().timezone)
    return gettext("My shifts"), [_shift(row, person.language or USUAL_LANGUAGE) for row in rows]


def _shift(row: looks.ShiftEntry, language: str) -> Entry:
    name = (row.name_en if language == "en" else "") or row.name or gettext("Shift")
    return Entry(
        uid=f"shift-{row.id}@{_host()}",
        sequence=row.sequence,
        start_at=row.start_at,
        end_at=row.end_at,
        zone=row.zone,
        stamp_at=row.told_at,
        summary=gettext("%(shift)s, leads it", shift=name) if row.is_leader else name,
        cancelled=row.cancelled,
        place=row.site,
        about="\n".join(_piece(piece, row.zone) for piece in row.pieces if piece.does is not Does.ON_QUEUE),
    )


def _piece(piece: Piece, zone: str) -> str:
    ends = [instant(us).astimezone(ZoneInfo(zone)).strftime("%H:%M") for us in (piece.start_us, piece.end_us)]
    return f"{'–'.join(ends)} {DOES[piece.does]}"


def _callbacks(session: Session, person: Person) -> tuple[str, Sequence[Entry]]:
    rows = looks.callbacks(session, person.id, now())
    return gettext("My call-backs"), [_callback(row) for row in rows]


def _callback(row: looks.CallbackEntry) -> Entry:
    return Entry(
        uid=f"callback-{row.id}@{_host()}",
        sequence=row.sequence,
        start_at=row.start_at,
        end_at=row.end_at,
        zone=centre().timezone,
        stamp_at=row.promised_at,
        summary=gettext("Call-back %(number)s", number=row.ticket or ""),
        cancelled=row.cancelled,
    )


def _host() -> str:
    return str(current_app.config["REXIAN"].origins[0].partition("://")[2])


_WRITERS: dict[FeedKind, Callable[[Session, Person], tuple[str, Sequence[Entry]]]] = {
    FeedKind.SHIFTS: _shifts,
    FeedKind.CALLBACKS: _callbacks,
}
