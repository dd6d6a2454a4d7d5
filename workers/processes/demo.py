"""The process that plays the recorded day: a phone system on loopback, and staff who do their work."""

import random
import threading
from collections.abc import Callable
from pathlib import Path

import sqlalchemy as sa
from flask import Flask

from ticketing.clock import Clock, SystemClock
from ticketing.db import reading
from ticketing.models.telephony import Pbx, PbxSource, SourceKind
from workers import process
from workers.demo.centre import PBX
from workers.demo.pbx import ManagerServer, Player
from workers.demo.robot import Staff
from workers.loops import Loop, run_until

STAFF_EVERY_S = 3.0


def main() -> None:
    app, _ = process.start()
    told_to_stop = process.stop_signal()
    player = _telephone(app, told_to_stop)
    threading.Thread(target=player.run, name="player", daemon=True).start()
    run_until(told_to_stop, [Loop("staff", app, _staff(app.extensions["clock"]))])


def _telephone(app: Flask, told_to_stop: threading.Event) -> Player:
    """The phone system, listening where its source's row says that it does."""
    with app.app_context(), reading() as session:
        feeds = {
            source.kind: source.settings
            for source in session.scalars(sa.select(PbxSource).join(Pbx).where(Pbx.code == PBX, PbxSource.enabled))
        }
    manager = feeds[SourceKind.AMI]
    player = Player(Path(feeds[SourceKind.QUEUE_LOG]["path"]), SystemClock(), told_to_stop)
    ManagerServer(int(manager["port"]), str(manager["secret"]), player).start()
    return player


def _staff(clock: Clock) -> Callable[[], float]:
    staff = Staff(clock, random.Random(7))  # noqa: S311 - what they do is a show

    def step() -> float:
        staff.step()
        return STAFF_EVERY_S

    return step


if __name__ == "__main__":
    main()
