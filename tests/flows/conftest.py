"""The small centre in which whole stories are played."""

import pytest
from flask import Flask

from tests.desk import Desk, furnish
from ticketing.clock import FrozenClock


@pytest.fixture
def desk(app: Flask, clock: FrozenClock) -> Desk:
    return furnish(app, clock)
