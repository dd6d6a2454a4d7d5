"""The person's own rights (security.md 3.7): a copy of what we know, a correction, an erasure."""

import hashlib
from collections.abc import Mapping

import sqlalchemy as sa

from ticketing.actions import audit
from ticketing.actions.customers.keep import edit, held
from ticketing.domain.callbacks import OPEN_CALLBACKS
from ticketing.domain.customers import ANSWER_WITHIN, RequestKind, RequestState
from ticketing.domain.permissions import Permission
from ticketing.domain.phones import normal
from ticketing.errors import Conflict, Invalid
from ticketing.models.callbacks import Callback
from ticketing.models.calls import QueueVisit
from ticketing.models.customers import Customer, CustomerPhone, PersonalRequest
from ticketing.models.cutoffs import Cutoff
from ticketing.models.tickets import OPEN_STATES, Ticket
from ticketing.models.whole_calls import Call
from ticketing.work import Work


def copied(work: Work, customer_id: int, reason: str) -> PersonalRequest:
    """Note that a copy of the file with everything around it was given out."""
    customer = _asked_about(work, customer_id)
    return _request(work, RequestKind.COPY, customer, reason, done=True)


def correct(work: Work, customer_id: int, version: int | None, fields: Mapping[str, str], reason: str) -> Customer:
    """Put right what the person says is wrong; which fields and why is kept, the old values are not."""
    _asked_about(work, customer_id)
    customer = edit(work, customer_id, version, dict(fields), ())
    _request(work, RequestKind.CORRECTION, customer, reason, done=True, fields=sorted(fields))
    return customer


def ask_erasure(work: Work, customer_id: int, reason: str) -> PersonalRequest:
    """Owe the erasure of a person; it is done in the background. 409 `open_matters` while anything is in work."""
    customer = _asked_about(work, customer_id)
    tickets = sa.exists().where(Ticket.customer_id == customer_id, Ticket.state.in_(OPEN_STATES))
    promised = sa.exists().where(Callback.customer_id == customer_id, Callback.state.in_(OPEN_CALLBACKS))
    if work.session.scalar(sa.select(sa.or_(tickets, promised))):
        raise Conflict("open_matters")
    owed = sa.select(PersonalRequest).filter_by(
        customer_id=customer_id, kind=RequestKind.ERASURE, state=RequestState.OWED
    )
    return work.session.scalar(owed) or _request(work, RequestKind.ERASURE, customer, reason, done=False)


def where_found(work: Work, raw: str) -> dict[str, int]:
    """How many rows of each kind have this number, whoever they belong to; audited. `bad_phone` without a number."""
    work.require(Permission.PERSONAL_DATA)
    number = normal(raw, work.centre.phone_region)
    if number is None or "*" in raw:
        raise Invalid("bad_phone", errors={"phone": ["bad_phone"]})
    counts = [sa.select(sa.func.count()).where(column == number).scalar_subquery() for _, column in _HAVE_NUMBERS]
    found = work.session.execute(sa.select(*counts)).one()
    audit.record(work, "personal_search", f"number:{seal(number)}")
    return {name: int(count) for (name, _), count in zip(_HAVE_NUMBERS, found, strict=True)}


_HAVE_NUMBERS = (
    ("customer_phones", CustomerPhone.e164),
    ("tickets", Ticket.contact_phone),
    ("callbacks", Callback.phone),
    ("queue_visits", QueueVisit.caller_norm),
    ("calls", Call.number_norm),
    ("cutoffs", Cutoff.phone),
)


def seal(number: str) -> str:
    """What stays of a number in the audit: enough to tell whether it was this one, not to read it."""
    return hashlib.sha256(number.encode()).hexdigest()


def _asked_about(work: Work, customer_id: int) -> Customer:
    work.require(Permission.PERSONAL_DATA)
    return held(work, customer_id)


def _request(
    work: Work, kind: RequestKind, customer: Customer, reason: str, *, done: bool, **told: object
) -> PersonalRequest:
    seals = [seal(phone.e164) for phone in customer.phones]
    row = work.add(
        PersonalRequest(
            kind=kind,
            state=RequestState.DONE if done else RequestState.OWED,
            customer_id=customer.id,
            subject=" ".join(seals),
            reason=reason,
            asked_at=work.now,
            due_at=work.now + ANSWER_WITHIN,
            by_id=work.actor.id,
            done_at=work.now if done else None,
            outcome=dict(told),
        )
    )
    audit.record(
        work, f"personal_{kind.value}", f"customer:{customer.id}", reason=reason, numbers=seals, request=row.id, **told
    )
    return row
