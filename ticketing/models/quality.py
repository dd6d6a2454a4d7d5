"""Score sheets, draws, the calls that are scored, every score of them, appeals, and coaching that came of it."""

from datetime import date, datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.orm import Mapped, mapped_column, relationship

from ticketing.domain.permissions import Target
from ticketing.domain.quality import CaseState, Decision, Edition, Grade, Origin, Rule, ScorePart
from ticketing.errors import Conflict
from ticketing.models.base import Base, Versioned
from ticketing.models.people import Person


class ScoreSheet(Versioned, Base):
    """热线服务质量考核表; the newest edition is scored by, old scores keep theirs."""

    __tablename__ = "score_sheets"

    code: Mapped[str] = mapped_column(unique=True)
    name: Mapped[str]
    name_en: Mapped[str] = mapped_column(default="")
    active: Mapped[bool] = mapped_column(default=True)


class ScoreEdition(Base):
    """What a sheet said from one day on (`domain.quality.Edition`)."""

    __tablename__ = "score_editions"
    __table_args__ = (sa.UniqueConstraint("sheet_id", "no"),)

    sheet_id: Mapped[int] = mapped_column(sa.ForeignKey("score_sheets.id"))
    sheet: Mapped[ScoreSheet] = relationship()
    no: Mapped[int]
    content: Mapped[dict[str, Any]]
    at: Mapped[datetime]
    by_id: Mapped[int | None] = mapped_column(sa.ForeignKey("people.id"))
    by: Mapped[Person | None] = relationship()

    @property
    def edition(self) -> Edition:
        return Edition.of(self.content)


class QualityDraw(Base):
    """One draw of one period: with `seed` and `plan` anybody can repeat it."""

    __tablename__ = "quality_draws"
    __table_args__ = (sa.UniqueConstraint("first_on", "last_on"),)

    first_on: Mapped[date]
    last_on: Mapped[date]
    seed: Mapped[str]
    plan: Mapped[dict[str, Any]]
    # Calls that could have been drawn, when it was last done.
    frame: Mapped[int]
    times: Mapped[int] = mapped_column(default=1)
    drawn_at: Mapped[datetime]
    by_id: Mapped[int | None] = mapped_column(sa.ForeignKey("people.id"))
    by: Mapped[Person | None] = relationship()


class QualityCase(Versioned, Base):
    """One agent's part in one call that is to be scored; `at`, `talk_s` and the like are those of the call then."""

    __tablename__ = "quality_cases"
    __table_args__ = (
        sa.Index(
            "uq_quality_cases_call",
            "call_id",
            "person_id",
            unique=True,
            postgresql_where=sa.text("origin <> 'calibration' AND state <> 'withdrawn'"),
        ),
        sa.Index("ix_quality_cases_state", "state", "id"),
        sa.Index("ix_quality_cases_person", "person_id", "scored_at"),
        sa.Index("ix_quality_cases_draw", "draw_id", postgresql_where=sa.text("draw_id IS NOT NULL")),
        sa.Index("ix_quality_cases_scored", "scored_at", postgresql_where=sa.text("scored_at IS NOT NULL")),
    )

    number: Mapped[str] = mapped_column(unique=True)
    state: Mapped[CaseState] = mapped_column(default=CaseState.WAITING)
    origin: Mapped[Origin]
    rule: Mapped[Rule | None]
    draw_id: Mapped[int | None] = mapped_column(sa.ForeignKey("quality_draws.id"))
    rank: Mapped[str] = mapped_column(default="")
    # Worked out again, a call may get another row.
    call_id: Mapped[int | None] = mapped_column(sa.ForeignKey("calls.id", ondelete="SET NULL"), index=True)
    root: Mapped[str]
    at: Mapped[datetime]
    talk_s: Mapped[int]
    queue: Mapped[str] = mapped_column(default="")
    kind: Mapped[str] = mapped_column(default="")
    has_recording: Mapped[bool] = mapped_column(default=False)
    ticket_id: Mapped[int | None] = mapped_column(sa.ForeignKey("tickets.id"))
    person_id: Mapped[int] = mapped_column(sa.ForeignKey("people.id"))
    person: Mapped[Person] = relationship(foreign_keys=person_id)
    team_id: Mapped[int | None] = mapped_column(sa.ForeignKey("teams.id"))
    # Everybody who spoke in the call: none of them scores it.
    voices: Mapped[list[int]] = mapped_column(ARRAY(sa.BigInteger), default=list)
    # Of a calibration, how many are to score it.
    seats: Mapped[int] = mapped_column(default=1)
    # When the score that counts was given, what it comes to, and until when the agent may speak.
    scored_at: Mapped[datetime | None]
    total: Mapped[int | None]
    grade: Mapped[Grade | None]
    is_fatal: Mapped[bool] = mapped_column(default=False)
    due_at: Mapped[datetime | None]
    confirmed_at: Mapped[datetime | None]
    # False: the time to speak went by.
    by_agent: Mapped[bool] = mapped_column(default=False)
    created_at: Mapped[datetime]

    @property
    def target(self) -> Target:
        """What a permission is asked about."""
        return Target(owner_id=self.person_id, team_id=self.team_id)

    def must_be(self, *states: CaseState) -> None:
        """Raises `Conflict` (`quality_not_now`) with the state it is in."""
        if self.state not in states:
            raise Conflict("quality_not_now", state=self.state.value)

    def counts(self, total: int, grade: Grade, is_fatal: bool) -> None:
        self.total, self.grade, self.is_fatal = total, grade, is_fatal


class QualityScore(Versioned, Base):
    """One person's score of a case, a draft until it is submitted."""

    __tablename__ = "quality_scores"
    __table_args__ = (sa.UniqueConstraint("case_id", "by_id", "part"),)

    case_id: Mapped[int] = mapped_column(sa.ForeignKey("quality_cases.id"))
    case: Mapped[QualityCase] = relationship()
    edition_id: Mapped[int] = mapped_column(sa.ForeignKey("score_editions.id"))
    edition: Mapped[ScoreEdition] = relationship()
    by_id: Mapped[int] = mapped_column(sa.ForeignKey("people.id"))
    by: Mapped[Person] = relationship()
    part: Mapped[ScorePart]
    # {item: {lost, remark, at_s}}
    answers: Mapped[dict[str, Any]] = mapped_column(default=dict)
    fatals: Mapped[list[str]] = mapped_column(ARRAY(sa.Text), default=list)
    # 亮点, 改进.
    praise: Mapped[str] = mapped_column(default="")
    advice: Mapped[str] = mapped_column(default="")
    # [{at_s, text}]: moments of the recording.
    marks: Mapped[list[Any]] = mapped_column(default=list)
    begun_at: Mapped[datetime]
    saved_at: Mapped[datetime]
    submitted_at: Mapped[datetime | None]
    total: Mapped[int | None]


class QualityAppeal(Base):
    """An agent does not agree (申诉); somebody who did not score decides."""

    __tablename__ = "quality_appeals"

    case_id: Mapped[int] = mapped_column(sa.ForeignKey("quality_cases.id"), unique=True)
    case: Mapped[QualityCase] = relationship()
    at: Mapped[datetime]
    by_id: Mapped[int] = mapped_column(sa.ForeignKey("people.id"))
    text: Mapped[str]
    due_at: Mapped[datetime]
    overdue_at: Mapped[datetime | None]
    decided_at: Mapped[datetime | None]
    decided_by: Mapped[int | None] = mapped_column(sa.ForeignKey("people.id"))
    decider: Mapped[Person | None] = relationship(foreign_keys=decided_by)
    decision: Mapped[Decision | None]
    note: Mapped[str] = mapped_column(default="")
    before: Mapped[int]
    after: Mapped[int | None]


class QualityStep(Base):
    """What happened to a case, for whoever asks later: who, when, what, and the values."""

    __tablename__ = "quality_steps"

    case_id: Mapped[int] = mapped_column(sa.ForeignKey("quality_cases.id"), index=True)
    at: Mapped[datetime]
    by_id: Mapped[int | None] = mapped_column(sa.ForeignKey("people.id"))
    by: Mapped[Person | None] = relationship()
    deed: Mapped[str]
    detail: Mapped[dict[str, Any]] = mapped_column(default=dict)


class CoachingNote(Base):
    """辅导记录: what somebody who hears calls asks of an agent, until the agent says it was read."""

    __tablename__ = "coaching_notes"
    __table_args__ = (sa.Index("ix_coaching_notes_person", "person_id", "id"),)

    person_id: Mapped[int] = mapped_column(sa.ForeignKey("people.id"))
    person: Mapped[Person] = relationship(foreign_keys=person_id)
    case_id: Mapped[int | None] = mapped_column(sa.ForeignKey("quality_cases.id"))
    case: Mapped[QualityCase | None] = relationship()
    at: Mapped[datetime]
    by_id: Mapped[int | None] = mapped_column(sa.ForeignKey("people.id"))
    by: Mapped[Person | None] = relationship(foreign_keys=by_id)
    text: Mapped[str]
    until_on: Mapped[date | None]
    acknowledged_at: Mapped[datetime | None]
    reply: Mapped[str] = mapped_column(default="")
