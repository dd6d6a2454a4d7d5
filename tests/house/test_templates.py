"""What a template asks of the page that it stands in is there."""

import re
from pathlib import Path

import pytest

TEMPLATES = Path(__file__).parent.parent.parent / "templates"
USED = sorted(path for path in TEMPLATES.rglob("*.html") if 'hx-target="#editor"' in path.read_text("utf-8"))
_ABOVE = re.compile(r'{%-? (?:extends|include) "([^"]+)"')


def drawn(path: Path) -> str:
    """The template with all that it extends and includes."""
    text = path.read_text("utf-8")
    return text + "".join(drawn(TEMPLATES / name) for name in _ABOVE.findall(text))


@pytest.mark.parametrize("path", USED, ids=lambda path: str(path.relative_to(TEMPLATES)))
def test_a_form_that_is_fetched_has_a_dialog_to_open_in(path: Path) -> None:
    assert 'id="editor"' in drawn(path)
