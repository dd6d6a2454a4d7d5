"""The sheets of surveys: the plans of some days, a questionnaire, its statistics, surveys compared, the report."""

from ticketing.domain.permissions import Permission
from ticketing.reports import survey_lists, survey_sheets
from ticketing.reports.entries import Entry
from ticketing.reports.periods import Grain

SURVEYS: tuple[Entry, ...] = (
    Entry(
        survey_lists.PLANS,
        survey_lists.plans,
        survey_lists.planned_totals,
        grain=Grain.SPAN,
        right=Permission.SURVEY_READ,
        page="/callbacks/surveys",
    ),
    Entry(
        survey_sheets.QUESTIONNAIRE,
        survey_sheets.questions,
        grain=Grain.ONE,
        right=Permission.SURVEY_READ,
        facts=survey_sheets.facts,
        page="/callbacks/questionnaires",
        items_now=survey_sheets.blank_questions,
    ),
    Entry(
        survey_sheets.STATISTICS,
        survey_sheets.statistics,
        survey_sheets.statistics_totals,
        grain=Grain.ONE,
        right=Permission.SURVEY_READ,
        facts=survey_sheets.facts,
        page="/callbacks/surveys",
    ),
    Entry(
        survey_lists.ANALYSIS,
        survey_lists.compared,
        survey_lists.compared_totals,
        grain=Grain.SPAN,
        right=Permission.SURVEY_READ,
        draw=survey_lists.draw,
        page="/callbacks/surveys",
    ),
    Entry(
        survey_sheets.REPORT,
        survey_sheets.report,
        grain=Grain.ONE,
        right=Permission.SURVEY_READ,
        signed=survey_sheets.signed,
        page="/callbacks/surveys",
    ),
)
