"""The supervisor's life: take the lock, start in order, watch, stop in reverse."""

import signal
import socket
import subprocess
import time
from collections.abc import Callable
from pathlib import Path
from types import FrameType

from ticketing.embedded import places
from ticketing.embedded.child import spawn
from ticketing.embedded.running import log_file
from workers.installation import Installation, with_secret
from workers.supervisor import plan
from workers.supervisor.lock import held
from workers.supervisor.service import Keeper, Say, Service

TICK_S = 0.1
MIGRATE = "migrate"
# Preparing steps, in order, and what they do in words.
STEPS = {MIGRATE: "bringing the tables up to date", "demo_load": "founding a demonstration centre, once"}
# A service that cannot even start this often in a row will not start at all.
HOPELESS_AFTER = 3


class Supervisor:
    """Runs one installation until it is told to stop; nothing it started outlives it."""

    def __init__(self, installation: Installation, say: Say) -> None:
        self.installation, self.say = installation, say
        self.keepers: list[Keeper] = []
        self._told_to_stop = False

    def run(self, announce: Callable[[list[str]], None]) -> None:
        """Serve until SIGTERM or SIGINT; `announce` gets what the preparing steps printed once all is up.

        Raises places.Unusable with one sentence when the machine or another Rexian stands in the way.
        """
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, self._note_stop)
        with held(self.installation.data_dir) as lock:
            self._require_free_port()
            self.installation = with_secret(self.installation)
            try:
                printed = self._start_everything(lock)
                if not self._told_to_stop:
                    announce(printed)
                self._watch()
            finally:
                self._stop_everything()

    def _start_everything(self, lock: int) -> list[str]:
        printed: list[str] = []
        for service in plan.servers(self.installation):
            self._see_up(self._keep(service, lock))
        for step in STEPS if self.installation.config.demo else [MIGRATE]:
            printed += self._do_once(step, lock)
        web, *others = plan.processes(self.installation)
        self._see_up(self._keep(web, lock))
        # Nobody waits for these to log in: they may come up side by side.
        for keeper in [self._keep(service, lock) for service in others]:
            self._see_up(keeper)
        return printed

    def _keep(self, service: Service, lock: int) -> Keeper:
        keeper = Keeper(service, self._log_of(service.name), self.say, lock)
        self.keepers.append(keeper)
        if not self._told_to_stop:
            keeper.start()
        return keeper

    def _see_up(self, keeper: Keeper) -> None:
        """Wait until the service serves; raises Unusable when it never will."""
        while keeper.failures < HOPELESS_AFTER and not self._told_to_stop:
            if keeper.process is not None and keeper.came_up(lambda: self._told_to_stop):
                return
            if keeper.process is not None and keeper.process.poll() is None:
                raise places.Unusable(f"{keeper.service.name} does not answer; its log: {keeper.log}")
            keeper.tick()
            time.sleep(TICK_S)
        if not self._told_to_stop:
            said = _end_of(keeper.log)
            raise places.Unusable(f"{keeper.service.name} cannot start; its log, {keeper.log}, ends with: {said}")

    def _do_once(self, name: str, lock: int) -> list[str]:
        """Run a preparing step to its end; gives the lines that it printed, which may be secret and are not logged."""
        if self._told_to_stop:
            return []
        self.say(f"{STEPS[name]} …")
        command, log = plan.program(self.installation, name), self._log_of(name)
        process = spawn(command, log, pass_fds=(lock,), capture=True)
        printed = self._output_of(process)
        if process.returncode and not self._told_to_stop:
            raise places.Unusable(f"{name} failed; its log, {log}, ends with: {_end_of(log)}")
        return printed.decode().splitlines()

    def _output_of(self, process: subprocess.Popen[bytes]) -> bytes:
        while True:
            try:
                return process.communicate(timeout=0.2)[0]
            except subprocess.TimeoutExpired:
                if self._told_to_stop:
                    process.kill()

    def _watch(self) -> None:
        while not self._told_to_stop:
            for keeper in self.keepers:
                keeper.tick()
            time.sleep(TICK_S)

    def _stop_everything(self) -> None:
        """In reverse order; our own processes side by side, the servers they lean on after them."""
        servers = [keeper for keeper in self.keepers if keeper.service.name in plan.SERVERS]
        ours = [keeper for keeper in self.keepers if keeper not in servers]
        for keeper in reversed(ours):
            keeper.ask_to_stop()
        for keeper in [*reversed(ours), *reversed(servers)]:
            keeper.stop()

    def _note_stop(self, _number: int, _frame: FrameType | None) -> None:
        self._told_to_stop = True

    def _log_of(self, name: str) -> Path:
        return log_file(self.installation.data_dir, name)

    def _require_free_port(self) -> None:
        host, port = self.installation.config.host, self.installation.config.port
        with socket.socket(socket.AF_INET6 if ":" in host else socket.AF_INET) as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                probe.bind((host, port))
            except OSError as error:
                raise places.Unusable(
                    f"{host}:{port} cannot be used ({error.strerror}): choose another --port."
                ) from None


def _end_of(log: Path) -> str:
    """The last three lines of `log`."""
    return " | ".join(log.read_text(errors="replace").splitlines()[-3:])
