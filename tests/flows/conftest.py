"""The small centre in which whole stories are played."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask

from tests.desk import Desk, furnish
from tests.flows.machine import Machine
from tests.flows.owed import Account, centre_on, forget
from ticketing.clock import FrozenClock


@pytest.fixture
def desk(app: Flask, clock: FrozenClock) -> Desk:
    return furnish(app, clock)


@pytest.fixture(scope="session")
def machine(servers_dir: Path) -> Iterator[Machine]:
    """A whole running Rexian, to be broken; started once."""
    machine = Machine(servers_dir / "machine")
    machine.start()
    yield machine
    machine.stop()


@pytest.fixture(scope="session")
def centre(machine: Machine) -> Iterator[Flask]:
    """An application on the running machine's database."""
    app = centre_on(machine.database_url)
    yield app
    forget(app)


@pytest.fixture
def account(centre: Flask) -> Iterator[Account]:
    """Keeps book of what this test was promised."""
    with centre.app_context():
        yield Account(centre)
