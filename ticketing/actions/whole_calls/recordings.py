"""Recordings by the names of their files: which call they are of is told by a record, or by the id in the name."""

import re
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, NamedTuple

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import insert

from ticketing.actions.owed_calls import owe
from ticketing.domain.permissions import Permission
from ticketing.models.whole_calls import Call, RecordingFile
from ticketing.work import Work

if TYPE_CHECKING:
    from ticketing.actions.whole_calls.work_out import Made

#: Header only: the caller never spoke (44 bytes of a WAV file).
SILENT_BYTES = 44
# An Asterisk unique id, or a UUID, as sites put them into file names.
_IDS = re.compile(r"(?:[A-Za-z][\w]*-)?\d{9,10}\.\d+|[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}")
_NAME = (RecordingFile.pbx_id, RecordingFile.name)
_SUFFIX = re.compile(r"\.(?:wav|WAV|mp3|gsm|ogg|wav49|alaw|ulaw|sln)$")


class Seen(NamedTuple):
    """A file in the recordings' folder: its size in bytes, and when it was last written."""

    name: str
    bytes: int
    made_us: int


def note(work: Work, pbx_id: int, files: Sequence[Seen]) -> None:
    """Take the recordings' folder in; again is harmless, a grown file is known by its new size."""
    work.require(Permission.PBX_ADMIN)
    if not files:
        return
    statement = insert(RecordingFile)
    sizes = {"bytes": statement.excluded.bytes, "made_us": statement.excluded.made_us}
    statement = statement.on_conflict_do_update(index_elements=_NAME, set_=sizes)
    rows = [{"pbx_id": pbx_id, "ids": ids_in(one.name), **one._asdict()} for one in files]
    work.session.execute(statement, rows)
    owe(work, pbx_id, (callid for row in rows for callid in row["ids"]))


def ids_in(name: str) -> list[str]:
    """The channel ids that a file's name speaks of: `consult-20261122-138…-1795291724.2.wav`; a long name whole too,
    because an originated channel is called what its asker liked."""
    stem = _SUFFIX.sub("", name.rpartition("/")[2])
    found = _IDS.findall(stem)
    words = stem.split("-")
    return found or ["-".join(words[index:]) for index in range(1, min(len(words), 6))]


def write(work: Work, pbx_id: int, made: Sequence["Made"]) -> None:
    """Tie the files to their calls, those that records name and those that are known by their own names."""
    named = {name: one.id for one in made for name in one.call.recordings}
    if named:
        statement = insert(RecordingFile)
        owner = {"call_id": statement.excluded.call_id}
        rows = [{"pbx_id": pbx_id, "name": name, "ids": ids_in(name), "call_id": own} for name, own in named.items()]
        work.session.execute(statement.on_conflict_do_update(index_elements=_NAME, set_=owner), rows)
    _claim(work, pbx_id, {name: one.id for one in made for name in one.call.channels})
    heard = sa.exists().where(
        RecordingFile.call_id == Call.id, sa.or_(RecordingFile.bytes.is_(None), RecordingFile.bytes > SILENT_BYTES)
    )
    mine = sa.update(Call).where(Call.id.in_([one.id for one in made]), Call.has_recording != heard)
    work.session.execute(mine.values(has_recording=heard).execution_options(synchronize_session=False))


def _claim(work: Work, pbx_id: int, owners: Mapping[str, int]) -> None:
    """Nobody's files whose names speak of these channels."""
    file = RecordingFile
    ids = sa.cast(sorted(owners), sa.ARRAY(sa.Text))
    nobodys = sa.select(file.id, file.ids).where(file.pbx_id == pbx_id, file.call_id.is_(None), file.ids.overlap(ids))
    for file_id, names in work.session.execute(nobodys).all():
        call_id = next(owners[name] for name in names if name in owners)
        own = sa.update(file).where(file.id == file_id).values(call_id=call_id)
        work.session.execute(own.execution_options(synchronize_session=False))
