"""The words that a command sends: every one from a fixed alphabet, so that none can mean anything else."""

from typing import Any

import sqlalchemy as sa

from ticketing.actions.codes import by_code
from ticketing.actions.control import dial
from ticketing.actions.control.dial import Called
from ticketing.domain.control import caller_id, device_of, extension, keys_of
from ticketing.errors import Invalid
from ticketing.models.people import Person
from ticketing.models.queues import Queue
from ticketing.queries import control as looks
from ticketing.queries.control import Line
from ticketing.work import Work

# Asterisk cuts a pause reason at 79 bytes, in the middle of a character if need be, and writes `|` as it comes.
LONGEST_REASON_BYTES = 79


def of_phone(person: Person, line: Line) -> dict[str, Any]:
    return {"device": device_of(person.extension or "", line.settings.phones)}


def of_spy(agent: Person, listener: Person, line: Line) -> dict[str, Any]:
    """The listener's phone rings and hears the agent's call. Raises `Invalid` when the agent's phone is unknown."""
    if not agent.extension:
        raise Invalid("agent_has_no_phone")
    return {
        "device": device_of(agent.extension, line.settings.phones),
        "listener": device_of(listener.extension or "", line.settings.phones),
        "caller_id": caller_id(agent.name, agent.code or ""),
        "ring_s": line.settings.ring_s,
    }


def of_member(work: Work, person: Person, line: Line, queue: str, reason: str) -> dict[str, Any]:
    """A membership: in one queue, or with an empty `queue` in all of them."""
    found = of_phone(person, line) | {"queue": queue, "reason": plain_reason(reason)}
    name = looks.member_name(work.session, line.pbx_id, person.id)
    return found | ({"name": name} if name else {})


def plain_reason(reason: str) -> str:
    """The reason as a queue log can hold it."""
    text = " ".join(reason.replace("|", "/").split())
    return text.encode()[:LONGEST_REASON_BYTES].decode("utf-8", "ignore")


def queue(work: Work, code: str, required: bool) -> str:
    """The code of a known queue; "" when none is named and none is needed."""
    if not code and not required:
        return ""
    if work.session.scalar(sa.select(Queue.id).filter_by(code=code)) is None:
        raise Invalid("unknown_queue", errors={"queue": ["unknown_queue"]})
    return code


def destination(work: Work, line: Line, agent: str, queue_code: str, number: str) -> tuple[str, str]:
    """What to dial to get there, and how it is shown. Raises `Invalid` (`no_destination`, `no_queue_keys`, …)."""
    if agent:
        person = by_code(work, agent)
        if not person.extension or "/" in person.extension:
            raise Invalid("agent_has_no_phone", errors={"to_agent": ["agent_has_no_phone"]})
        return extension(person.extension), person.name
    if queue_code:
        keys = line.settings.queue_keys.get(queue_code)
        if keys is None:
            raise Invalid("no_queue_keys", errors={"to_queue": ["no_queue_keys"]})
        return extension(keys), queue_code
    if number:
        region = work.centre.phone_region
        e164 = dial.check(work, Called(number, owed_now=True), abroad=False, reason="")
        return keys_of(e164, region, line.settings.dial_prefix), dial.shown(work, e164)
    raise Invalid("no_destination", errors={"to_agent": ["no_destination"]})
