"""Processes of chapter 13 for who answers: the hotline as a whole, inquiries, complaints by phone."""

from ticketing.reports.flows.steps import AGENT, CALLER, INSPECTOR, LEAD, SYSTEM, Flow, Step
from ticketing.reports.forms import N_

_PROMISED = ("callback:promise", "callback:missed_call", "callback:dropped_call")

HOTLINE = (
    Flow(
        "flow_hotline",
        "13-1",
        N_("Basic process of the call centre"),
        (
            Step(
                N_("Call comes in"),
                SYSTEM,
                N_("The menu offers 1 inquiries, 2 complaints and suggestions."),
                ("inbound",),
            ),
            Step(
                N_("Waiting in the queue"),
                SYSTEM,
                N_("By arrival; who gives up is rung back."),
                ("abandoned",),
                ("waiting",),
            ),
            Step(
                N_("Answer"),
                AGENT,
                N_("Within 20 seconds, with the opening words of the script."),
                ("inbound",),
                ("connecting", "talking"),
            ),
            Step(
                N_("Register"),
                AGENT,
                N_("Who, when, where, what for, what happened; a ticket for each matter."),
                ("phone_record",),
                ("ticket:new",),
            ),
            Step(
                N_("Answer at once or hand on"),
                AGENT,
                N_("What cannot be answered goes to the department in charge."),
                ("departments",),
                ("ticket:open", "ticket:waiting_internal"),
            ),
            Step(
                N_("Promise a call-back"),
                AGENT,
                N_("A time that will be kept; the system reminds and escalates."),
                ("promises",),
                _PROMISED,
            ),
            Step(
                N_("Follow-up call"),
                CALLER,
                N_("Asks whether the customer is satisfied."),
                ("follow_ups",),
                ("callback:follow_up",),
            ),
            Step(
                N_("Satisfied: file away"),
                CALLER,
                N_("Thanks, and the ticket closes."),
                ("satisfaction_statistics",),
                ("closed:inquiry", "closed:complaint", "closed:repair"),
            ),
            Step(
                N_("Not satisfied: press on"),
                LEAD,
                N_("The ticket reopens and goes to the next level."),
                ("complaint_tracking",),
                ("stage:investigating",),
            ),
            Step(
                N_("Listen to samples"),
                INSPECTOR,
                N_("Recordings drawn at random; advice to the agent, figures noted."),
                ("quality_score", "quality_month"),
                ("quality:waiting", "quality:taken", "quality:appealed"),
            ),
        ),
    ),
    Flow(
        "flow_inquiry",
        "13-2",
        N_("Process of inquiries"),
        (
            Step(
                N_("Answer"),
                AGENT,
                N_("Within 20 seconds, with the opening words of the script."),
                ("inbound",),
                ("connecting", "talking"),
            ),
            Step(
                N_("Identify the caller"),
                AGENT,
                N_("By number and name; the file opens with the call."),
                ("customers",),
            ),
            Step(N_("Look it up"), AGENT, N_("Standard answers first."), ("phone_record",)),
            Step(
                N_("Answer, or put through to the department"),
                AGENT,
                N_("Says to whom, and stays until they answer."),
                ("departments",),
                ("ticket:inquiry:open",),
            ),
            Step(
                N_("Register"),
                AGENT,
                N_("Kind, content and result of the call."),
                ("phone_record",),
                ("ticket:inquiry:new",),
            ),
            Step(N_("Closing words"), AGENT, N_("Asks whether there is anything else."), ()),
            Step(N_("Satisfaction"), SYSTEM, N_("The caller is asked to rate the call."), ("satisfaction_statistics",)),
        ),
    ),
    Flow(
        "flow_phone_complaints",
        "13-3",
        N_("Process of answering complaints"),
        (
            Step(
                N_("Listen and calm"),
                AGENT,
                N_("Lets the customer finish; does not argue."),
                ("inbound",),
                ("talking",),
            ),
            Step(
                N_("Write down the five elements"),
                AGENT,
                N_("Name, time, place, cause and course; repeats them."),
                ("phone_complaint",),
                ("phone:registered",),
            ),
            Step(
                N_("Judge the severity"),
                AGENT,
                N_("Press, regulator or somebody's safety: S1 at once."),
                ("complaint_register",),
                ("phone:triaged",),
            ),
            Step(
                N_("Promise a time for the answer"),
                AGENT,
                N_("By the calendar and the policy of the severity."),
                ("promises",),
                ("callback:promise",),
            ),
            Step(
                N_("Hand on"),
                LEAD,
                N_("To the department that answers for it."),
                ("complaint_overview",),
                ("phone:investigating",),
            ),
            Step(
                N_("Track"),
                LEAD,
                N_("Presses before the deadline, orders after it."),
                ("complaint_tracking",),
                ("phone:confirmed", "phone:proposed", "phone:approved", "phone:executing"),
            ),
            Step(
                N_("Follow-up call"),
                CALLER,
                N_("The next working day after the answer."),
                ("follow_ups",),
                ("phone:replied", "phone:verifying"),
            ),
            Step(
                N_("File away"),
                CALLER,
                N_("Satisfied, or a manager has decided."),
                ("complaint_report",),
                ("closed:complaint",),
            ),
        ),
    ),
)
