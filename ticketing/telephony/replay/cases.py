"""The file of cases: feeds, settings, a window and a now for each; `expect` is for whoever compares."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from ticketing.domain.calls import FoldConfig, QueueRules, RestartPolicy
from ticketing.errors import Invalid

SECOND_US = 1_000_000
#: What a site has that says nothing (the file's own default_config comes over it).
_DEFAULTS: dict[str, Any] = {
    "timezone": "Asia/Shanghai",
    "sl_threshold_s": 20,
    "short_abandon_s": 5,
    "wrapup_s": {},
    "aliases": {},
    "static_members": {},
    "reident_tolerance_s": 2,
    "one_call_per_agent": True,
    "restart_policy_members": "keep",
    "max_open_age_s": 86400,
    "repeat_window_s": 86400,
    "country": None,
}
LOG_FORMATS = ("queue_log", "queue_log_realtime", "freeswitch_callcenter")


@dataclass(frozen=True, slots=True)
class Case:
    """One case. `window_us` is [from, to); `now_us` is when open calls are looked at; both None if not given."""

    id: str
    config: Mapping[str, Any]
    feeds: tuple[Mapping[str, Any], ...]
    has_positions: bool
    window_us: tuple[int, int] | None
    now_us: int | None
    expect: Mapping[str, Any]

    @property
    def zone(self) -> ZoneInfo:
        """The zone by which its days and hours are cut."""
        return ZoneInfo(self.config["timezone"])

    def rules(self, queue: str) -> QueueRules:
        """A queue's thresholds; a setting may be one number or one for each queue."""
        age_s = int(self.config["max_open_age_s"])
        return QueueRules(
            sl_threshold_s=_setting(self.config["sl_threshold_s"], queue, 20),
            short_abandon_s=_setting(self.config["short_abandon_s"], queue, 5),
            wrapup_s=_setting(self.config["wrapup_s"], queue, 0),
            max_wait_s=age_s,
            max_talk_s=age_s,
        )

    def _queues_heard(self, pbx: str) -> set[str]:
        lines = [line for feed in self.feeds if feed.get("source", "") == pbx for line in feed.get("lines", ())]
        return {fields[2] for fields in (line.split("|") for line in lines) if len(fields) > 4}

    def fold_config(self, pbx: str) -> FoldConfig:
        """The settings under which one phone system's feeds are folded; a case is folded whole, so nothing is
        forgotten."""
        named = {queue for setting in ("wrapup_s", "sl_threshold_s") for queue in _queues_of(self.config[setting])}
        formats = {feed.get("format") for feed in self.feeds if feed.get("source", "") == pbx}
        return FoldConfig(
            rules=self.rules(""),
            queues={queue: self.rules(queue) for queue in named},
            one_call_per_agent=bool(self.config["one_call_per_agent"]),
            restart_policy=RestartPolicy(self.config["restart_policy_members"]),
            tolerance_s=int(self.config["reident_tolerance_s"]),
            aliases=_aliases(self.config["aliases"], pbx),
            static_members=_static_members(self.config["static_members"], self._queues_heard(pbx)),
            acw_reasons=frozenset(self.config.get("acw_pause_reasons", ())),
            queue_log=not formats.isdisjoint(LOG_FORMATS),
            history_s=None,
        )


CaseFile = list[Case]


def read_cases(path: Path, wanted: str | None = None) -> CaseFile:
    """The cases of a file, or the one of that id. A file may also be one case, or a list of them.

    Raises Invalid (`not_a_case_file`, `no_such_case`) for anything else.
    """
    try:
        document = _whole(json.loads(path.read_text(encoding="utf-8-sig")))
    except (OSError, ValueError, RecursionError) as error:
        raise Invalid("not_a_case_file", path=str(path), error=str(error)) from error
    raw = document.get("cases", [document]) if isinstance(document, dict) else document
    defaults = document.get("default_config", {}) if isinstance(document, dict) else {}
    if not isinstance(raw, list) or not all(isinstance(case, dict) for case in raw):
        raise Invalid("not_a_case_file", path=str(path), error="no list of cases")
    cases = [case_of(entry, defaults, str(number)) for number, entry in enumerate(raw, 1)]
    chosen = [case for case in cases if wanted is None or case.id == wanted]
    if wanted is not None and not chosen:
        raise Invalid("no_such_case", case=wanted)
    return chosen


def case_of(raw: Mapping[str, Any], defaults: Mapping[str, Any] | None = None, name: str = "1") -> Case:
    """One case as the file has it; `input` may also stand for the feeds alone."""
    given = raw.get("input") or {}
    feeds = given if isinstance(given, list) else given.get("feeds", [])
    order = "file" if isinstance(given, list) else given.get("order", "file")
    window, now = raw.get("window"), raw.get("now")
    return Case(
        id=str(raw.get("id", name)),
        config={**_DEFAULTS, **(defaults or {}), **(raw.get("config") or {})},
        feeds=tuple(feeds),
        has_positions=order != "unknown",
        window_us=(int(window[0] * SECOND_US), int(window[1] * SECOND_US)) if window else None,
        now_us=int(now * SECOND_US) if now is not None else None,
        expect=raw.get("expect") or {},
    )


def _whole(value: Any) -> Any:
    """Half a surrogate pair, as a broken feed may hold, is no character and could never be printed again."""
    if isinstance(value, str):
        return value if value.isascii() else value.encode("utf-8", "replace").decode("utf-8")
    if isinstance(value, list):
        return [_whole(entry) for entry in value]
    if isinstance(value, dict):
        return {_whole(key): _whole(entry) for key, entry in value.items()}
    return value


def _setting(value: Any, queue: str, default: int) -> int:
    return int(value.get(queue, default)) if isinstance(value, Mapping) else int(value)


def _queues_of(value: Any) -> list[str]:
    return list(value) if isinstance(value, Mapping) else []


def _aliases(value: Mapping[str, Any], pbx: str) -> dict[str, str]:
    """raw name to name; also by phone system, or a name with its list of raw names."""
    if isinstance(value.get(pbx), Mapping):
        value = value[pbx]
    flat: dict[str, str] = {}
    for key, entry in value.items():
        if isinstance(entry, str):
            flat[key] = entry
        elif isinstance(entry, list):
            flat.update(dict.fromkeys(entry, key))
    return flat


def _static_members(value: Any, queues: set[str]) -> dict[str, tuple[str, ...]]:
    """queue to members, or member to queues where the log shows that the values are its queues and the key is not."""
    seats: list[tuple[str, str]] = []
    for key, entry in value.items() if isinstance(value, Mapping) else ():
        names = [entry] if isinstance(entry, str) else list(entry)
        is_member = key not in queues and queues.issuperset(names)
        seats += [(name, key) if is_member else (key, name) for name in names]
    return {queue: tuple(name for at, name in seats if at == queue) for queue, _ in seats}
