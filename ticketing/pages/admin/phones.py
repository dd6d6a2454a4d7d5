"""Phone systems: their feeds and links, where their recordings lie, the keys of whoever sends; numbers nobody dials."""

from typing import Any

from flask import render_template, request
from flask_babel import gettext

from ticketing.actions import pbxes as deeds
from ticketing.auth import needs
from ticketing.db import reading
from ticketing.domain.permissions import Permission
from ticketing.domain.recordings import Shelf, check_names
from ticketing.errors import NotFound
from ticketing.models.telephony import Pbx, PbxSource, SourceKind
from ticketing.pages.admin import blueprint, page
from ticketing.queries import admin, control
from ticketing.telephony.recordings import MOST_LOOKED_AT, survey

# Where each kind that can be sent to us is sent.
DOORS = {SourceKind.FREESWITCH_CDR: "/api/v1/telephony/freeswitch/cdr"}
USUAL_DOOR = "/api/v1/telephony/events"
# What a feed of this kind is sent as.
FORMATS = {SourceKind.HTTP: "queue_log"}


@blueprint.get("/phones")
@needs(Permission.PBX_ADMIN)
def phones() -> str:
    """Phone systems and their feeds with the state of each link; the page asks for the feeds again by itself."""
    with reading() as session:
        sources = [_source(source) for source in admin.sources(session)]
        systems = [_system(pbx) for pbx in admin.pbxes(session)]
    choices = {
        "pbx_names": [(system["code"], system["name"]) for system in systems],
        "kinds": [kind.value for kind in SourceKind],
    }
    return page("phones", sources=sources, systems=systems, **choices)


@blueprint.get("/phones/systems/<code>")
@needs(Permission.PBX_ADMIN)
def one_system(code: str) -> str:
    return render_template("admin/_pbx.html", pbx=_system(_pbx(code)))


@blueprint.get("/phones/systems/<code>/recordings")
@needs(Permission.PBX_ADMIN)
def shelf(code: str) -> str:
    """Where the recordings of a phone system lie, to be changed."""
    pbx = _pbx(code)
    return render_template("admin/_shelf.html", code=pbx.code, name=pbx.name, shelf=Shelf.of(pbx.settings))


@blueprint.get("/phones/systems/<code>/recordings/trial")
@needs(Permission.PBX_ADMIN)
def shelf_trial(code: str) -> str:
    """What lies in the folder as the form stands; nothing is saved, and no file is named."""
    _pbx(code)
    root, names = request.args.get("root", "").strip(), request.args.get("names", "").split()
    try:
        check_names(names)
    except ValueError as wrong:
        return render_template("admin/_shelf_trial.html", wrong=gettext("%(name)s cannot be a name.", name=str(wrong)))
    found = survey(Shelf(root, names or Shelf().names)) if root.startswith("/") else None
    return render_template("admin/_shelf_trial.html", wrong="", found=found, most=MOST_LOOKED_AT)


@blueprint.get("/phones/feeds/<int:source_id>")
@needs(Permission.PBX_ADMIN)
def one_feed(source_id: int) -> str:
    return render_template("admin/_feed.html", feed=_source(_feed(source_id)))


@blueprint.get("/phones/feeds/<int:source_id>/tokens")
@needs(Permission.TOKEN_ADMIN)
def feed_tokens(source_id: int) -> str:
    """The keys with which a feed is sent to us, and a new one."""
    feed = _feed(source_id)
    with reading() as session:
        tokens = [token for token in admin.tokens(session) if token.source_id == source_id and not token.revoked_at]
    return render_template("admin/_feed_tokens.html", feed=_source(feed), tokens=tokens, origin=request.url_root[:-1])


@blueprint.get("/blocked")
@needs(Permission.NUMBER_BLOCK)
def blocked() -> str:
    """Numbers that nobody dials, the newest first."""
    with reading() as session:
        rows = control.blocked(session)
        names = admin.names_of(session, {row.blocked_by for row in rows})
    return page("blocked", rows=rows, names=names)


def _pbx(code: str) -> Pbx:
    with reading() as session:
        found = next((pbx for pbx in admin.pbxes(session) if pbx.code == code), None)
    if found is None:
        raise NotFound(what="pbxes")
    return found


def _feed(source_id: int) -> PbxSource:
    with reading() as session:
        found = next((source for source in admin.sources(session) if source.id == source_id), None)
    if found is None:
        raise NotFound(what="pbx_sources")
    return found


def _system(pbx: Pbx) -> dict[str, Any]:
    names = ("code", "name", "timezone", "restart_policy", "one_call_per_agent", "differs_since")
    place = {name: pbx.settings.get(name) for name in deeds.PLACE}
    return {name: getattr(pbx, name) for name in names} | place | {"root": Shelf.of(pbx.settings).root}


def _source(source: PbxSource) -> dict[str, Any]:
    names = ("id", "name", "enabled", "link_since", "link_error", "last_event_us", "barred")
    pushed = bool(source.settings.get("pushed")) or not deeds.SETTINGS[source.kind][0]
    about = {
        "pbx": source.pbx.code,
        "kind": source.kind.value,
        "link_state": source.link_state.value,
        "settings": deeds.shown(source.settings),
        "reads": bool(source.settings) and not pushed,
        "pushed": pushed,
        "door": DOORS.get(source.kind, USUAL_DOOR),
        "format": FORMATS.get(source.kind, source.kind.value),
    }
    return {name: getattr(source, name) for name in names} | about
