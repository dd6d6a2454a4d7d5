"""Lists taken in from files: asked for, worked through in the background, row by row."""

from ticketing.actions.file_jobs.ask import Handed, call_off, take_in
from ticketing.actions.file_jobs.kinds import Importer
from ticketing.actions.file_jobs.owe import forget, hand_out
from ticketing.actions.file_jobs.step import begin, fail, step

__all__ = ["Handed", "Importer", "begin", "call_off", "fail", "forget", "hand_out", "step", "take_in"]
