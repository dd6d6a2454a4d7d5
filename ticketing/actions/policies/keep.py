"""Keep the promises: a policy's definition, whom it fits, and whom an edit binds."""

from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa

from ticketing.actions import audit
from ticketing.actions.policies import spread
from ticketing.domain.clocks import Apply
from ticketing.domain.documents import DocumentError
from ticketing.domain.events import PolicyEdited
from ticketing.domain.permissions import Permission
from ticketing.errors import Conflict, Invalid, NotFound
from ticketing.models.calendars import Calendar, SlaPolicy, SlaPolicyVersion
from ticketing.queries import policies as looks
from ticketing.work import Work, expect_version


@dataclass(frozen=True)
class PolicyWish:
    """What a policy says: `match` names whom it fits, `definition` is the object of `rexian clocks simulate`."""

    name: str
    rank: int
    match: dict[str, list[str]]
    definition: dict[str, Any]
    active: bool = True


def add(work: Work, code: str, wish: PolicyWish) -> SlaPolicy:
    """A new policy. `Conflict` (`code_taken`), `Invalid` (`bad_policy`, `unknown_calendar`)."""
    work.require(Permission.CALENDAR_ADMIN)
    calendar = understood(work, wish)
    if work.session.scalar(sa.select(SlaPolicy.id).filter_by(code=code)) is not None:
        raise Conflict("code_taken", code=code)
    policy = work.add(
        SlaPolicy(
            code=code,
            name=wish.name,
            rank=wish.rank,
            match=wish.match,
            definition=wish.definition,
            calendar_id=calendar.id,
            active=wish.active,
        )
    )
    _keep(work, policy)
    audit.record(work, "policy_added", f"policy:{code}", definition=wish.definition)
    work.record(PolicyEdited(policy.id, policy.version, Apply.NEW_ONLY.value))
    return policy


def edit(work: Work, code: str, version: int | None, wish: PolicyWish, apply: Apply = Apply.NEW_ONLY) -> SlaPolicy:
    """A further version from now on; open tickets follow in the background unless it binds only new ones (R5).

    Switched off, it cancels the clocks that run under it, silently. Raises `NotFound`, `Conflict` (`stale_version`,
    `edit_running`), `Invalid`.
    """
    work.require(Permission.CALENDAR_ADMIN)
    calendar = understood(work, wish)
    policy = held(work, code)
    expect_version(policy, version)
    if looks.running_edit(work.session, policy.id) is not None:
        raise Conflict("edit_running", code=code)
    before, was_active = policy.definition, policy.active
    policy.name, policy.rank, policy.match, policy.active = wish.name, wish.rank, wish.match, wish.active
    policy.definition, policy.calendar_id = wish.definition, calendar.id
    _keep(work, policy)
    audit.record(work, "policy_edited", f"policy:{code}", before=before, after=wish.definition, apply=apply.value)
    work.record(PolicyEdited(policy.id, policy.version, apply.value))
    if was_active and not wish.active:
        spread.owe(work, spread.DEACTIVATE, policy=policy)
    elif apply is not Apply.NEW_ONLY and before != wish.definition:
        spread.owe(work, apply.value, policy=policy)
    return policy


def held(work: Work, code: str) -> SlaPolicy:
    """The policy under lock; `NotFound` without one."""
    policy = work.session.scalar(sa.select(SlaPolicy).where(SlaPolicy.code == code).with_for_update())
    if policy is None:
        raise NotFound(what="sla_policies")
    return policy


def understood(work: Work, wish: PolicyWish) -> Calendar:
    """The calendar that the definition names. `bad_policy` with the sentence that names the place of what is wrong."""
    codes = work.session.scalars(sa.select(Calendar.code)).all()
    try:
        policy = looks.read(wish.definition, codes)
    except DocumentError as error:
        raise Invalid("bad_policy", errors={"definition": [str(error)]}) from error
    unknown = sorted(set(wish.match) - looks.SIDES)
    if unknown:
        raise Invalid("bad_policy", errors={"match": [f"{name}: no such side" for name in unknown]})
    return work.session.scalars(sa.select(Calendar).filter_by(code=policy.calendar)).one()


def _keep(work: Work, policy: SlaPolicy) -> None:
    work.session.flush()
    kept = SlaPolicyVersion(policy_id=policy.id, version=policy.version, valid_from=work.now)
    kept.definition, kept.calendar_id = policy.definition, policy.calendar_id
    work.add(kept)
