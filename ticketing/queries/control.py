"""Which phone system moves whose phone, how far it lets itself be controlled, and what was asked of it lately."""

from collections import defaultdict
from collections.abc import Collection, Sequence
from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy.orm import Session

from ticketing.domain.control import ControlSettings, ControlSide, Feature, Obstacle, obstacle
from ticketing.models.control import BlockedNumber, PbxCommand
from ticketing.models.people import Person
from ticketing.models.telephony import AgentAlias, LinkState, PbxSource, SourceKind


@dataclass(frozen=True)
class Line:
    """One manager link over which a phone system can be told something."""

    source_id: int
    pbx_id: int
    settings: ControlSettings
    side: ControlSide


def lines(session: Session) -> list[Line]:
    """Every manager link that is switched on, whether anything may be controlled through it or not."""
    wanted = sa.select(PbxSource).where(PbxSource.kind == SourceKind.AMI, PbxSource.enabled).order_by(PbxSource.id)
    return [_line(source) for source in session.scalars(wanted)]


def lines_of(session: Session, people: Collection[int]) -> dict[int, Line | None]:
    """The link for each person's phone: that of a phone system that knows them, and lets itself be controlled.

    Somebody whom no phone system knows (a lead who only listens) uses the first one that does. Two queries.
    """
    able = [line for line in lines(session) if line.side.features]
    known: dict[int, set[int]] = defaultdict(set)
    aliases = sa.select(AgentAlias.person_id, AgentAlias.pbx_id).where(
        AgentAlias.person_id.in_(people), AgentAlias.valid_to.is_(None)
    )
    for person_id, pbx_id in session.execute(aliases):
        known[person_id or 0].add(pbx_id)
    return {
        person: next((line for line in able if not known[person] or line.pbx_id in known[person]), None)
        for person in people
    }


def obstacles(line: Line | None, phone: str | None) -> dict[Feature, Obstacle | None]:
    """What stands in the way of each feature for somebody with this phone."""
    return {feature: obstacle(feature, line.side if line else None, phone) for feature in Feature}


def member_name(session: Session, pbx_id: int, person_id: int) -> str | None:
    """The name under which this phone system knows the person, if it is a name and no device."""
    names = sa.select(AgentAlias.raw_name).where(
        AgentAlias.pbx_id == pbx_id, AgentAlias.person_id == person_id, AgentAlias.valid_to.is_(None)
    )
    return next((name for name in session.scalars(names.order_by(AgentAlias.id)) if "/" not in name), None)


def is_blocked(session: Session, e164: str) -> bool:
    return session.scalar(sa.select(BlockedNumber.id).filter_by(e164=e164)) is not None


def blocked(session: Session) -> Sequence[BlockedNumber]:
    """The numbers that nobody dials, the newest first."""
    return session.scalars(sa.select(BlockedNumber).order_by(BlockedNumber.id.desc())).all()


def one(session: Session, command_id: int) -> tuple[PbxCommand, Person] | None:
    """A command with the person whose phone it moves."""
    found = session.execute(
        sa.select(PbxCommand, Person).join(Person, Person.id == PbxCommand.person_id).where(PbxCommand.id == command_id)
    ).one_or_none()
    return (found[0], found[1]) if found else None


def _line(source: PbxSource) -> Line:
    settings = ControlSettings.of(source.settings)
    barred = frozenset(feature for feature in Feature if feature.value in source.barred)
    side = ControlSide(settings.features, barred, source.link_state is LinkState.UP)
    return Line(source.id, source.pbx_id, settings, side)
