"""Everybody of the API's centre, looking at pages; calendars and deadlines as on the first day."""

import pytest
from flask import Flask

from tests import arranged
from tests.api.conftest import centre
from ticketing.actions import setup
from ticketing.db import begin
from ticketing.domain.actors import SYSTEM

__all__ = ["centre"]


@pytest.fixture(autouse=True)
def _first_day(app: Flask) -> None:
    arranged.once("the first day", _first_run)


def _first_run() -> None:
    with begin(SYSTEM) as work:
        setup.first_run(work)
