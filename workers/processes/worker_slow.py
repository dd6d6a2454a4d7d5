"""The process that makes reports, each in a fork of its own."""

import os
import signal
from collections.abc import Callable

from ticketing.db import db
from ticketing.embedded.child import die_with_parent
from workers import heartbeat, process, queues


def main() -> None:
    app, config = process.start()
    process.speak_languages(app)
    process.give_way()
    heartbeat.keep_beating()
    with app.app_context():
        os.register_at_fork(after_in_child=_ties_of_a_fork())
        queues.slow_worker(config.redis_url).work(with_scheduler=False, logging_level="WARNING")


def _ties_of_a_fork() -> Callable[[], None]:
    tie = die_with_parent(signal.SIGKILL)

    def tidy() -> None:
        tie()
        # A connection shared by two processes garbles both their answers.
        db.engine.dispose(close=False)

    return tidy


if __name__ == "__main__":
    main()
