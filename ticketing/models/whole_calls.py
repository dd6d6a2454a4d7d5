"""Calls above their stays in queues: worked out in the background from everything told, and made again at will.

Only `recording_files` is told to us rather than worked out. Instants and durations are integer microseconds. As with
the visits, `people.id` is referred to without constraints.
"""

from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import ARRAY, JSONB
from sqlalchemy.orm import Mapped, mapped_column

from ticketing.domain.whole_calls import CallOutcome, Direction, Side
from ticketing.models.base import Base


class Call(Base):
    """One call, whatever queues, phones and transfers it went through (telephony.md 5.1)."""

    __tablename__ = "calls"
    __table_args__ = (
        sa.UniqueConstraint("pbx_id", "root"),
        sa.Index("ix_calls_time", "first_us", "id"),
        sa.Index("ix_calls_number", "number_norm", "first_us", postgresql_where=sa.text("number_norm IS NOT NULL")),
        sa.Index("ix_calls_customer", "customer_id", "first_us", postgresql_where=sa.text("customer_id IS NOT NULL")),
        sa.Index("ix_calls_ticket", "ticket_id", postgresql_where=sa.text("ticket_id IS NOT NULL")),
        sa.Index(
            "ix_calls_people", "person_ids", postgresql_using="gin", postgresql_where=sa.text("person_ids <> '{}'")
        ),
        sa.Index("ix_calls_open", "pbx_id", "first_us", postgresql_where=sa.text("end_us IS NULL")),
    )

    pbx_id: Mapped[int]
    # The unique id of its oldest channel, as far as anything has been told.
    root: Mapped[str]
    linkedid: Mapped[str | None]
    direction: Mapped[Direction]
    first_us: Mapped[int]
    # When somebody first spoke with the party outside.
    answer_us: Mapped[int | None]
    end_us: Mapped[int | None]
    outcome: Mapped[CallOutcome]
    caller: Mapped[str | None]
    caller_name: Mapped[str | None]
    # The party outside, or of an inner call who rang; E.164 where it can be one.
    number: Mapped[str | None]
    number_norm: Mapped[str | None]
    dnis: Mapped[str | None]
    ivr: Mapped[list[str]] = mapped_column(ARRAY(sa.Text), default=list)
    queues: Mapped[list[str]] = mapped_column(ARRAY(sa.Text), default=list)
    # The phone system's names, and the people behind those that are mapped.
    agents: Mapped[list[str]] = mapped_column(ARRAY(sa.Text), default=list)
    person_ids: Mapped[list[int]] = mapped_column(ARRAY(sa.BigInteger), default=list)
    refused_by: Mapped[list[str]] = mapped_column(ARRAY(sa.Text), default=list)
    wait_us: Mapped[int]
    talk_us: Mapped[int]
    hold_us: Mapped[int | None]
    transfers: Mapped[int]
    # Q.850.
    hangup_cause: Mapped[int | None]
    hung_up_by: Mapped[Side | None]
    survey: Mapped[str | None]
    has_recording: Mapped[bool] = mapped_column(default=False)
    # log | cdr | cel: which kinds of source told of it.
    told_by: Mapped[list[str]] = mapped_column(ARRAY(sa.Text), default=list)
    # [field, reason, what] of each value that no source said outright (R14).
    guesses: Mapped[list[Any]] = mapped_column(JSONB, default=list)
    customer_id: Mapped[int | None] = mapped_column(sa.ForeignKey("customers.id"))
    ticket_id: Mapped[int | None] = mapped_column(sa.ForeignKey("tickets.id"))
    # The try at a promised call-back that this call was.
    attempt_id: Mapped[int | None] = mapped_column(sa.ForeignKey("callback_attempts.id"))


class CallAlias(Base):
    """Every id that means a call: unique ids, linked ids, and the names of channels whose records have no id."""

    __tablename__ = "call_aliases"
    __table_args__ = (
        sa.UniqueConstraint("pbx_id", "channel_uniqueid", "from_us"),
        sa.Index("ix_call_aliases_call", "call_id"),
    )

    pbx_id: Mapped[int]
    channel_uniqueid: Mapped[str]
    # An id may come back: names of channels do after each restart.
    from_us: Mapped[int]
    call_id: Mapped[int] = mapped_column(sa.ForeignKey("calls.id", ondelete="CASCADE"))


class CallLeg(Base):
    """One attempt to bring two channels together, once however many files tell of it."""

    __tablename__ = "call_legs"
    __table_args__ = (
        sa.UniqueConstraint("call_id", "no"),
        sa.Index(
            "uq_call_legs_key",
            "pbx_id",
            "uniqueid",
            "linkedid",
            "sequence",
            unique=True,
            postgresql_where=sa.text("sequence <> ''"),
        ),
    )

    pbx_id: Mapped[int]
    call_id: Mapped[int] = mapped_column(sa.ForeignKey("calls.id", ondelete="CASCADE"))
    no: Mapped[int]
    uniqueid: Mapped[str]
    linkedid: Mapped[str]
    sequence: Mapped[str]
    src: Mapped[str]
    dst: Mapped[str]
    channel: Mapped[str]
    dstchannel: Mapped[str]
    app: Mapped[str]
    start_us: Mapped[int]
    answer_us: Mapped[int | None]
    end_us: Mapped[int | None]
    talk_us: Mapped[int]
    disposition: Mapped[str]
    hangup_cause: Mapped[int | None]
    # The channel that hung up, or dialplan/…
    hung_up_by: Mapped[str]
    recording: Mapped[str]
    raw_event_id: Mapped[int]


class CallDue(Base):
    """Ids of one batch whose calls must be worked out again; the row goes in the work that does it."""

    __tablename__ = "call_dues"

    pbx_id: Mapped[int]
    callids: Mapped[list[str]] = mapped_column(ARRAY(sa.Text))


class RecordingFile(Base):
    """A recording by its file's name, as a call detail record or the recordings' folder told it.

    `bytes` None: nobody has looked at the file yet; 44 is a header without a sound.
    """

    __tablename__ = "recording_files"
    __table_args__ = (
        sa.UniqueConstraint("pbx_id", "name"),
        sa.Index("ix_recording_files_call", "call_id", postgresql_where=sa.text("call_id IS NOT NULL")),
        sa.Index("ix_recording_files_ids", "ids", postgresql_using="gin", postgresql_where=sa.text("call_id IS NULL")),
    )

    pbx_id: Mapped[int]
    name: Mapped[str]
    # The channels that its name may speak of.
    ids: Mapped[list[str]] = mapped_column(ARRAY(sa.Text), default=list)
    bytes: Mapped[int | None]
    made_us: Mapped[int | None]
    call_id: Mapped[int | None] = mapped_column(sa.ForeignKey("calls.id", ondelete="SET NULL"))
