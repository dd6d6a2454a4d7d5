"""The keys of the console (ux.md 3.2): what each does, where it lies at first, and where a person may lay it."""

import re
from collections.abc import Mapping
from types import MappingProxyType
from typing import Any

from ticketing.errors import Invalid

#: Command: the key's place as the browser names it (`event.code`), with what is held.
DEFAULTS: Mapping[str, str] = MappingProxyType(
    {
        "answer": "F2",
        "ready": "F4",
        "hold": "F8",
        "hang_up": "F9",
        "find": "Ctrl+KeyK",
        "save": "Ctrl+Enter",
        "save_next": "Ctrl+Alt+Enter",
        "kind_1": "Alt+Digit1",
        "kind_2": "Alt+Digit2",
        "kind_3": "Alt+Digit3",
        "kind_4": "Alt+Digit4",
        "kind_5": "Alt+Digit5",
        "merge": "Alt+KeyM",
        "complaint": "Alt+KeyC",
        "callback": "Alt+KeyB",
        "help": "Alt+KeyH",
        "longer": "Alt+KeyW",
        "knowledge": "Alt+KeyK",
    }
)
#: Said instead of a key by whoever wants none.
NONE = ""
_PRESS = re.compile(r"(?:(?:Ctrl|Alt|Shift)\+){0,3}(?:F\d{1,2}|Key[A-Z]|Digit\d|Enter|Numpad\w{1,12})")
# The browser's own, which no page may take: help, find, reload, address, full screen, developer tools, tabs.
_BROWSERS = frozenset({"F1", "F3", "F5", "F6", "F7", "F10", "F11", "F12", "Ctrl+KeyT", "Ctrl+KeyW", "Ctrl+KeyN"})


def laid(presses: Mapping[str, str]) -> dict[str, str]:
    """Every command with its key: the person's own, else the usual one."""
    return {**DEFAULTS, **{command: press for command, press in presses.items() if command in DEFAULTS}}


def kept(raw: Mapping[str, Any]) -> dict[str, Any]:
    """A person's keys as kept, made whole: `off`, and under `presses` the key of every command."""
    return {"off": bool(raw.get("off")), "presses": laid(raw.get("presses", {}))}


def word_of(press: str) -> str:
    """A key as it stands on keyboards: "Ctrl+KeyK" is "Ctrl K"."""
    return press.replace("Key", "").replace("Digit", "").replace("Enter", "↵").replace("+", " ")


def check(presses: Mapping[str, str]) -> dict[str, str]:
    """What differs from the usual; refuses with `bad_keys` and what is wrong with each command.

    `unknown_command`; `bad_key`: no key's place, one letter alone (it is typed), or the browser's own; `key_taken`.
    """
    wrong = {command: [why] for command, press in presses.items() if (why := _complaint(command, press))}
    whole = laid(presses)
    for command, press in whole.items():
        if press and command not in wrong and list(whole.values()).count(press) > 1:
            wrong[command] = ["key_taken"]
    if wrong:
        raise Invalid("bad_keys", errors={"keys": wrong})
    return {command: press for command, press in presses.items() if press != DEFAULTS[command]}


def _complaint(command: str, press: str) -> str | None:
    if command not in DEFAULTS:
        return "unknown_command"
    if press == NONE:
        return None
    typed = not press.startswith(("Ctrl+", "Alt+", "F"))
    return "bad_key" if typed or press in _BROWSERS or not _PRESS.fullmatch(press) else None
