"""kill -9 of any process, a database or Redis that goes away: nothing acknowledged is lost, nothing happens twice."""

import os
import signal
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
import sqlalchemy as sa
from flask import Flask

from tests.flows.machine import CHILDREN, LEASE_S, Machine
from tests.flows.owed import EFFECTS, ENDS_S, Account, centre_on, forget
from tests.waiting import wait_for
from ticketing import redis_clients
from ticketing.db import db

pytestmark = [pytest.mark.faults, pytest.mark.timeout(240)]

TICKETS = 12
# The last effect is due four seconds after the promise; three leases and the way of a job on a busy machine later.
PATIENCE_S = ENDS_S + 3 * LEASE_S + 25


@pytest.fixture(scope="module")
def machine(servers_dir: Path) -> Iterator[Machine]:
    machine = Machine(servers_dir / "machine")
    machine.start()
    yield machine
    machine.stop()


@pytest.fixture(scope="module")
def centre(machine: Machine) -> Iterator[Flask]:
    app = centre_on(machine.database_url)
    yield app
    forget(app)


@pytest.fixture
def account(centre: Flask) -> Iterator[Account]:
    with centre.app_context():
        yield Account(centre)


def settle(account: Account, late_s: float = 3 * LEASE_S) -> None:
    """Everything owed has happened: once, not early, and not later than three leases."""
    wait_for(account.settled, PATIENCE_S, lambda: str(account.effects()))
    assert account.kept() == len(account.tickets)
    assert all(effects == EFFECTS for effects in account.effects().values())
    lateness = account.lateness_s()
    assert min(lateness) >= 0
    assert max(lateness) <= late_s


@pytest.mark.parametrize("name", [child for child in CHILDREN if child != "postgres"])
def test_killing_a_process_loses_nothing(machine: Machine, account: Account, name: str) -> None:
    account.promise(TICKETS)
    time.sleep(2.2)
    machine.kill(name)
    settle(account)


def test_killing_the_database_loses_nothing_that_it_acknowledged(machine: Machine, account: Account) -> None:
    account.promise(TICKETS)
    time.sleep(2.2)
    machine.kill("postgres")
    wait_for(lambda: answers(), 20)
    settle(account)


def test_a_flushed_redis_loses_nothing(machine: Machine, account: Account) -> None:
    account.promise(TICKETS)
    deadline = time.monotonic() + 4
    with redis_clients.for_clock(machine.redis_url) as client:
        while time.monotonic() < deadline:
            client.flushall()
            time.sleep(0.2)
    settle(account)


def test_a_hung_redis_delays_nothing_beyond_the_lease(machine: Machine, account: Account) -> None:
    os.kill(machine.pids["redis"], signal.SIGSTOP)
    try:
        account.promise(TICKETS)
        wait_for(account.done, ENDS_S + 3 * LEASE_S, lambda: str(account.effects()))
    finally:
        os.kill(machine.pids["redis"], signal.SIGCONT)
    settle(account)


def test_killing_everything_and_starting_again_loses_nothing(machine: Machine, account: Account) -> None:
    account.promise(TICKETS)
    children = dict(machine.pids)
    os.kill(machine.supervisor.pid, signal.SIGKILL)
    wait_for(lambda: not any(alive(pid) for pid in children.values()), 15, lambda: str(children))
    machine.supervisor.wait()
    machine.start()
    settle(account, late_s=float("inf"))


def answers() -> bool:
    try:
        with db.engine.connect() as connection:
            return connection.scalar(sa.text("SELECT 1")) == 1
    except sa.exc.OperationalError:
        return False


def alive(pid: int) -> bool:
    try:
        return Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()[0] != "Z"
    except FileNotFoundError:
        return False
