"""The wallboard without names: what visitors of the room may read (numbers of agents stand for their names)."""

from dataclasses import replace

from ticketing.queries.board.change import Change, Row


def nameless(change: Change) -> Change:
    """The same row with nobody's name in it: agents by number, alerts and shifts without people, no words typed by
    hand. Queues, teams, phone systems and ticket numbers are no names."""
    if change.row is None:
        return change
    kind = change.id.partition(":")[0]
    write = _WITHOUT.get(kind)
    return replace(change, row=write(change.row)) if write else change


def _agent(row: Row) -> Row:
    return row | {"name": row["code"] or row["raw"], "forced_by": None, "forced_reason": None}


def _alert(row: Row) -> Row:
    said = dict(row["params"])
    if "code" in said:
        said["name"] = said["code"] or "—"
    said.pop("reason", None)
    return row | {"params": said, "acknowledged_by": None}


def _shift(row: Row) -> Row:
    return row | {"shifts": [one | {"leader": None} for one in row["shifts"]]}


_WITHOUT = {"agent": _agent, "alert": _alert, "shift": _shift}
