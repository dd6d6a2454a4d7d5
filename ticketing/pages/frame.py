"""What stands around every page: who is logged in, the sections they may open, the words of their roles."""

from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from flask import Flask, current_app, g, request
from flask_babel import gettext, lazy_gettext
from flask_babel.speaklater import LazyString

from ticketing.auth import asking
from ticketing.db import reading
from ticketing.domain import keys
from ticketing.domain.actors import Actor, Role
from ticketing.domain.permissions import Permission, Verdict, judge
from ticketing.models.people import Person
from ticketing.pages import assets, formats, words
from ticketing.pages.places import queue_name
from ticketing.queries import first_steps

_P = Permission


@dataclass(frozen=True)
class Section:
    """One place in the rail; any one of the rights opens it."""

    path: str
    icon: str
    name: LazyString
    rights: tuple[Permission, ...]


CONSOLE = "/"
SECTIONS = (
    Section(CONSOLE, "headset", lazy_gettext("Console"), (_P.OWN_STATE,)),
    Section("/desk", "alarm", lazy_gettext("Desk"), (_P.ESCALATION_READ,)),
    Section("/tickets", "ticket-detailed", lazy_gettext("Tickets"), (_P.TICKET_READ,)),
    Section("/customers", "person-vcard", lazy_gettext("Customers"), (_P.CUSTOMER_READ,)),
    Section("/callbacks", "telephone-outbound", lazy_gettext("Call-backs"), (_P.CALLBACK_WORK,)),
    Section("/cutoffs", "telephone-x", lazy_gettext("Cut-off calls"), (_P.CALLBACK_WORK,)),
    Section("/calls", "clock-history", lazy_gettext("Calls"), (_P.CALL_READ,)),
    Section("/knowledge", "book", lazy_gettext("Knowledge"), (_P.TICKET_READ,)),
    Section("/wallboard", "display", lazy_gettext("Wallboard"), (_P.BOARD_READ,)),
    Section("/shifts", "calendar-week", lazy_gettext("Shifts"), (_P.ROSTER_READ,)),
    Section("/attendance", "person-check", lazy_gettext("Attendance"), (_P.ATTENDANCE_READ,)),
    Section("/quality", "star", lazy_gettext("Quality"), (_P.QUALITY_READ,)),
    Section("/stats", "graph-up", lazy_gettext("Statistics"), (_P.BOARD_READ, _P.REPORT_READ)),
    Section("/reports", "file-earmark-spreadsheet", lazy_gettext("Reports"), (_P.REPORT_READ,)),
    Section(
        "/admin", "gear", lazy_gettext("Admin"), (_P.PEOPLE_ADMIN, _P.QUEUE_ADMIN, _P.ALERT_READ, _P.CALENDAR_ADMIN)
    ),
    Section("/equipment", "hdd-network", lazy_gettext("Devices"), (_P.EQUIPMENT_READ,)),
)

# Who takes calls has a console; a supervisor who does so has one of these roles too.
ANSWERING = {Role.AGENT, Role.LEAD}
ROLES = {
    Role.AGENT: lazy_gettext("Agent"),
    Role.LEAD: lazy_gettext("Team lead"),
    Role.SUPERVISOR: lazy_gettext("Supervisor"),
    Role.INSPECTOR: lazy_gettext("Inspector"),
    Role.VIEWER: lazy_gettext("Viewer"),
    Role.ADMIN: lazy_gettext("Administrator"),
}


def init_app(app: Flask) -> None:
    """Give every template the frame."""
    for name in ("asset", "icon", "sprite", "island_strings"):
        app.jinja_env.globals[name] = getattr(assets, name)
    app.jinja_env.globals.update(
        language=words.language,
        theme=words.theme,
        other_language_query=_other_language,
        with_query=_with_query,
        may=may,
        key_of=key_of,
        centre_name=centre_name,
    )
    app.jinja_env.filters[queue_name.__name__] = queue_name
    app.context_processor(_around)


def person() -> Person | None:
    """The one logged in, read once a request; None for nobody or for a bare token."""
    login = asking()
    if login is None or login.actor.id is None:
        return None
    if "person" not in g:
        with reading() as session:
            g.person = session.get(Person, login.actor.id)
            session.expunge_all()
    found: Person | None = g.person
    return found


def may(*names: str) -> bool:
    """Whether whoever asks has one of these rights at all; over which object is the action's question."""
    login = asking()
    return login is not None and _allowed(login.actor, tuple(Permission(name) for name in names))


def home(actor: Actor, who: Person | None) -> str:
    """Where a person lands: who takes calls at the console, others at their first section."""
    return next((section.path for section in _sections(actor, who)), "/login")


def centre_name() -> str:
    """What the centre calls itself; a word that fits any where it has said nothing."""
    with reading() as session:
        return first_steps.name_of_centre(session) or gettext("Customer service centre")


def _allowed(actor: Actor, rights: tuple[Permission, ...]) -> bool:
    return any(judge(actor, right) is Verdict.ALLOWED for right in rights)


def _around() -> dict[str, Any]:
    login, who = asking(), person()
    return {
        "console_is_built": assets.built().is_there,
        "time_zone": current_app.config["REXIAN"].timezone,
        "csrf_token": login.csrf_token if login else "",
        "session_ends": login.ends_at.isoformat() if login and login.ends_at else "",
        "person": who,
        "role_names": " · ".join(str(ROLES[role]) for role in ROLES if who and role in who.role_set),
        "person_keys": formats.block(keys.kept(who.keys)) if who else "",
        "sections": _rail(login.actor, who) if login else [],
    }


def key_of(command: str) -> str:
    """The key that the one logged in has for a command, as a word; "" for none."""
    who = person()
    laid = keys.kept(who.keys if who else {})
    return "" if laid["off"] else keys.word_of(laid["presses"][command])


def _rail(actor: Actor, who: Person | None) -> list[dict[str, Any]]:
    here = "/" + request.path.split("/")[1]
    return [
        {"path": each.path, "icon": each.icon, "name": each.name, "is_current": here == each.path}
        for each in _sections(actor, who)
    ]


def _sections(actor: Actor, who: Person | None) -> list[Section]:
    answers = who is not None and who.code is not None and bool(ANSWERING & who.role_set)
    return [each for each in SECTIONS if _allowed(actor, each.rights) and (each.path != CONSOLE or answers)]


def _other_language() -> str:
    return _with_query(lang="en" if words.language() == "zh" else "zh")


def _with_query(**changes: Any) -> str:
    """The query of this address with some of its values changed."""
    return urlencode({**request.args.to_dict(flat=False), **changes}, doseq=True)
