"""The operator's desk beside a manager link: one thread that carries commands, one that hears of new ones."""

import threading

import structlog
from flask import current_app
from flask.ctx import AppContext

from ticketing.telephony.ami.client import AmiClient
from ticketing.telephony.control.operator import LOOK_AGAIN_S, Operator
from ticketing.telephony.control.wake import listen

log = structlog.get_logger()


class Desk:
    """Works from its making, inside the application, until `close`, which waits for the step under way."""

    def __init__(self, source_id: int, client: AmiClient) -> None:
        self._stop = threading.Event()
        self._operator = Operator(source_id, client)
        # A context belongs to the thread that enters it.
        inside = [current_app.app_context(), current_app.app_context()]
        ear = threading.Thread(target=self._listen, args=(inside[0], source_id), name="commands-ear", daemon=True)
        mouth = threading.Thread(target=self._carry, args=(inside[1],), name="commands", daemon=True)
        self._threads = (ear, mouth)
        for thread in self._threads:
            thread.start()

    def close(self) -> None:
        self._stop.set()
        self._operator.wake()
        for thread in self._threads:
            thread.join(5.0)

    def _listen(self, inside: AppContext, source_id: int) -> None:
        with inside:
            listen(source_id, self._operator.wake, self._stop)

    def _carry(self, inside: AppContext) -> None:
        with inside:
            while not self._stop.is_set():
                try:
                    self._stop.wait(self._operator.step())
                except Exception:
                    # One command that cannot be said must not keep the others from being said.
                    log.exception("operator_failed")
                    self._stop.wait(LOOK_AGAIN_S)
            self._operator.close()
