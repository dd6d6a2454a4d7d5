"""`rexian telephony calls` and `recordings`: calls made anew, and the recordings' folder taken in."""

import json
from datetime import datetime
from pathlib import Path

import click
import sqlalchemy as sa

from ticketing import db
from ticketing.actions import whole_calls
from ticketing.actions.whole_calls import Seen
from ticketing.db import centre
from ticketing.domain.actors import SYSTEM
from ticketing.domain.days import day_bounds
from ticketing.domain.instants import micros
from ticketing.errors import NotFound
from ticketing.models.telephony import Pbx
from workers.calls import work_out_all
from workers.commands.database import DATA_DIR, opened
from workers.commands.sentences import plainly

PBX = click.option("--pbx", "code", required=True, metavar="NAME", help="The phone system's code.")
#: What phone systems record to.
_SOUNDS = frozenset({".wav", ".wav49", ".mp3", ".gsm", ".ogg", ".alaw", ".ulaw", ".sln"})


@click.command("calls")
@PBX
@click.option("--from", "since", type=click.DateTime(["%Y-%m-%d"]), help="Only what began on this day or later.")
@DATA_DIR
def rebuild(code: str, since: datetime | None, data_dir: Path | None) -> None:
    """Make the calls of a phone system anew out of everything told of them. Prints how many ids and calls."""
    with plainly(), opened(data_dir):
        from_us = micros(day_bounds(since.date(), centre().zone, centre().day_start_hour)[0]) if since else 0
        with db.begin(SYSTEM) as work:
            ids = whole_calls.rebuild(work, _pbx(work.session, code).id, from_us)
        work_out_all()
    click.echo(json.dumps({"ids": ids}))


@click.command("recordings")
@PBX
@DATA_DIR
@click.argument("folder", type=click.Path(path_type=Path, exists=True, file_okay=False))
def recordings(code: str, data_dir: Path | None, folder: Path) -> None:
    """Take in the names and sizes of the recordings in FOLDER; again is harmless. Prints how many."""
    files = [path for path in sorted(folder.rglob("*")) if path.suffix.lower() in _SOUNDS and path.is_file()]
    seen = [
        Seen(str(path.relative_to(folder)), path.stat().st_size, path.stat().st_mtime_ns // 1_000) for path in files
    ]
    with plainly(), opened(data_dir):
        with db.begin(SYSTEM) as work:
            whole_calls.note(work, _pbx(work.session, code).id, seen)
        work_out_all()
    click.echo(json.dumps({"recordings": len(seen)}))


def _pbx(session: sa.orm.Session, code: str) -> Pbx:
    found = session.scalars(sa.select(Pbx).filter_by(code=code)).one_or_none()
    if found is None:
        raise NotFound(what="pbx")
    return found
