"""Rosters over HTTP: cells, kinds of shifts, weeks, sites."""

from ticketing.api.shifts import cells, files, rosters, runs, sites, templates, terms
from ticketing.api.shifts.cells import may_edit, reader_of
from ticketing.api.shifts.door import blp

__all__ = ["blp", "cells", "files", "may_edit", "reader_of", "rosters", "runs", "sites", "templates", "terms"]
