"""A centre in full swing: calls at every stage, tickets, promises, escalations, a roster; and screens to watch it."""

import pytest
from flask import Flask

from tests.board.screens import Screens
from tests.board.swing import Swing
from tests.desk import furnish
from ticketing.clock import FrozenClock


@pytest.fixture
def swing(app: Flask, clock: FrozenClock) -> Swing:
    return Swing.begun(furnish(app, clock))


@pytest.fixture
def screens(swing: Swing) -> Screens:
    return Screens(swing)
