"""Keep the phone systems and their feeds; what opens them never leaves the server again."""

from collections.abc import Callable
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import make_url

from ticketing.actions import audit
from ticketing.domain.calendars import zone
from ticketing.domain.control import SETTINGS as CONTROL_SETTINGS
from ticketing.domain.control import check_settings
from ticketing.domain.permissions import Permission
from ticketing.errors import Conflict, Invalid, NotFound
from ticketing.models.telephony import LinkState, Pbx, PbxSource, SourceKind
from ticketing.work import Work

# Per kind of feed: the settings it must have, and those it may have.
SETTINGS: dict[SourceKind, tuple[frozenset[str], frozenset[str]]] = {
    SourceKind.AMI: (frozenset({"host", "port", "username", "secret"}), frozenset({"tls"}) | CONTROL_SETTINGS),
    SourceKind.QUEUE_LOG: (frozenset({"path"}), frozenset({"timezone", "encoding"})),
    SourceKind.HTTP: (frozenset(), frozenset()),
    SourceKind.EVENTS: (frozenset(), frozenset()),
    SourceKind.FREESWITCH: (frozenset({"host", "secret"}), frozenset({"port", "username"})),
    SourceKind.FREESWITCH_CDR: (frozenset(), frozenset()),
    SourceKind.REALTIME: (frozenset({"url"}), frozenset({"table", "timezone", "gmt"})),
    SourceKind.CDR: (frozenset({"path"}), frozenset({"timezone", "gmt", "columns"})),
    SourceKind.CEL: (frozenset({"path"}), frozenset({"timezone", "gmt", "columns", "dateformat"})),
}
#: What any feed may have that is sent to us instead of being read: `pushed`, and a `signing_key` without which no
#: unsigned request is taken.
PUSHED = frozenset({"pushed", "signing_key"})
SECRET = frozenset({"secret", "signing_key"})
#: What may be changed of a phone system, and which of its settings say what is inside and what outside (`told.House`).
CHANGEABLE = frozenset({"name", "timezone", "restart_policy", "one_call_per_agent"})
PLACE = frozenset({"inner_digits", "trunks", "ivr"})
MASK = "***"
SHORTEST_KEY = 16
LAST_PORT = 65_535


def add(work: Work, code: str, name: str, timezone: str, restart_policy: str) -> Pbx:
    """A new phone system. Raises `Conflict` (`code_taken`)."""
    work.require(Permission.PBX_ADMIN)
    if work.session.scalar(sa.select(Pbx.id).where(Pbx.code == code)) is not None:
        raise Conflict("code_taken", code=code, errors={"code": ["code_taken"]})
    pbx = work.add(Pbx(code=code, name=name, timezone=timezone, restart_policy=restart_policy))
    audit.record(work, "pbx_added", f"pbx:{code}")
    return pbx


def edit(work: Work, code: str, fields: dict[str, Any]) -> Pbx:
    """Change what `fields` names of `CHANGEABLE` and `PLACE`; null gives a setting of place back to the usual one."""
    work.require(Permission.PBX_ADMIN)
    pbx = work.session.scalar(sa.select(Pbx).filter_by(code=code).with_for_update())
    if pbx is None:
        raise NotFound(what=Pbx.__tablename__)
    for name in CHANGEABLE & fields.keys():
        setattr(pbx, name, fields[name])
    said = {name: fields[name] for name in PLACE & fields.keys()}
    pbx.settings = _without_nulls({**pbx.settings, **said})
    audit.record(work, "pbx_edited", f"pbx:{code}", fields=sorted(fields))
    return pbx


def add_source(work: Work, pbx: str, name: str, kind: SourceKind, settings: dict[str, Any]) -> PbxSource:
    """A new feed of a phone system. Raises `Invalid` (`unknown_pbx`, `bad_settings`), `Conflict` (`name_taken`)."""
    work.require(Permission.PBX_ADMIN)
    pbx_id = work.session.scalar(sa.select(Pbx.id).where(Pbx.code == pbx))
    if pbx_id is None:
        raise Invalid("unknown_pbx", errors={"pbx": ["unknown_pbx"]})
    settings = _without_nulls(settings)
    _check(kind, settings)
    _refuse_twice(work, pbx_id, name, None)
    source = work.add(PbxSource(pbx_id=pbx_id, name=name, kind=kind, settings=settings))
    _audited(work, "source_added", source)
    return source


def edit_source(
    work: Work, source_id: int, enabled: bool | None, settings: dict[str, Any], name: str | None = None
) -> PbxSource:
    """Rename a feed, switch it on or off, change the named settings; a secret that is not sent stays as it is, a
    setting that is null goes."""
    work.require(Permission.PBX_ADMIN)
    source = work.get(PbxSource, source_id)
    wanted = _without_nulls({**source.settings, **settings})
    if wanted != source.settings:
        _check(source.kind, wanted)
        # A changed link has not been tried: what was known of the old one is no longer said.
        source.settings, source.link_state, source.link_error = wanted, LinkState.UNKNOWN, ""
    if name is not None:
        _refuse_twice(work, source.pbx_id, name, source.id)
        source.name = name
    if enabled is not None:
        source.enabled = enabled
    _audited(work, "source_edited", source, fields=sorted(settings), enabled=enabled)
    return source


def _refuse_twice(work: Work, pbx_id: int, name: str, own_id: int | None) -> None:
    same = sa.select(PbxSource.id).where(PbxSource.pbx_id == pbx_id, PbxSource.name == name)
    if work.session.scalar(same) not in (None, own_id):
        raise Conflict("name_taken", errors={"name": ["name_taken"]})


def _without_nulls(settings: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in settings.items() if value is not None}


def shown(settings: dict[str, Any]) -> dict[str, Any]:
    """The settings for a screen: of a secret only that there is one."""
    return {name: _masked(name, value) for name, value in settings.items()}


def _masked(name: str, value: Any) -> Any:
    if name == "url":
        return make_url(str(value)).render_as_string(hide_password=True)
    return MASK if name in SECRET and value else value


def _check(kind: SourceKind, settings: dict[str, Any]) -> None:
    must, may = SETTINGS[kind]
    must, may = (frozenset() if settings.get("pushed") else must), must | may | PUSHED
    missing, foreign = must - settings.keys(), settings.keys() - must - may
    empty = {name for name in must & settings.keys() if settings[name] in ("", None)}
    wrong = {name: ["missing"] for name in missing | empty} | {name: ["unknown"] for name in foreign}
    if wrong or any(not isinstance(value, str | int) for value in settings.values()):
        raise Invalid("bad_settings", errors={"settings": wrong or ["plain values only"]})
    try:
        check_settings(settings)
    except ValueError as error:
        raise Invalid("bad_settings", errors={"settings": {str(error): ["not_sayable"]}}) from None
    # What the screen showed in place of the secret must not come back as the secret.
    if any(settings.get(name) == MASK for name in SECRET):
        raise Invalid("bad_settings", errors={"settings": {name: ["masked"] for name in SECRET & settings.keys()}})
    key = settings.get("signing_key")
    if key is not None and len(str(key)) < SHORTEST_KEY:
        raise Invalid("bad_settings", errors={"settings": {"signing_key": ["too_short"]}})
    wrong = {name: [problem] for name, check in _CHECKS.items() if (problem := check(str(settings.get(name) or "")))}
    if wrong:
        raise Invalid("bad_settings", errors={"settings": wrong})


def _zone_problem(text: str) -> str:
    try:
        zone(text or "UTC")
    except ValueError:
        return "unknown_zone"
    return ""


def _url_problem(text: str) -> str:
    try:
        url = make_url(text or "sqlite://")
        url.get_dialect()
    except (sa.exc.SQLAlchemyError, ImportError):
        return "not_a_database"
    return "masked" if url.password == MASK else ""


def _port_problem(text: str) -> str:
    is_port = text.isascii() and text.isdecimal() and 0 < int(text[:6]) <= LAST_PORT
    return "" if not text or is_port else "not_a_port"


_CHECKS: dict[str, Callable[[str], str]] = {
    "timezone": _zone_problem,
    "url": _url_problem,
    "port": _port_problem,
}


def _audited(work: Work, action: str, source: PbxSource, **detail: Any) -> None:
    audit.record(work, action, f"source:{source.id}", name=source.name, kind=source.kind.value, **detail)
