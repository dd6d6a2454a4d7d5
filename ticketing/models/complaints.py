"""What a complaint has beside its ticket: the record behind the sheets of the complaints binder (tickets.md 4.6)."""

from datetime import date, datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from ticketing.domain.complaints import (
    Compensation,
    CompensationState,
    LoopDecision,
    MeasureKind,
    Severity,
    SignatureSlot,
    Stage,
    Verdict,
    is_ahead,
)
from ticketing.domain.complaints.money import HOME_CURRENCY
from ticketing.errors import Conflict
from ticketing.models.base import Base, Versioned
from ticketing.models.people import Person
from ticketing.models.tickets import Ticket

_PERSON = "people.id"


class Complaint(Versioned, Base):
    """One row a complaint; its stage moves only through `reach` and `reopen`."""

    __tablename__ = "complaints"

    ticket_id: Mapped[int] = mapped_column(sa.ForeignKey("tickets.id"), unique=True)
    ticket: Mapped[Ticket] = relationship(foreign_keys=ticket_id)
    severity: Mapped[str] = mapped_column(default=Severity.S3.value)
    stage: Mapped[str] = mapped_column(default=Stage.REGISTERED.value)
    channel: Mapped[str] = mapped_column(default="phone")
    # 投诉类别, and what or whom it is about (投诉对象).
    category: Mapped[str] = mapped_column(default="")
    target: Mapped[str] = mapped_column(default="")
    demand: Mapped[str] = mapped_column(default="")
    amount_minor: Mapped[int | None]
    currency: Mapped[str] = mapped_column(default=HOME_CURRENCY)
    # regulator (12315), media, safety, repeat, threatens to go higher (声称升级)
    flags: Mapped[list[Any]] = mapped_column(default=list)
    # What only some sheets ask for: product, order, letter, visit (api/complaints/bodies.py names them all).
    details: Mapped[dict[str, Any]] = mapped_column(default=dict)
    repeat_of_id: Mapped[int | None] = mapped_column(sa.ForeignKey("tickets.id"))
    converted_at: Mapped[datetime | None]

    liable_department: Mapped[str] = mapped_column(default="")
    liable_person: Mapped[str] = mapped_column(default="")
    # 调查结果确认单: who of the department said yes to the finding, and who of us heard it.
    signed_by: Mapped[str] = mapped_column(default="")
    signed_at: Mapped[datetime | None]
    signed_note: Mapped[str] = mapped_column(default="")
    sign_off_heard_by: Mapped[int | None] = mapped_column(sa.ForeignKey(_PERSON))
    disputed_by: Mapped[str] = mapped_column(default="")
    disputed_at: Mapped[datetime | None]
    dispute_text: Mapped[str] = mapped_column(default="")
    dispute_decision: Mapped[str] = mapped_column(default="")
    dispute_decided_at: Mapped[datetime | None]
    dispute_decided_by: Mapped[int | None] = mapped_column(sa.ForeignKey(_PERSON))

    investigator: Mapped[str] = mapped_column(default="")
    investigation_due_at: Mapped[datetime | None]
    # on_site, by_phone, records, recordings (现场/电话/查记录/听录音)
    investigation_methods: Mapped[list[Any]] = mapped_column(default=list)
    findings: Mapped[str] = mapped_column(default="")
    evidence: Mapped[str] = mapped_column(default="")
    cause_analysis: Mapped[str] = mapped_column(default="")
    verdict: Mapped[Verdict | None]
    verdict_reason: Mapped[str] = mapped_column(default="")
    found_at: Mapped[datetime | None]

    proposal: Mapped[str] = mapped_column(default="")
    proposed_at: Mapped[datetime | None]
    proposed_by: Mapped[int | None] = mapped_column(sa.ForeignKey(_PERSON))

    reply_text: Mapped[str] = mapped_column(default="")
    reply_channel: Mapped[str] = mapped_column(default="phone")
    reply_callid: Mapped[str | None]
    replied_at: Mapped[datetime | None]
    replied_by: Mapped[int | None] = mapped_column(sa.ForeignKey(_PERSON))
    cause_category: Mapped[str] = mapped_column(default="")
    # 1 (very dissatisfied) to 5 (very satisfied), in the customer's own words on the last answer.
    satisfaction: Mapped[int | None]

    loop_decision: Mapped[LoopDecision | None]
    loop_decision_text: Mapped[str] = mapped_column(default="")
    loop_decided_at: Mapped[datetime | None]
    loop_decided_by: Mapped[int | None] = mapped_column(sa.ForeignKey(_PERSON))

    @property
    def is_disputed(self) -> bool:
        """The department said no to the finding and nobody has decided between us yet."""
        return self.disputed_at is not None and self.dispute_decided_at is None

    def reach(self, stage: Stage) -> bool:
        """Forward to `stage`; False when it stands there or further already."""
        if not is_ahead(stage, Stage(self.stage)):
            return False
        self.stage = stage.value
        return True

    def hold_liable(self, department: str, person: str) -> None:
        """Another department has to say yes or no anew."""
        if (department, person) != (self.liable_department, self.liable_person):
            self.liable_department, self.liable_person = department, person
            self.forget_sign_off()

    def forget_sign_off(self) -> None:
        """What was confirmed or disputed was another finding."""
        self.signed_by = self.signed_note = self.disputed_by = self.dispute_text = self.dispute_decision = ""
        self.signed_at = self.disputed_at = self.dispute_decided_at = None
        self.sign_off_heard_by = self.dispute_decided_by = None

    def reply(self, text: str, at: datetime) -> None:
        self.reply_text, self.replied_at = text, at
        self.reach(Stage.REPLIED)

    def reopen(self) -> None:
        """Not satisfied: the last answer no longer counts and the matter is looked into again (4.6)."""
        self.stage, self.replied_at, self.satisfaction = Stage.INVESTIGATING.value, None, None
        self.loop_decision, self.loop_decided_at, self.loop_decided_by, self.loop_decision_text = None, None, None, ""
        self.forget_sign_off()


class CompensationClaim(Versioned, Base):
    """Money or goods for the customer: asked for by one, decided by another, paid once (客户赔偿处理调查报告单)."""

    __tablename__ = "compensations"
    __table_args__ = (
        sa.CheckConstraint("amount_minor > 0", name="amount_positive"),
        sa.CheckConstraint("decided_by IS NULL OR decided_by <> requested_by", name="four_eyes"),
    )

    ticket_id: Mapped[int] = mapped_column(sa.ForeignKey("tickets.id"), index=True)
    kind: Mapped[Compensation]
    amount_minor: Mapped[int]
    currency: Mapped[str] = mapped_column(default=HOME_CURRENCY)
    # 赔偿依据, 责任承担
    basis: Mapped[str] = mapped_column(default="")
    borne_by: Mapped[str] = mapped_column(default="")
    state: Mapped[CompensationState] = mapped_column(default=CompensationState.ASKED)
    requested_by: Mapped[int] = mapped_column(sa.ForeignKey(_PERSON))
    requester: Mapped[Person] = relationship(foreign_keys=requested_by)
    requested_at: Mapped[datetime]
    decided_by: Mapped[int | None] = mapped_column(sa.ForeignKey(_PERSON))
    decider: Mapped[Person | None] = relationship(foreign_keys=decided_by)
    decided_at: Mapped[datetime | None]
    decided_as: Mapped[str] = mapped_column(default="")
    decision_note: Mapped[str] = mapped_column(default="")
    executed_by: Mapped[int | None] = mapped_column(sa.ForeignKey(_PERSON))
    executed_at: Mapped[datetime | None]
    ref: Mapped[str] = mapped_column(default="")

    def decide(self, by: int, rank: str, *, approved: bool, note: str, at: datetime) -> None:
        """Once; whoever comes second learns who was quicker and when."""
        self._must_be(CompensationState.ASKED)
        self.state = CompensationState.APPROVED if approved else CompensationState.REFUSED
        self.decided_by, self.decided_as, self.decision_note, self.decided_at = by, rank, note, at
        self.version += 1

    def execute(self, by: int | None, ref: str, at: datetime) -> None:
        """Paid or handed over; only what was approved."""
        self._must_be(CompensationState.APPROVED)
        self.state, self.executed_by, self.executed_at, self.ref = CompensationState.EXECUTED, by, at, ref
        self.version += 1

    def withdraw(self) -> None:
        self._must_be(CompensationState.ASKED)
        self.state = CompensationState.WITHDRAWN
        self.version += 1

    def _must_be(self, state: CompensationState) -> None:
        if self.state is state:
            return
        if state is CompensationState.APPROVED and self.state is CompensationState.ASKED:
            raise Conflict("not_approved", state=self.state.value)
        at = self.decided_at.isoformat() if self.decided_at else None
        raise Conflict("already_decided", state=self.state.value, by=self.decided_by, at=at)


class Measure(Versioned, Base):
    """A corrective or preventive action: who does what until when, done by one, verified by another."""

    __tablename__ = "complaint_measures"

    ticket_id: Mapped[int] = mapped_column(sa.ForeignKey("tickets.id"), index=True)
    kind: Mapped[MeasureKind]
    text: Mapped[str]
    owner: Mapped[str]
    due_on: Mapped[date]
    created_by: Mapped[int | None] = mapped_column(sa.ForeignKey(_PERSON))
    created_at: Mapped[datetime]
    done_at: Mapped[datetime | None]
    done_by: Mapped[int | None] = mapped_column(sa.ForeignKey(_PERSON))
    done_note: Mapped[str] = mapped_column(default="")
    verified_at: Mapped[datetime | None]
    verified_by: Mapped[int | None] = mapped_column(sa.ForeignKey(_PERSON))
    verified_note: Mapped[str] = mapped_column(default="")


class Signature(Base):
    """A name under the sheet: who signed which line when; a slot is signed once, anew after a reopening."""

    __tablename__ = "complaint_signatures"
    __table_args__ = (sa.UniqueConstraint("ticket_id", "slot", "loop"),)

    ticket_id: Mapped[int] = mapped_column(sa.ForeignKey("tickets.id"))
    slot: Mapped[SignatureSlot]
    loop: Mapped[int] = mapped_column(default=0)
    person_id: Mapped[int] = mapped_column(sa.ForeignKey(_PERSON))
    person: Mapped[Person] = relationship()
    note: Mapped[str] = mapped_column(default="")
    at: Mapped[datetime]
