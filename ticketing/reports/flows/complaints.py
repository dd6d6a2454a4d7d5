"""Processes of chapter 9: complaints as a whole, and the handling of one."""

from ticketing.reports.flows.steps import AGENT, CALLER, DEPARTMENT, LEAD, SUPERVISOR, Flow, Step
from ticketing.reports.forms import N_

COMPLAINTS = (
    Flow(
        "flow_complaints",
        "9-1",
        N_("Basic process of managing complaints"),
        (
            Step(
                N_("Take the complaint in"),
                AGENT,
                N_("By phone, letter, in person or from the web: one register."),
                ("complaint_application", "complaint_application_company"),
            ),
            Step(
                N_("Register"),
                AGENT,
                N_("Each gets a number and a deadline at once."),
                ("complaint_register",),
                ("stage:registered",),
            ),
            Step(
                N_("Examine and grade"),
                LEAD,
                N_("Severity, and whether it is a complaint at all."),
                ("complaint_register",),
                ("stage:triaged",),
            ),
            Step(
                N_("Give to the department that answers for it"),
                LEAD,
                N_("With the date by which it is to be looked into."),
                ("complaint_overview",),
            ),
            Step(
                N_("Look into it"),
                DEPARTMENT,
                N_("On the spot, by phone, records and recordings."),
                ("complaint_investigation",),
                ("stage:investigating",),
            ),
            Step(
                N_("Confirm the finding"),
                DEPARTMENT,
                N_("Says yes, or objects within a working day."),
                ("investigation_confirmation",),
                ("stage:confirmed",),
            ),
            Step(
                N_("Propose"),
                DEPARTMENT,
                N_("What is done for the customer and against the cause."),
                ("complaint_handling_service", "complaint_handling_product"),
                ("stage:proposed",),
            ),
            Step(
                N_("Approve"),
                SUPERVISOR,
                N_("Money within the limit of the rank; never one's own request."),
                ("compensation_report",),
                ("stage:approved",),
            ),
            Step(
                N_("Carry out"),
                DEPARTMENT,
                N_("By the person and date of the proposal."),
                ("complaint_handling_service",),
                ("stage:executing",),
            ),
            Step(
                N_("Answer the customer"),
                AGENT,
                N_("Finding, decision and whom to ask."),
                ("complaint_reply",),
                ("stage:replied",),
            ),
            Step(
                N_("Follow-up call"),
                CALLER,
                N_("The next working day after the answer."),
                ("follow_ups",),
                ("stage:verifying",),
            ),
            Step(
                N_("File away"),
                AGENT,
                N_("Report signed by three people."),
                ("complaint_report",),
                ("closed:complaint",),
            ),
            Step(
                N_("Count and improve"),
                SUPERVISOR,
                N_("Day, month and causes; what was done last time."),
                ("complaint_day", "complaint_statistics", "complaint_analysis"),
            ),
        ),
    ),
    Flow(
        "flow_complaint_handling",
        "9-2",
        N_("Process of handling a complaint"),
        (
            Step(
                N_("Write it down"),
                AGENT,
                N_("In the customer's own words."),
                ("complaint_register",),
                ("stage:registered",),
            ),
            Step(
                N_("Judge whether it holds"),
                LEAD,
                N_("If not, says so kindly and why."),
                ("complaint_investigation",),
                ("stage:triaged",),
            ),
            Step(
                N_("Name the department that answers for it"),
                LEAD,
                N_("By the matter, not by who is at hand."),
                ("complaint_overview",),
            ),
            Step(
                N_("Find the cause"),
                DEPARTMENT,
                N_("Facts, evidence and root cause."),
                ("complaint_investigation",),
                ("stage:investigating", "stage:confirmed"),
            ),
            Step(
                N_("Propose"),
                DEPARTMENT,
                N_("What is done for the customer and against the cause."),
                ("complaint_handling_product",),
                ("stage:proposed",),
            ),
            Step(
                N_("Supervisor's instructions"),
                SUPERVISOR,
                N_("Approves, or sends back with reasons."),
                ("complaint_handling_service",),
                ("stage:approved",),
            ),
            Step(
                N_("Carry out"),
                DEPARTMENT,
                N_("By the person and date of the proposal."),
                ("complaint_handling_service",),
                ("stage:executing", "stage:replied", "stage:verifying"),
            ),
            Step(
                N_("Sum up"),
                SUPERVISOR,
                N_("Who answers for it, and what prevents it from coming again."),
                ("complaint_report", "complaint_analysis"),
                ("closed:complaint",),
            ),
        ),
    ),
)
