"""Keys that people lay as they like, and the few that no page may take."""

import re
from pathlib import Path

import pytest

from ticketing.domain import keys
from ticketing.errors import Invalid

SOURCES = Path(__file__).parents[2] / "realtime" / "web" / "src"


def test_only_what_differs_is_kept_and_the_rest_is_as_usual() -> None:
    kept = keys.check({"answer": "F6", "ready": "F4", "merge": ""} | {"answer": "Ctrl+F2"})
    assert kept == {"answer": "Ctrl+F2", "merge": ""}
    whole = keys.laid(kept)
    assert (whole["answer"], whole["merge"], whole["hold"]) == ("Ctrl+F2", "", "F8")
    assert set(whole) == set(keys.DEFAULTS)


@pytest.mark.parametrize(
    ("presses", "wrong"),
    [
        ({"answer": "F5"}, {"answer": ["bad_key"]}),
        ({"answer": "KeyA"}, {"answer": ["bad_key"]}),
        ({"answer": "Ctrl+Whatever"}, {"answer": ["bad_key"]}),
        ({"fly": "F2"}, {"fly": ["unknown_command"]}),
        ({"answer": "F4"}, {"answer": ["key_taken"], "ready": ["key_taken"]}),
    ],
)
def test_a_key_of_the_browser_of_typing_or_of_another_command_is_refused(
    presses: dict[str, str], wrong: dict[str, list[str]]
) -> None:
    with pytest.raises(Invalid) as refused:
        keys.check(presses)
    assert refused.value.params["errors"] == {"keys": wrong}


def test_the_usual_keys_do_not_collide_and_swapping_two_is_allowed() -> None:
    assert keys.check(dict(keys.DEFAULTS)) == {}
    assert keys.check({"answer": "F4", "ready": "F2"}) == {"answer": "F4", "ready": "F2"}


def test_every_command_does_something_on_some_page() -> None:
    text = "".join(path.read_text() for path in SOURCES.rglob("*.ts*"))
    bound = set(re.findall(r'\b(?:bind|means)\((?:event, )?"([a-z_]+)"', text))
    bound |= {f"kind_{n}" for n in range(1, 6)} if "`kind_${i + 1}`" in text else set()
    assert bound == set(keys.DEFAULTS)
