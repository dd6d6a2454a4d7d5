"""Processes of chapter 13 for who rings: calling out, follow-ups."""

from ticketing.reports.flows.steps import AGENT, CALLER, DEPARTMENT, INSPECTOR, LEAD, SYSTEM, Flow, Step
from ticketing.reports.forms import N_

CALLING_OUT = (
    Flow(
        "flow_outbound",
        "13-4",
        N_("Process of calling out"),
        (
            Step(
                N_("List"),
                DEPARTMENT,
                N_("From sales or service, taken in with its faults shown."),
                ("interview_plan",),
                ("plan:waiting",),
            ),
            Step(N_("Plan"), LEAD, N_("Days, hours, script and number of attempts."), ("interview_plan",)),
            Step(
                N_("Dial"),
                AGENT,
                N_("Draws the next of the list; the script stands beside."),
                ("outbound",),
                ("plan:calling",),
            ),
            Step(
                N_("Result"),
                AGENT,
                N_("Reached, engaged, no answer, wrong number, refused."),
                ("outbound",),
                ("plan:reached",),
            ),
            Step(
                N_("Another time"),
                AGENT,
                N_("The customer names a time, or the rule of retries does."),
                ("follow_ups",),
                ("callback:scheduled",),
            ),
            Step(
                N_("Register"), AGENT, N_("What was said; complaints go the way of complaints."), ("follow_up_record",)
            ),
            Step(
                N_("Sum up"),
                LEAD,
                N_("Reached and not, with reasons; signed by a supervisor."),
                ("interview_plan",),
                ("plan:not_reached", "plan:refused", "plan:invalid_number"),
            ),
        ),
    ),
    Flow(
        "flow_follow_up",
        "13-5",
        N_("Process of follow-up calls"),
        (
            Step(
                N_("Falls due"),
                SYSTEM,
                N_("Stands on the list and rings the bell at its time."),
                ("promises",),
                ("callback:ready",),
            ),
            Step(
                N_("Dial"),
                CALLER,
                N_("Up to three times, within the calling hours."),
                ("outbound",),
                ("callback:in_progress",),
            ),
            Step(
                N_("Confirm the result"),
                CALLER,
                N_("By the standard words of the script."),
                ("follow_up_record",),
                ("stage:verifying",),
            ),
            Step(
                N_("Satisfied: thank and close"),
                CALLER,
                N_("The ticket closes with the rating."),
                ("follow_ups",),
                ("closed:complaint", "closed:repair"),
            ),
            Step(
                N_("Not satisfied: handle again"),
                LEAD,
                N_("Reopens with half the time; the next level is told."),
                ("complaint_tracking",),
                ("stage:investigating",),
            ),
            Step(
                N_("Note the figures"),
                INSPECTOR,
                N_("Reached, kept, satisfied; samples are listened to."),
                ("promises", "satisfaction_statistics"),
            ),
        ),
    ),
)
