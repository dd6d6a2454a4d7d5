"""A row of the audit as people read it: the deed, the thing and what was said of it; no code, no JSON."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from flask_babel import gettext
from flask_babel import lazy_gettext as _l

from ticketing.models.system import AuditRow
from ticketing.pages.formats import listed
from ticketing.pages.vocabulary import word

NOTHING = "—"
FIELDS = {
    "abnormal": _l("abnormal"),
    "added": _l("added"),
    "apply": _l("holds for"),
    "by": _l("by"),
    "call": _l("call"),
    "cause": _l("cause"),
    "channel": _l("way"),
    "code": _l("code of the refusal"),
    "command": _l("command"),
    "days": _l("days"),
    "edition": _l("edition"),
    "entries": _l("entries"),
    "events": _l("events"),
    "failures": _l("failures"),
    "fatal": _l("fatal error"),
    "fields": _l("fields"),
    "first": _l("first"),
    "format": _l("format"),
    "from": _l("from"),
    "kind": _l("kind"),
    "lines": _l("how many lines"),
    "list": _l("list"),
    "login": _l("login"),
    "metric": _l("metric"),
    "method": _l("method"),
    "name": _l("name"),
    "no": _l("no."),
    "note": _l("note"),
    "numbers": _l("numbers"),
    "on": _l("day"),
    "person": _l("person"),
    "phone": _l("number"),
    "queue": _l("queue"),
    "reason": _l("reason"),
    "request": _l("request"),
    "revision": _l("revision"),
    "roles": _l("roles"),
    "rows": _l("rows"),
    "session": _l("login no."),
    "sessions": _l("sessions"),
    "shared": _l("shared"),
    "shift": _l("shift"),
    "source": _l("source"),
    "state": _l("state"),
    "status": _l("status"),
    "subject": _l("subject"),
    "teams": _l("teams"),
    "text": _l("text"),
    "to": _l("to"),
    "total": _l("total"),
    "url": _l("address"),
    "values": _l("values"),
    "version": _l("version"),
    "way": _l("way"),
    "why": _l("why"),
    "withdrawn": _l("withdrawn"),
}


@dataclass(frozen=True)
class Part:
    """One value of a row: what it is, what it was before where that is known, and what it is now."""

    name: str
    value: str
    before: str | None = None


def thing(about: str, names: Mapping[int, str]) -> str:
    """`person:7` as `Person 王芳`; what has no kind of its own, as an address, stays as it is."""
    kind, colon, rest = about.partition(":")
    if not colon:
        return word("audit_object", about)
    named = names.get(int(rest), rest) if kind == "person" and rest.isdecimal() else rest
    return f"{word('audit_object', kind)} {named}"


def parts(row: AuditRow) -> list[Part]:
    """What the row says beside deed and thing; of a change only what differs."""
    detail = row.detail
    before, after = detail.get("before"), detail.get("after")
    if not isinstance(before, dict) or not isinstance(after, dict):
        return list(_flat(detail))
    keys = [key for key in after | before if before.get(key) != after.get(key)]
    return [Part(_name(key), _said(after.get(key)), _said(before.get(key))) for key in keys]


def _flat(detail: Mapping[str, Any]) -> Iterator[Part]:
    for key, value in detail.items():
        if isinstance(value, dict):
            yield from _flat(value)
        elif value not in (None, "", []):
            yield Part(_name(key), _said(value))


def _name(key: str) -> str:
    return str(FIELDS.get(key, key))


def _said(value: Any) -> str:
    match value:
        case None | "":
            return NOTHING
        case bool():
            return str(gettext("yes") if value else gettext("no"))
        case dict():
            return " · ".join(f"{_name(key)} {_said(one)}" for key, one in value.items()) or NOTHING
        case list():
            return listed(_said(one) for one in value) or NOTHING
        case _:
            return str(value)
