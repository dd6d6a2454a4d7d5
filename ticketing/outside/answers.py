"""What came of a try, in a word that the house reckons with and a line that people read."""

from typing import NamedTuple

from ticketing.domain.deliveries import Fate


class Answer(NamedTuple):
    """`said` is a code of ours or the first line of what the other side said; `status` is HTTP's, 0 without one."""

    fate: Fate
    said: str
    status: int = 0


class Unsent(Exception):
    """Nothing could be sent: `code` says why (`private_address`, `timeout`, `no_such_host`, ...)."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code
