"""A child that dies comes back, one that hangs is killed, and nobody outlives the one who started them."""

import os
import signal
import subprocess
import sys
import textwrap
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from ticketing.embedded.child import Command, stop
from ticketing.embedded.places import Unusable
from workers.supervisor import service
from workers.supervisor.lock import held
from workers.supervisor.service import Keeper, Service

SLEEPER = [sys.executable, "-c", "import time; time.sleep(60)"]


def keeper_of(tmp_path: Path, argv: list[str], ready: Callable[[], bool] = lambda: True) -> tuple[Keeper, list[str]]:
    said: list[str] = []
    lock = os.open(tmp_path / "lock", os.O_CREAT | os.O_RDWR)
    return Keeper(
        Service("child", Command(argv), ready, patience_s=5.0), tmp_path / "child.log", said.append, lock
    ), said


def tick_until(keeper: Keeper, condition: Callable[[], bool], patience_s: float = 10.0) -> None:
    deadline = time.monotonic() + patience_s
    while not condition():
        assert time.monotonic() < deadline, "it never happened"
        keeper.tick()
        time.sleep(0.02)


def test_a_child_that_is_killed_is_started_again(tmp_path: Path) -> None:
    keeper, said = keeper_of(tmp_path, SLEEPER)
    keeper.start()
    assert keeper.process
    first = keeper.process.pid
    os.kill(first, signal.SIGKILL)
    tick_until(keeper, lambda: keeper.process is not None and keeper.process.pid != first)
    keeper.stop()
    assert any("ended with -9" in line for line in said)


def test_the_pause_before_a_restart_grows_with_every_early_death(tmp_path: Path) -> None:
    keeper, said = keeper_of(tmp_path, [sys.executable, "-c", "raise SystemExit(3)"])
    tick_until(keeper, lambda: keeper.failures == 3)
    assert [line.rsplit("again in ", 1)[1] for line in said if "again in" in line] == ["0.4 s", "0.8 s", "1.6 s"]


def test_a_child_that_no_longer_answers_is_killed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(service, "CHECK_EVERY_S", 0.05)
    keeper, said = keeper_of(tmp_path, SLEEPER, ready=lambda: False)
    keeper.start()
    tick_until(keeper, lambda: any("has not answered 3 times" in line for line in said))
    keeper.stop()


def test_a_child_that_ignores_the_request_to_stop_is_killed_with_its_group(tmp_path: Path) -> None:
    deaf = "import signal, time; signal.signal(15, signal.SIG_IGN); print('deaf', flush=True); time.sleep(60)"
    keeper, _ = keeper_of(tmp_path, [sys.executable, "-c", deaf])
    keeper.start()
    tick_until(keeper, lambda: "deaf" in keeper.log.read_text())
    process = keeper.process
    assert process
    stop(process, signal.SIGTERM, grace_s=0.3)
    assert process.returncode == -signal.SIGKILL


def test_a_long_log_is_cut_and_its_older_part_kept(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(service, "LOG_LIMIT_BYTES", 10)
    keeper, _ = keeper_of(tmp_path, SLEEPER)
    keeper.log.write_text("a long story so far")
    keeper.start()
    keeper.stop()
    assert keeper.log.read_text() == ""
    assert keeper.log.with_suffix(".log.1").read_text() == "a long story so far"


def test_a_second_supervisor_on_the_same_data_is_refused_with_one_sentence(servers_dir: Path) -> None:
    data_dir = servers_dir / "locked"
    with (
        held(data_dir),
        pytest.raises(Unusable, match=f"Another Rexian .process {os.getpid()}. is at work"),
        held(data_dir),
    ):
        pass
    with held(data_dir) as again:
        assert again > 2


def test_the_lock_lasts_until_the_last_child_of_a_dead_supervisor_has_gone(servers_dir: Path) -> None:
    """The dead one's child holds the lock for half a second more, and the next start waits for it."""
    data_dir = servers_dir / "inherited"
    program = f"""
        import os, pathlib, subprocess, sys
        from workers.supervisor.lock import held
        with held(pathlib.Path({str(data_dir)!r})) as lock:
            subprocess.Popen([sys.executable, "-c", "import time; time.sleep(1.0)"], pass_fds=[lock])
            os._exit(9)
    """
    subprocess.run([sys.executable, "-c", textwrap.dedent(program)], check=False, cwd=Path.cwd())
    started = time.monotonic()
    with held(data_dir):
        assert time.monotonic() - started > 0.3


def test_a_child_dies_when_its_parent_is_killed(tmp_path: Path) -> None:
    program = f"""
        import pathlib, time
        from ticketing.embedded.child import Command, spawn
        child = spawn(Command({SLEEPER!r}), pathlib.Path({str(tmp_path / "log")!r}))
        print(child.pid, flush=True)
        time.sleep(60)
    """
    with subprocess.Popen(
        [sys.executable, "-c", textwrap.dedent(program)], stdout=subprocess.PIPE, text=True
    ) as parent:
        assert parent.stdout
        child = int(parent.stdout.readline())
        assert alive(child)
        parent.kill()
    wait_until_dead(child)


def alive(pid: int) -> bool:
    """A zombie waiting for its parent is dead to us."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()[0] != "Z"
    except FileNotFoundError:
        return False


def wait_until_dead(pid: int) -> None:
    deadline = time.monotonic() + 5
    while alive(pid):
        assert time.monotonic() < deadline, f"process {pid} is an orphan"
        time.sleep(0.02)
