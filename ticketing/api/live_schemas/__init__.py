"""The form of every live row: what the board sends is held against it by tests, the browser's types are written from it
(`realtime/web/rows.py`)."""

from collections.abc import Mapping
from functools import cache
from typing import Any

from ticketing.api.live_schemas.boards import FLOOR, WALLBOARD
from ticketing.api.live_schemas.lists import DESK, WEEK
from ticketing.api.live_schemas.own import KEEPING, OWN, WORK
from ticketing.api.live_schemas.parts import RowSchema

#: By the topic's first word, then by the row's.
BY_TOPIC: Mapping[str, Mapping[str, type[RowSchema]]] = {
    "wallboard": WALLBOARD,
    "floor": FLOOR,
    "me": OWN,
    "work": WORK,
    "keeping": KEEPING,
    "desk": DESK,
    "shift": WEEK,
}


def wrongs(topic: str, id_: str, row: Mapping[str, Any]) -> dict[str, Any]:
    """What in a row, as it stands on the wire, is not as its schema says; {} when all is well.

    Rows of tickets are bodies of the API (`api/live_rows.py`) and are not asked for here.
    """
    rows = BY_TOPIC[topic.partition(":")[0]]
    return _schema(rows[id_.partition(":")[0]]).validate(row)


@cache
def _schema(schema: type[RowSchema]) -> RowSchema:
    return schema()
