"""Questionnaires in editions, plans of surveys, and the people of their samples with what they answered."""

from datetime import date, datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.orm import Mapped, mapped_column, relationship

from ticketing.domain.satisfaction import Contentment, contentment
from ticketing.domain.surveys import MOVES, Drawing, Method, Population, Questions, SurveyState
from ticketing.errors import IllegalMove
from ticketing.models.base import Base, Versioned, words_of
from ticketing.models.campaigns import CampaignTarget
from ticketing.models.people import Person
from ticketing.models.queues import Queue
from ticketing.models.tickets import Ticket


class Questionnaire(Versioned, Base):
    """客户满意度调查问卷; a survey asks its newest edition."""

    __tablename__ = "questionnaires"

    code: Mapped[str] = mapped_column(unique=True)
    name: Mapped[str]
    name_en: Mapped[str] = mapped_column(default="")
    active: Mapped[bool] = mapped_column(default=True)


class QuestionnaireEdition(Base):
    """What it asked from one day on; once somebody was asked by it, it is never written over."""

    __tablename__ = "questionnaire_editions"
    __table_args__ = (sa.UniqueConstraint("questionnaire_id", "no"),)

    questionnaire_id: Mapped[int] = mapped_column(sa.ForeignKey("questionnaires.id"))
    questionnaire: Mapped[Questionnaire] = relationship()
    no: Mapped[int]
    content: Mapped[dict[str, Any]]
    at: Mapped[datetime]
    by_id: Mapped[int | None] = mapped_column(sa.ForeignKey("people.id"))
    by: Mapped[Person | None] = relationship()
    used_at: Mapped[datetime | None]

    @property
    def asked(self) -> Questions:
        return Questions.of(self.content)

    @property
    def label(self) -> str:
        """By which surveys are told apart: `csat · 2`."""
        return f"{self.questionnaire.code} · {self.no}"


class SurveyPlan(Versioned, Base):
    """客户满意度调查计划: subject, period, population, sample, way, owner and approval; in the end what was found."""

    __tablename__ = "survey_plans"
    __table_args__ = (
        sa.CheckConstraint("last_on >= first_on AND ask_until >= ask_from", name="days"),
        sa.Index("ix_survey_plans_asked", "ask_from", "id"),
    )

    number: Mapped[str] = mapped_column(unique=True)
    name: Mapped[str]
    purpose: Mapped[str] = mapped_column(default="")
    state: Mapped[SurveyState] = mapped_column(default=SurveyState.DRAFT)
    # Whose word is wanted: matters of [first_on, last_on], of these kinds and this queue where named.
    population: Mapped[Population]
    first_on: Mapped[date]
    last_on: Mapped[date]
    kinds: Mapped[list[str]] = mapped_column(ARRAY(sa.Text), default=list)
    queue_id: Mapped[int | None] = mapped_column(sa.ForeignKey("queues.id"))
    queue: Mapped[Queue | None] = relationship(foreign_keys=queue_id)
    drawing: Mapped[Drawing]
    sample_size: Mapped[int]
    # Who was asked within so many days is left in peace.
    quiet_days: Mapped[int]
    method: Mapped[Method]
    ask_from: Mapped[date]
    ask_until: Mapped[date]
    # Whose people ring.
    caller_queue_id: Mapped[int | None] = mapped_column(sa.ForeignKey("queues.id"))
    caller_queue: Mapped[Queue | None] = relationship(foreign_keys=caller_queue_id)
    invitation: Mapped[str] = mapped_column(default="")
    questionnaire_id: Mapped[int] = mapped_column(sa.ForeignKey("questionnaires.id"))
    questionnaire: Mapped[Questionnaire] = relationship()
    owner_id: Mapped[int] = mapped_column(sa.ForeignKey("people.id"))
    owner: Mapped[Person] = relationship(foreign_keys=owner_id)
    created_at: Mapped[datetime]
    created_by: Mapped[int | None] = mapped_column(sa.ForeignKey("people.id"))
    submitted_at: Mapped[datetime | None]
    approved_at: Mapped[datetime | None]
    approved_by: Mapped[int | None] = mapped_column(sa.ForeignKey("people.id"))
    approver: Mapped[Person | None] = relationship(foreign_keys=approved_by)
    # Why it was sent back, or called off.
    remark: Mapped[str] = mapped_column(default="")
    # Of the draw: with seed and population anybody can repeat it.
    drawn_at: Mapped[datetime | None]
    seed: Mapped[str] = mapped_column(default="")
    population_size: Mapped[int | None]
    excluded: Mapped[dict[str, Any]] = mapped_column(default=dict)
    edition_id: Mapped[int | None] = mapped_column(sa.ForeignKey("questionnaire_editions.id"))
    edition: Mapped[QuestionnaireEdition | None] = relationship()
    campaign_id: Mapped[int | None] = mapped_column(sa.ForeignKey("campaigns.id"))
    done_at: Mapped[datetime | None]
    # 调查报告: what was found, and what is to become better by whom.
    findings: Mapped[str] = mapped_column(default="")
    advice: Mapped[str] = mapped_column(default="")
    responsible: Mapped[str] = mapped_column(default="")

    def move(self, state: SurveyState) -> None:
        """Raises `IllegalMove` with the moves that there are."""
        if state not in MOVES[self.state]:
            raise IllegalMove(state=self.state.value, allowed=sorted(one.value for one in MOVES[self.state]))
        self.state = state
        self.version += 1


class SurveySubject(Base):
    """One person of a sample; `queue`, `category` and `person` are those of their matter when they were drawn."""

    __tablename__ = "survey_subjects"
    __table_args__ = (
        sa.UniqueConstraint("plan_id", "no"),
        sa.Index("ix_survey_subjects_phone", "phone", "drawn_at"),
        sa.Index(
            "ix_survey_subjects_target", "target_id", unique=True, postgresql_where=sa.text("target_id IS NOT NULL")
        ),
    )

    plan_id: Mapped[int] = mapped_column(sa.ForeignKey("survey_plans.id"))
    plan: Mapped[SurveyPlan] = relationship()
    no: Mapped[int]
    rank: Mapped[str]
    drawn_at: Mapped[datetime]
    name: Mapped[str]
    phone: Mapped[str]
    customer_id: Mapped[int | None] = mapped_column(sa.ForeignKey("customers.id"))
    ticket_id: Mapped[int | None] = mapped_column(sa.ForeignKey("tickets.id"), index=True)
    ticket: Mapped[Ticket | None] = relationship()
    queue: Mapped[str] = mapped_column(default="")
    category: Mapped[str] = mapped_column(default="")
    person_id: Mapped[int | None] = mapped_column(sa.ForeignKey("people.id"))
    target_id: Mapped[int | None] = mapped_column(sa.ForeignKey("campaign_targets.id"))
    target: Mapped[CampaignTarget | None] = relationship()
    # A hash of a link's token, as of ratings.
    token_hash: Mapped[str | None] = mapped_column(unique=True)
    expires_at: Mapped[datetime | None]
    asked_at: Mapped[datetime | None]
    # `call`, `link` or `list`.
    via: Mapped[str] = mapped_column(default="")
    answered_at: Mapped[datetime | None]
    answered_by: Mapped[int | None] = mapped_column(sa.ForeignKey("people.id"))
    answers: Mapped[dict[str, Any] | None]
    score: Mapped[int | None]
    contentment: Mapped[Contentment | None] = mapped_column(words_of(Contentment, "survey_contentment"))

    def answer(self, answers: dict[str, Any], score: int | None, via: str, at: datetime, by: int | None) -> None:
        self.answers, self.score, self.via = answers, score, via
        self.contentment = contentment(score) if score is not None else None
        self.answered_at, self.answered_by = at, by
        self.asked_at = self.asked_at or at
