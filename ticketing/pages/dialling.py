"""Why the dial buttons of a page are disabled for whoever looks at it; "" when they are not."""

from flask_babel import lazy_gettext as _l
from sqlalchemy.orm import Session

from ticketing.domain.control import Feature, Obstacle
from ticketing.pages.frame import person
from ticketing.queries import control

WORDS = {
    Obstacle.NO_CONTROL: _l("This phone system cannot be controlled from here."),
    Obstacle.SWITCHED_OFF: _l("This is switched off for your phone system."),
    Obstacle.NOT_AUTHORISED: _l("The phone system does not allow us to do this."),
    Obstacle.LINK_DOWN: _l("The link to the phone system is down."),
    Obstacle.NO_PHONE: _l("No phone is noted for you. Ask your administrator."),
}


def dialling(session: Session) -> str:
    """The obstacle in the reader's words."""
    who = person()
    if who is None:
        return str(WORDS[Obstacle.NO_PHONE])
    line = control.lines_of(session, [who.id])[who.id]
    why = control.obstacles(line, who.extension)[Feature.DIAL]
    return str(WORDS[why]) if why else ""
