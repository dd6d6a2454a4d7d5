"""kill -9 of any process, a database or Redis that goes away: nothing acknowledged is lost, nothing happens twice."""

import os
import signal
import time
from pathlib import Path

import pytest
import sqlalchemy as sa

from tests.flows.machine import CHILDREN, Machine
from tests.flows.owed import Account
from tests.waiting import wait_for
from ticketing.db import db

pytestmark = [pytest.mark.faults, pytest.mark.timeout(600)]

TICKETS = 12


@pytest.mark.parametrize("name", [child for child in CHILDREN if child != "postgres"])
def test_killing_a_process_loses_nothing(machine: Machine, account: Account, name: str) -> None:
    account.promise(TICKETS)
    time.sleep(2.2)
    machine.kill(name)
    account.settle()


def test_killing_the_database_loses_nothing_that_it_acknowledged(machine: Machine, account: Account) -> None:
    account.promise(TICKETS)
    time.sleep(2.2)
    machine.kill("postgres")
    wait_for(lambda: answers(), 20)
    account.settle()


def test_killing_everything_and_starting_again_loses_nothing(machine: Machine, account: Account) -> None:
    account.promise(TICKETS)
    children = dict(machine.pids)
    os.kill(machine.supervisor.pid, signal.SIGKILL)
    wait_for(lambda: not any(alive(pid) for pid in children.values()), 15, lambda: str(children))
    machine.supervisor.wait()
    machine.start()
    account.settle(late_s=float("inf"))


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
