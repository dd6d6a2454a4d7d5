"""The ways in which the core says no.

`code` is public and stable: it names the problem type over HTTP and the sentence in the
catalogues. `params` fill that sentence in.
"""


class TicketingError(Exception):
    """The root of every refusal; `params` hold plain values only."""

    code = "error"

    def __init__(self, code: str | None = None, /, **params: object) -> None:
        super().__init__(code or self.code, params)
        if code is not None:
            self.code = code
        self.params = params


class NotFound(TicketingError):
    """The thing does not exist, or the actor may not know that it does."""

    code = "not_found"


class Hidden(NotFound):
    """It exists outside the actor's reach: the answer is that of a thing that does not, the audit knows better."""


class Unauthenticated(TicketingError):
    """Nobody is logged in, or the session or token is no longer good."""

    code = "unauthenticated"


class Forbidden(TicketingError):
    """A known function that the actor has no right to."""

    code = "forbidden"


class Invalid(TicketingError):
    """Input that cannot be accepted; `errors` maps a field to its complaint where one field is to blame."""

    code = "invalid"


class Malformed(Invalid):
    """Not even readable: no JSON, or JSON of a kind that nobody sends in good faith."""

    code = "malformed"


class Gone(TicketingError):
    """It was there and is not any more: a link that has expired."""

    code = "gone"


class TooMany(TicketingError):
    """Too often in too short a time; `retry_after_s` says when to come back."""

    code = "too_many_requests"


class Conflict(TicketingError):
    """The world has moved on, or the step is not possible from here."""

    code = "conflict"


class IllegalMove(Conflict):
    """A state change that the transition table does not know."""

    code = "invalid_transition"
