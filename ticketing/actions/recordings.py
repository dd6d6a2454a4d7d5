"""Hear a recording: by whom, of which call, how; and where a phone system's recordings lie."""

from collections.abc import Sequence

import sqlalchemy as sa

from ticketing.actions import audit
from ticketing.domain.events import RecordingHeard
from ticketing.domain.permissions import Permission
from ticketing.domain.recordings import check_names
from ticketing.errors import Hidden, Invalid, NotFound
from ticketing.models.telephony import Pbx
from ticketing.queries import recordings as looks
from ticketing.queries.recordings import Kept
from ticketing.work import Work


def kept(work: Work, call_id: int) -> Kept:
    """What there may be of a call. Raises `Forbidden` without the right, `NotFound` where it does not reach."""
    work.require(Permission.RECORDING_LISTEN)
    found = looks.of_call(work.session, call_id)
    if found is None:
        raise NotFound(what="calls")
    if not any(work.may(Permission.RECORDING_LISTEN, target) for target in found.targets):
        raise Hidden()
    return found


def heard(work: Work, call_id: int, no: int, how: str) -> None:
    """Write down that somebody opened, played, sought in or saved a recording."""
    work.record(RecordingHeard(call_id, no, work.actor.id or 0, how))
    audit.record(work, f"recording_{how}", f"call:{call_id}", no=no)


def refused(work: Work, call_id: int, owner_id: int) -> None:
    """Somebody came with another's link."""
    audit.record(work, "recording_refused", f"call:{call_id}", link_of=owner_id)


def place(work: Work, code: str, root: str, names: Sequence[str]) -> Pbx:
    """Say where a phone system's recordings lie and how they are named. `Invalid`: `bad_folder`, `bad_names`."""
    work.require(Permission.PBX_ADMIN)
    pbx = work.session.scalar(sa.select(Pbx).filter_by(code=code).with_for_update())
    if pbx is None:
        raise NotFound(what="pbxes")
    if root and (not root.startswith("/") or root.strip("/") == "" or "/../" in f"{root}/"):
        raise Invalid("bad_folder", errors={"root": ["bad_folder"]})
    try:
        check_names(names)
    except ValueError as error:
        raise Invalid("bad_names", errors={"names": [str(error)]}) from None
    pbx.settings = {**pbx.settings, "recordings": {"root": root, "names": list(names)}}
    audit.record(work, "recordings_placed", f"pbx:{code}", root=root)
    return pbx
