"""Swaps and gaps over HTTP: offered, accepted, approved; a gap belongs to whoever takes it first."""

from collections.abc import Callable
from typing import Any, TypeVar

import marshmallow as ma
from flask.views import MethodView
from flask_babel import gettext

from ticketing.actions import swaps
from ticketing.actions.swaps.covers import ranked
from ticketing.api.door import Door
from ticketing.api.fields import code, day, line
from ticketing.api.idempotent import idempotent
from ticketing.api.leaves import DecisionBody, whose
from ticketing.api.requests import if_match
from ticketing.api.shifts.door import FindingSchema
from ticketing.auth import current_actor, needs
from ticketing.db import begin, centre, do, now, reading
from ticketing.domain.permissions import Permission, Target
from ticketing.errors import Conflict
from ticketing.models.swaps import Cover, Swap
from ticketing.queries import leaves as looks
from ticketing.queries import people, rosters
from ticketing.reports.roster_words import said
from ticketing.work import Work

Row = TypeVar("Row", Swap, Cover)

blp = Door("swaps", __name__, url_prefix="", description="Shifts that change hands")


class SwapBody(ma.Schema):
    """One's own day for another's; without `to_day` the shift is given away."""

    from_day = day(required=True)
    to = code(required=True, attribute="to_code")
    to_day = day(load_default=None, allow_none=True)
    note = line(load_default="", shortest=0)


class SwapSchema(ma.Schema):
    id = ma.fields.Integer()
    from_ = ma.fields.String(attribute="from_person.code", data_key="from")
    from_name = ma.fields.String(attribute="from_person.name")
    from_day = ma.fields.Date()
    to = ma.fields.String(attribute="to_person.code")
    to_name = ma.fields.String(attribute="to_person.name")
    to_day = ma.fields.Date(allow_none=True)
    note = ma.fields.String()
    state = ma.fields.String(attribute="state.value")
    offered_at = ma.fields.AwareDateTime()
    decision = ma.fields.String()
    version = ma.fields.Integer()


class SwapsSchema(ma.Schema):
    items = ma.fields.List(ma.fields.Nested(SwapSchema))


class CoverSchema(ma.Schema):
    """A gap: whose shift it was, when it is, who has it by now."""

    id = ma.fields.Integer()
    absent = ma.fields.String(attribute="absent.code")
    absent_name = ma.fields.String(attribute="absent.name")
    on_day = ma.fields.Date()
    template = ma.fields.String(attribute="template.code")
    start_at = ma.fields.AwareDateTime()
    end_at = ma.fields.AwareDateTime()
    is_leader = ma.fields.Boolean()
    state = ma.fields.String(attribute="state.value")
    winner = ma.fields.String(attribute="winner.code", allow_none=True)
    version = ma.fields.Integer()


class CoversSchema(ma.Schema):
    items = ma.fields.List(ma.fields.Nested(CoverSchema))


class CandidateSchema(ma.Schema):
    """Hours of that week without the gap, how often they stepped in lately, and what forbids it."""

    person = ma.fields.String()
    name = ma.fields.String()
    fits = ma.fields.Boolean()
    hours = ma.fields.Float()
    covers = ma.fields.Integer()
    likes = ma.fields.Boolean()
    findings = ma.fields.List(ma.fields.Nested(FindingSchema))


class CandidatesSchema(ma.Schema):
    items = ma.fields.List(ma.fields.Nested(CandidateSchema))


@blp.route("/swaps")
class Swaps(MethodView):
    @needs(Permission.LEAVE_ASK, Permission.LEAVE_DECIDE)
    @blp.response(200, SwapsSchema)
    def get(self) -> dict[str, Any]:
        """Exchanges that one is part of or decides about, those that wait first."""
        with reading() as session:
            return {"items": looks.swaps(session, whose(current_actor()), centre().day_of(now()))}

    @needs(Permission.LEAVE_ASK)
    @idempotent
    @blp.arguments(SwapBody)
    @blp.response(201, SwapSchema)
    def post(self, body: dict[str, Any]) -> Swap:
        """Offer a shift of one's own for another's."""
        return _worded(lambda work: swaps.offer(work, swaps.SwapWish(**body)))


@blp.route("/swaps/<int:swap_id>/acceptance", methods=["PUT"])
@needs(Permission.LEAVE_ASK)
@blp.response(200, SwapSchema)
def accept(swap_id: int) -> Swap:
    """Say yes to an offer that was made to oneself."""
    return _worded(lambda work: swaps.accept(work, swap_id, if_match()))


@blp.route("/swaps/<int:swap_id>/decision", methods=["PUT"])
@needs(Permission.LEAVE_DECIDE)
@blp.arguments(DecisionBody)
@blp.response(200, SwapSchema)
def decide(body: dict[str, Any], swap_id: int) -> Swap:
    """Approve or refuse what two people agreed to; approved, it is published."""
    return _worded(lambda work: swaps.decide(work, swap_id, body["approved"], body["why"], if_match()))


@blp.route("/swaps/<int:swap_id>", methods=["DELETE"])
@needs(Permission.LEAVE_ASK)
@blp.response(200, SwapSchema)
def withdraw(swap_id: int) -> Swap:
    """Take one's own offer back, or say no to one."""
    return do(current_actor(), lambda work: swaps.withdraw(work, swap_id))


@blp.route("/covers", methods=["GET"])
@needs(Permission.ROSTER_READ)
@blp.response(200, CoversSchema)
def gaps() -> dict[str, Any]:
    """Gaps of one's own site from today on, open ones first."""
    actor = current_actor()
    with reading() as session:
        place = rosters.place_of(session, actor.scope.team_id, centre())
        team_ids = place.team_ids if actor.scope.team_id is not None else None
        return {"items": looks.covers(session, place.day_of(now()), team_ids)}


@blp.route("/covers/<int:cover_id>/winner", methods=["PUT"])
@needs(Permission.LEAVE_ASK)
@blp.response(200, CoverSchema)
def take(cover_id: int) -> Cover:
    """Take a gap: the first has it, everybody later is told so (409)."""
    return _worded(lambda work: swaps.take(work, cover_id))


@blp.route("/covers/<int:cover_id>", methods=["DELETE"])
@needs(Permission.LEAVE_DECIDE)
@blp.response(200, CoverSchema)
def close(cover_id: int) -> Cover:
    """Leave a gap as it is."""
    return do(current_actor(), lambda work: swaps.close_gap(work, cover_id))


@blp.route("/covers/<int:cover_id>/candidates", methods=["GET"])
@needs(Permission.ROSTER_EDIT)
@blp.response(200, CandidatesSchema)
def candidates(cover_id: int) -> dict[str, Any]:
    """Who may step in, best first; of those who may not, what forbids it."""
    with begin(current_actor(), nudge=False) as work:
        cover = work.get(Cover, cover_id)
        work.require(Permission.ROSTER_EDIT, Target(team_id=cover.team_id))
        names = people.names(work.session)
        return {
            "items": [
                {
                    **{name: getattr(one, name) for name in ("person", "fits", "hours", "covers", "likes")},
                    "name": names.get(one.person, one.person),
                    "findings": said([f.document() for f in one.broken], names, gettext),
                }
                for one in ranked(work, cover)
            ]
        }


def _worded(deed: Callable[[Work], Row]) -> Row:
    """Do it; a refusal that names broken rules says them in words."""
    try:
        return do(current_actor(), lambda work: _loaded(work, deed(work)))
    except Conflict as refusal:
        if refusal.params.get("findings"):
            with reading() as session:
                names = people.names(session)
            refusal.params["findings"] = said(refusal.params["findings"], names, gettext)  # type: ignore[arg-type]
        raise


def _loaded(work: Work, row: Row) -> Row:
    """With its people read while the transaction is open."""
    work.session.flush()
    names = ["from_person", "to_person"] if isinstance(row, Swap) else ["absent", "winner", "template"]
    work.session.refresh(row, names)
    return row
