"""Kinds of pauses as the centre has them, and the reasons that were heard of late."""

from collections.abc import Mapping, Sequence
from typing import NamedTuple

import sqlalchemy as sa
from sqlalchemy.orm import Session

from ticketing.domain.breaks import Activity, Kind, folded, limit_now
from ticketing.domain.instants import SECOND_US
from ticketing.models.presence import BreakKind, BreakReason, PersonSlice
from ticketing.models.telephony import Pbx


class Heard(NamedTuple):
    """A reason as it was given, how often and how long since an instant, and the code of the kind it means."""

    reason: str
    times: int
    seconds: float
    kind: str | None


def everyone(session: Session) -> Sequence[BreakKind]:
    """Every kind in the order of the screens."""
    return session.scalars(sa.select(BreakKind).order_by(BreakKind.position, BreakKind.code)).all()


def reasons_of(session: Session) -> dict[str, list[str]]:
    """The reasons that mean each kind, by its code."""
    rows = session.execute(sa.select(BreakKind.code, BreakReason.reason).join(BreakReason).order_by(BreakReason.reason))
    found: dict[str, list[str]] = {}
    for code, reason in rows:
        found.setdefault(code, []).append(reason)
    return found


def kind_map(session: Session) -> dict[str, Kind]:
    """Folded reason to kind; a kind that is no longer in use means its old reasons still."""
    rows = session.execute(sa.select(BreakReason.reason, BreakKind).join(BreakKind))
    return {reason: plain(kind) for reason, kind in rows}


def plain(kind: BreakKind) -> Kind:
    """A row as the value that the rules work on."""
    limits = (kind.limit_s, kind.allowance_s, kind.allowance_count)
    return Kind(kind.code, kind.name, kind.name_en, kind.activity, *limits)


def acw_reasons(session: Session) -> frozenset[str]:
    """The folded reasons by which phone systems and agents say "wrapping up": of the settings, and mapped ones."""
    words: set[str] = set()
    for settings in session.scalars(sa.select(Pbx.settings)):
        words.update(folded(word) for word in settings.get("acw_reasons", ()))
    mapped = sa.select(BreakReason.reason).join(BreakKind).where(BreakKind.activity == Activity.ACW)
    return frozenset(words | set(session.scalars(mapped)))


def rests(session: Session) -> frozenset[str]:
    """The folded reasons that mean meals and breaks."""
    resting = BreakKind.activity.in_((Activity.BREAK, Activity.MEAL))
    return frozenset(session.scalars(sa.select(BreakReason.reason).join(BreakKind).where(resting)))


def limits(
    session: Session, kinds: Mapping[str, Kind], paused: Mapping[int, tuple[str, int]], day_us: int
) -> dict[int, int]:
    """How long each pause that runs may last, in seconds: person to (reason, begun) in, only those with a limit out.

    Earlier pauses of the same kind since `day_us` count against the day's allowance.
    """
    running = {person_id: kinds[folded(reason)] for person_id, (reason, _) in paused.items() if folded(reason) in kinds}
    if not running:
        return {}
    piece = PersonSlice
    rows = session.execute(
        sa.select(piece.person_id, piece.reason, piece.start_us, piece.end_us).where(
            piece.person_id.in_(running), piece.start_us >= day_us, piece.state == "paused", piece.end_us.is_not(None)
        )
    )
    before: dict[int, list[int]] = {}
    for person_id, reason, start_us, end_us in rows:
        is_before = end_us is not None and end_us <= paused[person_id][1]
        if is_before and kinds.get(folded(reason)) == running[person_id]:
            before.setdefault(person_id, []).append(((end_us or start_us) - start_us) // SECOND_US)
    found = {person_id: limit_now(kind, before.get(person_id, ())) for person_id, kind in running.items()}
    return {person_id: limit for person_id, limit in found.items() if limit is not None}


def heard(session: Session, since_us: int, now_us: int) -> list[Heard]:
    """The reasons of everybody's pauses since an instant: those that mean nothing yet first, then the most used."""
    piece, spelled = PersonSlice, sa.func.lower(sa.func.btrim(PersonSlice.reason))
    lasted = sa.func.coalesce(piece.end_us, now_us) - piece.start_us
    rows = session.execute(
        sa.select(sa.func.min(piece.reason), sa.func.count(), sa.func.sum(lasted), sa.func.min(BreakKind.code))
        .outerjoin(BreakReason, BreakReason.reason == spelled)
        .outerjoin(BreakKind, BreakKind.id == BreakReason.kind_id)
        .where(piece.start_us >= since_us, piece.state.in_(("paused", "acw")), spelled != "")
        .group_by(spelled)
        .order_by(sa.func.min(BreakKind.code).is_not(None), sa.func.count().desc(), spelled)
    )
    return [Heard(reason, times, float(us) / 1_000_000, kind) for reason, times, us, kind in rows]
