"""What people and phone systems send is one JSON line of the log, whatever is in it (attack X56)."""

import json
import subprocess
import sys

NASTY = '/x\r\n{"forged": 1}\x1b[31m\u2028' + "长" * 10
PROGRAM = f"""
import logging, structlog
from workers import process
process.speak_json()
structlog.get_logger("ours").info("refused", path={NASTY!r})
logging.getLogger("theirs").warning("served %s", {NASTY!r})
try:
    raise RuntimeError({NASTY!r})
except RuntimeError as error:
    structlog.get_logger("ours").error("failed", exc_info=error, password_was_in_a_local="no")
"""


def test_nothing_that_is_sent_makes_a_second_line() -> None:
    done = subprocess.run([sys.executable, "-c", PROGRAM], capture_output=True, check=True)
    lines = done.stderr.decode().rstrip("\n").split("\n")
    assert [json.loads(line)["event"] for line in lines] == ["refused", f"served {NASTY}", "failed"]
    assert b"\x1b" not in done.stderr
