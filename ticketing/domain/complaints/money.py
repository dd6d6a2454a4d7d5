"""Who may approve which compensation, in exact minor units (tickets.md 4.6: 200, 1,000, 5,000, above)."""

from collections.abc import Collection, Mapping
from enum import StrEnum

from ticketing.domain.actors import Role

HOME_CURRENCY = "CNY"


class Rank(StrEnum):
    """Who decides about money, the least first; the last two are named by the administrator, not by a role."""

    LEAD = "lead"
    TEAM_MANAGER = "team_manager"
    SUPERVISOR = "supervisor"
    MANAGER = "manager"


#: The most that each rank may approve at once, in fen; None: any amount.
LIMITS: Mapping[Rank, int | None] = {
    Rank.LEAD: 20_000,
    Rank.TEAM_MANAGER: 100_000,
    Rank.SUPERVISOR: 500_000,
    Rank.MANAGER: None,
}
_BY_ROLE: Mapping[Role, Rank] = {Role.LEAD: Rank.LEAD, Role.SUPERVISOR: Rank.SUPERVISOR}


def ranks_of(roles: Collection[Role], named: Collection[str]) -> frozenset[Rank]:
    """The ranks of somebody with these roles who is `named` team_manager, manager or director."""
    by_name = {Rank.MANAGER if word == "director" else Rank(word) for word in named}
    return frozenset(by_name | {rank for role, rank in _BY_ROLE.items() if role in roles})


def may_approve(ranks: Collection[Rank], amount_minor: int, currency: str) -> bool:
    """Whether one of these ranks covers the amount to the last fen."""
    return any(_covers(rank, amount_minor, currency) for rank in ranks)


def needed_rank(amount_minor: int, currency: str) -> Rank:
    """The lowest rank that may approve the amount."""
    return next(rank for rank in Rank if _covers(rank, amount_minor, currency))


def _covers(rank: Rank, amount_minor: int, currency: str) -> bool:
    limit = LIMITS[rank]
    # The limits are said in the centre's own money; what another currency is worth is a manager's judgement.
    return limit is None or (currency == HOME_CURRENCY and amount_minor <= limit)
