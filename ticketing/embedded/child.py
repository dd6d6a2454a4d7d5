"""A child process that cannot outlive us: the kernel ends it when its parent dies, even by kill -9."""

import ctypes
import os
import signal
import subprocess
import sys
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from ticketing.embedded.account import Account

PR_SET_PDEATHSIG = 1
GRACE_S = 10.0


@dataclass(frozen=True)
class Command:
    """How to run one child: its argument list, and which signals mean "stop" and "your parent is dead"."""

    argv: Sequence[str]
    env: Mapping[str, str] = field(default_factory=dict)
    account: Account | None = None
    stop_signal: signal.Signals = signal.SIGTERM
    orphan_signal: signal.Signals = signal.SIGTERM


def spawn(command: Command, log: Path, pass_fds: Sequence[int] = (), capture: bool = False) -> subprocess.Popen[bytes]:
    """Start `command` in a session of its own, appending what it says to `log`; `capture` keeps its stdout for us.

    Call it from the main thread: the kernel's promise is bound to the thread that forked.
    """
    owner = command.account
    with log.open("ab") as output:
        return subprocess.Popen(
            command.argv,
            env={**os.environ, **command.env},
            cwd="/" if owner else None,
            user=owner.uid if owner else None,
            group=owner.gid if owner else None,
            extra_groups=[] if owner else None,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE if capture else output,
            stderr=output,
            start_new_session=True,
            pass_fds=pass_fds,
            # Runs after the change of user, which would have cleared the kernel's promise.
            preexec_fn=die_with_parent(command.orphan_signal),  # noqa: PLW1509
        )


def die_with_parent(orphan_signal: signal.Signals) -> Callable[[], None]:
    """What a child calls first, so that it gets `orphan_signal` when this process ends."""
    if not sys.platform.startswith("linux"):
        return lambda: None
    parent, libc = os.getpid(), ctypes.CDLL(None)

    def ask_the_kernel() -> None:
        libc.prctl(PR_SET_PDEATHSIG, int(orphan_signal), 0, 0, 0)
        if os.getppid() != parent:
            os._exit(1)

    return ask_the_kernel


def stop(process: subprocess.Popen[bytes], stop_signal: signal.Signals, grace_s: float = GRACE_S) -> None:
    """Ask `process` to end, wait `grace_s` seconds, then kill its whole group."""
    if process.poll() is None:
        process.send_signal(stop_signal)
    await_end(process, grace_s)


def await_end(process: subprocess.Popen[bytes], grace_s: float = GRACE_S) -> None:
    """Wait `grace_s` seconds for a `process` that was asked to end, then kill its whole group."""
    try:
        process.wait(grace_s)
    except subprocess.TimeoutExpired:
        os.killpg(process.pid, signal.SIGKILL)
        process.wait()
