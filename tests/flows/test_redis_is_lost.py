"""Redis may be flushed, hang or die: people go on working, what is owed is done, and the board comes back by itself."""

import os
import signal
import time
from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from redis import RedisError

from realtime import stream
from tests.flows.machine import LEASE_S, Machine
from tests.flows.owed import ENDS_S, Account
from tests.flows.visitor import Visitor
from tests.waiting import wait_for
from ticketing import redis_clients

pytestmark = [pytest.mark.faults, pytest.mark.timeout(600)]

TICKETS = 12


@contextmanager
def hung(machine: Machine) -> Iterator[None]:
    """Redis accepts connections and answers nothing."""
    os.kill(machine.pids["redis"], signal.SIGSTOP)
    try:
        yield
    finally:
        os.kill(machine.pids["redis"], signal.SIGCONT)


def test_a_flushed_redis_loses_nothing(machine: Machine, account: Account) -> None:
    account.promise(TICKETS)
    deadline = time.monotonic() + 4
    with redis_clients.for_clock(machine.redis_url) as client:
        while time.monotonic() < deadline:
            client.flushall()
            time.sleep(0.2)
    account.settle()


def test_a_hung_redis_delays_nothing_beyond_the_lease(machine: Machine, account: Account) -> None:
    os.kill(machine.pids["redis"], signal.SIGSTOP)
    try:
        account.promise(TICKETS)
        wait_for(account.done, ENDS_S + 3 * LEASE_S, lambda: str(account.effects()))
    finally:
        os.kill(machine.pids["redis"], signal.SIGCONT)
    account.settle()


def test_people_are_answered_within_a_second_while_redis_hangs(machine: Machine, account: Account) -> None:
    visitor = Visitor(machine, account.supervisor())
    visitor.file_ticket()
    with hung(machine):
        quickest = min(visitor.file_ticket() for _ in range(4))
    assert quickest <= 1.0


def test_the_board_speaks_again_within_seconds_of_a_flush(machine: Machine) -> None:
    with redis_clients.for_clock(machine.redis_url) as client:
        before = epoch(machine)
        client.flushall()
        wait_for(lambda: epoch(machine) not in (None, before), 15)
        assert client.xlen(stream.KEY) > 0


def epoch(machine: Machine) -> bytes | None:
    try:
        with redis_clients.for_clock(machine.redis_url) as client:
            found: bytes | None = client.get(stream.EPOCH_KEY)
            return found
    except RedisError:
        return None
