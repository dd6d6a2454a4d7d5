"""The lists that `callcenter_config` prints, asked for one after the other, as the rows of one sweep."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Final

Row = Sequence[str]
#: What is asked first; the queues that it names are asked for their members, and those for their channels.
FIRST: Final = ("callcenter_config queue list", "callcenter_config agent list", "callcenter_config tier list")
#: The one column that holds what a stranger wrote, and so perhaps a `|`.
_FREE = "cid_name"


class Refusal(Exception):
    """The switch does not give a list; an empty one would sweep everybody away."""


class Round:
    """One sweep being gathered: `commands` gives what to ask next, `take` its answers, in the same order."""

    def __init__(self) -> None:
        self.rows: list[list[str]] = []
        self._asked: list[str] = []
        self._members: list[dict[str, str]] = []
        self._sessions: list[str] = []
        self._alive: set[str] = set()
        self._stages = iter((self._first, self._each_queue, self._each_session))

    def commands(self) -> list[str]:
        """The commands of the next stage; none when the round is complete."""
        for stage in self._stages:
            self._asked = list(stage())
            if self._asked:
                return self._asked
        self.rows += [_member(member, self._alive) for member in self._members]
        return []

    def take(self, command: str, answer: str) -> None:
        """One answer. Raises `Refusal` when a list is refused."""
        verb, _, rest = command.partition(" ")
        if verb == "uuid_exists":
            if answer.strip() == "true":
                self._alive.add(rest)
            return
        listed = table(answer)
        if listed is None:
            raise Refusal(answer.strip() or "no answer")
        if rest == "queue list":
            self.rows += [["queue", row["name"]] for row in listed if row.get("name")]
        elif rest == "agent list":
            self.rows += [_agent(row) for row in listed]
        elif rest == "tier list":
            self.rows += [["tier", row.get("queue", ""), row.get("agent", "")] for row in listed]
        else:
            self._members += listed

    def _first(self) -> Iterator[str]:
        yield from FIRST

    def _each_queue(self) -> Iterator[str]:
        for row in self.rows:
            if row[0] == "queue":
                yield f"callcenter_config queue list members {row[1]}"

    def _each_session(self) -> Iterator[str]:
        # An abandoned member keeps its row for a while, without a channel.
        sessions = (member.get("session_uuid", "") for member in self._members if member.get("state") != "Abandoned")
        for session in dict.fromkeys(sessions):
            if session:
                yield f"uuid_exists {session}"


def table(answer: str) -> list[dict[str, str]] | None:
    """The rows of a list by column; None when it does not end in `+OK`, as every list does that was given."""
    lines = [line for line in answer.replace("\r", "").split("\n") if line.strip()]
    if not lines or not lines[-1].startswith("+OK"):
        return None
    if len(lines) == 1:
        return []
    columns = lines[0].split("|")
    return [dict(zip(columns, _cells(line, columns), strict=False)) for line in lines[1:-1]]


def _cells(line: str, columns: Sequence[str]) -> list[str]:
    cells = line.split("|")
    surplus = len(cells) - len(columns)
    if surplus > 0 and _FREE in columns:
        at = columns.index(_FREE)
        cells[at : at + surplus + 1] = ["|".join(cells[at : at + surplus + 1])]
    return cells


def _agent(row: Mapping[str, str]) -> list[str]:
    names = ("name", "status", "last_status_change", "last_bridge_end", "wrap_up_time")
    return ["agent", *(row.get(name, "") for name in names)]


def _member(row: Mapping[str, str], alive: set[str]) -> list[str]:
    joined = row.get("rejoined_epoch", "0")
    agent = row.get("serving_agent", "")
    return [
        "member",
        *(row.get(name, "") for name in ("queue", "uuid", "state")),
        "" if agent == "ring-all" else agent,
        row.get("joined_epoch", "") if joined in ("", "0") else joined,
        *(row.get(name, "") for name in ("bridge_epoch", "cid_number", "cid_name")),
        "1" if row.get("session_uuid", "") in alive else "0",
    ]
