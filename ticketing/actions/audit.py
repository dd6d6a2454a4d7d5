"""Write down who looked at or changed what must be answered for; nobody can take it back."""

from typing import Any

import sqlalchemy as sa

from ticketing.domain.audit import NOTHING, AuditWords, seal
from ticketing.models.system import AuditRow
from ticketing.work import Work

# One row after another: whoever writes holds this until their transaction ends.
LOCK = 0x41554449
LONGEST_TEXT = 500


def record(work: Work, action: str, object: str = "", **detail: Any) -> AuditRow:
    """Add a row to the chain, in the transaction of the deed itself; call it last, it makes others wait.

    `object` names the thing from outside ("person:7", "customer:12"); passwords, tokens and open numbers
    never go into `detail`. Long texts are cut.
    """
    work.session.execute(sa.select(sa.func.pg_advisory_xact_lock(LOCK)))
    previous = work.session.scalar(sa.select(AuditRow.hash).order_by(AuditRow.id.desc()).limit(1)) or NOTHING
    words = AuditWords(
        at=work.now,
        actor_id=work.actor.id,
        actor=_cut(work.actor.name),
        address=_cut(work.address),
        request_id=work.request_id,
        action=action,
        object=_cut(object),
        detail=plain(detail),
    )
    return work.add(AuditRow(**vars(words), previous_hash=previous, hash=seal(previous, words)))


def plain(value: Any) -> Any:
    """As it stands in the chain: JSON without floats, long texts cut."""
    match value:
        case bool() | int() | None:
            return value
        case dict():
            return {_cut(str(key)): plain(item) for key, item in value.items()}
        case list() | tuple() | set() | frozenset():
            return [plain(item) for item in value]
        case _:
            return _cut(str(value))


def _cut(text: str) -> str:
    # Text from outside: no NUL (PostgreSQL refuses it), no lone surrogates, no pages of it.
    return text.replace("\x00", "").encode("utf-8", "replace").decode()[:LONGEST_TEXT]
