"""Scripts, and the one that a call at hand asks for, its gaps filled."""

from collections.abc import Sequence

import sqlalchemy as sa
from sqlalchemy.orm import Session, joinedload

from ticketing.domain.scripts import ScriptUse, filled
from ticketing.models.callbacks import Callback
from ticketing.models.scripts import Script, ScriptWording


def every(session: Session, *, active: bool) -> Sequence[Script]:
    """All of them by what they are for; only those in use if asked."""
    found = sa.select(Script).options(joinedload(Script.changer)).order_by(Script.use, Script.id)
    return session.scalars(found.where(Script.active) if active else found).all()


def one(session: Session, script_id: int) -> Script | None:
    return session.scalar(sa.select(Script).filter_by(id=script_id).options(joinedload(Script.changer)))


def wordings(session: Session, script_id: int) -> Sequence[ScriptWording]:
    """Every wording, the newest first."""
    found = sa.select(ScriptWording).filter_by(script_id=script_id).options(joinedload(ScriptWording.by))
    return session.scalars(found.order_by(ScriptWording.version.desc())).all()


def of_callback(session: Session, callback: Callback) -> Script | None:
    """What is said in this call: the plan's own script, else the oldest active one for its kind."""
    listed = callback.listed
    if listed is not None and listed.campaign.script is not None:
        return listed.campaign.script
    found = sa.select(Script).where(Script.use == ScriptUse(callback.kind.value), Script.active)
    return session.scalar(found.order_by(Script.id).limit(1))


def said(script: Script, callback: Callback, agent: str, centre: str) -> str:
    """The words of the script for this call."""
    listed, ticket = callback.listed, callback.ticket
    name = callback.customer.name if callback.customer else (listed.name if listed else "")
    return filled(
        script.text,
        {
            "customer": name,
            "agent": agent,
            "centre": centre,
            "ticket": ticket.number if ticket else "",
            "subject": ticket.subject if ticket else "",
            "plan": listed.campaign.name if listed else "",
            "product": listed.product if listed else "",
            "note": (listed.note if listed else "") or callback.note,
        },
    )
