"""The catalogues of words: drawn from Python, Jinja and TypeScript, compiled for gettext.

python realtime/web/catalogues.py update     read the sources anew, keep what is translated
python realtime/web/catalogues.py compile    write the .mo files that gettext reads
"""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

from babel import Locale
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po

ROOT = Path(__file__).resolve().parents[2]
FOLDER = ROOT / "ticketing" / "translations"
LANGUAGES = ("zh_CN", "en")
# Beside gettext's own: the islands' t(), and what marks a word without translating it yet.
MARKS = ("t", "N_", "_l", "lazy_gettext")
SOURCES = ("ticketing", "realtime", "workers", "templates")


def compile_all() -> None:
    """Every .po whose .mo is missing or older gets a new one, under the full name that Babel gives its language."""
    for language in LANGUAGES:
        source = FOLDER / language / "LC_MESSAGES" / "messages.po"
        # Babel reads zh_CN as zh_Hans_CN and looks for a folder of that name.
        target = FOLDER / str(Locale.parse(language)) / "LC_MESSAGES" / "messages.mo"
        if target.exists() and target.stat().st_mtime >= source.stat().st_mtime:
            continue
        with source.open("rb") as text:
            catalogue = read_po(text)
        target.parent.mkdir(parents=True, exist_ok=True)
        with target.open("wb") as binary:
            write_mo(binary, catalogue)


def update() -> None:
    """Brings both catalogues to the messages that the sources hold now; English says what its key says."""
    template = FOLDER / "messages.pot"
    command = [sys.executable, "-m", "babel.messages.frontend", "-q", "extract", "-F", str(FOLDER / "babel.cfg")]
    marks = [*(f"--keyword={name}" for name in MARKS), "--no-location", "--sort-output", "--project=rexian"]
    subprocess.run([*command, *marks, "-o", str(template), *SOURCES], cwd=ROOT, check=True)
    with template.open("rb") as text:
        fresh = read_po(text)
    for language in LANGUAGES:
        source = FOLDER / language / "LC_MESSAGES" / "messages.po"
        with source.open("rb") as text:
            catalogue = read_po(text, locale=language)
        catalogue.update(fresh, no_fuzzy_matching=True)
        catalogue.obsolete.clear()
        if language == "en":
            _say_the_key(catalogue)
        with source.open("wb") as target:
            write_po(target, catalogue, sort_output=True, omit_header=False, ignore_obsolete=True)
    template.unlink()


def _say_the_key(catalogue) -> None:  # type: ignore[no-untyped-def]
    for message in catalogue:
        if message.id and not (any(message.string) if message.pluralizable else message.string):
            message.string = message.id


if __name__ == "__main__":
    {"update": update, "compile": compile_all}[sys.argv[1]]()
