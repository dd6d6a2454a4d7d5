"""The phone system's own words, kept for ever: sources, raw events, names, checkpoints, outages."""

from datetime import datetime
from enum import StrEnum
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from ticketing.models.base import Base

#: Rises when roll-ups come to count something else or otherwise.
FIGURES_VERSION = 1


class SourceKind(StrEnum):
    QUEUE_LOG = "queue_log"
    REALTIME = "queue_log_realtime"
    AMI = "ami"
    HTTP = "http"
    FREESWITCH = "freeswitch"
    FREESWITCH_CDR = "freeswitch_cdr"
    EVENTS = "events"
    CDR = "cdr_csv"
    CEL = "cel_csv"


#: What says how a call came out; what the others say of the same moment is earlier or finer, never the last word.
LOGS = frozenset(SourceKind) - {SourceKind.AMI, SourceKind.CDR, SourceKind.CEL}


class LinkState(StrEnum):
    UNKNOWN = "unknown"
    UP = "up"
    DOWN = "down"
    REFUSED = "refused"


class EventStatus(StrEnum):
    """`twin`: said by another log of the same phone system too, so kept and not folded."""

    OK = "ok"
    QUARANTINED = "quarantined"
    DROPPED = "dropped"
    TWIN = "twin"


class Pbx(Base):
    """One phone system. Its row is the lock under which its log is folded."""

    __tablename__ = "pbxes"

    code: Mapped[str] = mapped_column(unique=True)
    name: Mapped[str]
    timezone: Mapped[str] = mapped_column(default="Asia/Shanghai")
    # keep: members survive a restart without a line (persistentmembers=yes); drop: they do not.
    restart_policy: Mapped[str] = mapped_column(default="keep")
    one_call_per_agent: Mapped[bool] = mapped_column(default=True)
    # {"static_members": {queue: [name]}, "aliases": {name: name}, "acw_reasons": [reason], "rules": {…}}, and
    # `tolerance_s`, `history_s`: see domain.calls.FoldConfig.
    settings: Mapped[dict[str, Any]] = mapped_column(default=dict)
    # The last raw event folded into the head state, and its place in the order of folding; a cached state that
    # stands elsewhere is out of date.
    head_event_id: Mapped[int] = mapped_column(default=0)
    head_order_us: Mapped[int] = mapped_column(default=0)
    # The last instant at which time alone closed a call that nobody spoke of any more.
    passed_us: Mapped[int] = mapped_column(default=0)
    # The stamp of the last QUEUESTART stored: what happened before it is never folded behind it.
    restart_us: Mapped[int] = mapped_column(default=0, server_default="0")
    # By which way of counting its roll-ups were made; an older one than ours and they are made anew.
    figures_version: Mapped[int] = mapped_column(default=FIGURES_VERSION)
    # What came late and waits to be folded in its place: from where on rows are in doubt, and the last such place.
    late_us: Mapped[int | None]
    late_until_us: Mapped[int | None]
    # From where on somebody is folding again right now, or was when they died.
    refolding_us: Mapped[int | None]
    # How often a folding anew took the live state's place: a state kept from before is out of date.
    refolds: Mapped[int] = mapped_column(default=0, server_default="0")
    # When the live state was last compared with a replay, and since when they have differed, if they did.
    compared_at: Mapped[datetime | None]
    differs_since: Mapped[datetime | None]


class PbxSource(Base):
    """One feed of a phone system: a log file, an AMI link, a push over HTTP."""

    __tablename__ = "pbx_sources"
    __table_args__ = (sa.UniqueConstraint("pbx_id", "name"),)

    pbx_id: Mapped[int] = mapped_column(sa.ForeignKey("pbxes.id"))
    pbx: Mapped[Pbx] = relationship()
    name: Mapped[str]
    kind: Mapped[SourceKind]
    enabled: Mapped[bool] = mapped_column(default=True)
    # Which ones a kind has: `actions.pbxes.SETTINGS`. Never sent to a browser. `order` "position" says of a feed
    # without places that its lines come in the phone system's own order.
    settings: Mapped[dict[str, Any]] = mapped_column(default=dict)
    # How far the feed has been read: the file or link (`ingest.generation`) and the place in it.
    pos_generation: Mapped[int] = mapped_column(default=0)
    pos_offset: Mapped[int] = mapped_column(default=0)
    # The place in the order of folding of the last event that came in the feed's own order.
    order_us: Mapped[int] = mapped_column(default=0)
    last_event_us: Mapped[int | None]
    link_state: Mapped[LinkState] = mapped_column(default=LinkState.UNKNOWN)
    link_since: Mapped[datetime | None]
    link_error: Mapped[str] = mapped_column(default="")
    # AMI: the features of control that the manager account turned out not to have the rights for.
    barred: Mapped[list[Any]] = mapped_column(default=list, server_default="[]")


class RawEvent(Base):
    """One line or event as it came, append-only; the two partial unique keys make sending again harmless.

    Only what is thought of a line in quarantine may change; its words never do (`models.guards`).

    `order_us` is its place in the one order in which a phone system's events are folded: its own instant, pushed
    behind what the same feed wrote before it (telephony.md 5.3). Rebuilding reads it; nothing else needs it.
    """

    __tablename__ = "raw_events"
    __table_args__ = (
        sa.Index(
            "uq_raw_events_position",
            "source_id",
            "pos_generation",
            "pos_offset",
            unique=True,
            postgresql_where=sa.text("pos_offset IS NOT NULL"),
        ),
        sa.Index(
            "uq_raw_events_text",
            "source_id",
            "text_hash",
            "occurrence",
            unique=True,
            postgresql_where=sa.text("pos_offset IS NULL"),
        ),
        sa.Index("ix_raw_events_order", "pbx_id", "order_us", postgresql_where=sa.text("order_us IS NOT NULL")),
        sa.Index("ix_raw_events_quarantined", "pbx_id", "id", postgresql_where=sa.text("status = 'quarantined'")),
        sa.Index("ix_raw_events_callid", "pbx_id", "callid", postgresql_where=sa.text("callid IS NOT NULL")),
    )

    pbx_id: Mapped[int]
    source_id: Mapped[int]
    pos_generation: Mapped[int | None]
    pos_offset: Mapped[int | None]
    text_hash: Mapped[bytes | None]
    occurrence: Mapped[int | None]
    event_us: Mapped[int | None]
    order_us: Mapped[int | None]
    recv_us: Mapped[int]
    kind: Mapped[str | None]
    callid: Mapped[str | None]
    status: Mapped[EventStatus]
    reason: Mapped[str | None]
    raw: Mapped[str]


class AgentAlias(Base):
    """Which person a name of the phone system means, and since when; `person_id` null is "unmapped"."""

    __tablename__ = "agent_aliases"
    __table_args__ = (sa.UniqueConstraint("pbx_id", "raw_name", "valid_from"),)

    pbx_id: Mapped[int] = mapped_column(sa.ForeignKey("pbxes.id"))
    raw_name: Mapped[str]
    person_id: Mapped[int | None] = mapped_column(sa.ForeignKey("people.id"), index=True)
    valid_from: Mapped[datetime]
    valid_to: Mapped[datetime | None]
    first_seen_at: Mapped[datetime]


class FoldCheckpoint(Base):
    """The state of a phone system up to one raw event, from which folding starts again.

    `state` is zlib-compressed JSON, `digest` the sha256 of that JSON, `shape` how much it holds, counted.
    """

    __tablename__ = "fold_checkpoints"
    __table_args__ = (sa.UniqueConstraint("pbx_id", "order_us"),)

    pbx_id: Mapped[int] = mapped_column(sa.ForeignKey("pbxes.id"))
    upto_raw_event_id: Mapped[int]
    order_us: Mapped[int]
    state: Mapped[bytes]
    digest: Mapped[str]
    shape: Mapped[str] = mapped_column(default="", server_default="")
    made_at: Mapped[datetime]


class Outage(Base):
    """A stretch in which the log is known to be incomplete or its clock wrong."""

    __tablename__ = "outages"
    __table_args__ = (sa.UniqueConstraint("pbx_id", "kind", "from_us"),)

    pbx_id: Mapped[int] = mapped_column(sa.ForeignKey("pbxes.id"))
    source_id: Mapped[int | None] = mapped_column(sa.ForeignKey("pbx_sources.id"))
    # restart | link_down | clock_step
    kind: Mapped[str]
    from_us: Mapped[int]
    to_us: Mapped[int | None]
    evidence: Mapped[str] = mapped_column(default="")
