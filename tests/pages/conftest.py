"""Everybody of the API's centre, looking at pages."""

from tests.api.conftest import centre

__all__ = ["centre"]
