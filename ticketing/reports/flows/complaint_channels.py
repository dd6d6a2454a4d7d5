"""Processes of chapter 9 by channel: complaints by telephone, by letter and in person."""

from ticketing.reports.flows.steps import AGENT, CALLER, DEPARTMENT, LEAD, SUPERVISOR, Flow, Step
from ticketing.reports.forms import N_

CHANNELS = (
    Flow(
        "flow_complaint_phone",
        "9-3",
        N_("Process of complaints by telephone"),
        (
            Step(
                N_("Answer"),
                AGENT,
                N_("Within 20 seconds, with the opening words of the script."),
                ("inbound",),
                ("connecting", "talking"),
            ),
            Step(N_("Calm the customer"), AGENT, N_("Thanks for telling us; does not argue."), ()),
            Step(
                N_("Write down the five elements"),
                AGENT,
                N_("Name, time, place, cause and course; repeats them."),
                ("phone_complaint",),
                ("phone:registered",),
            ),
            Step(N_("Repeat and confirm"), AGENT, N_("The customer hears what was written."), ("phone_complaint",)),
            Step(
                N_("Promise a time for the answer"),
                AGENT,
                N_("By the calendar and the policy of the severity."),
                ("promises",),
                ("callback:promise",),
            ),
            Step(
                N_("Register"),
                AGENT,
                N_("Each gets a number and a deadline at once."),
                ("complaint_register",),
                ("phone:triaged",),
            ),
            Step(
                N_("Hand on"),
                LEAD,
                N_("To the department that answers for it."),
                ("complaint_tracking",),
                ("phone:investigating", "phone:confirmed", "phone:proposed", "phone:approved", "phone:executing"),
            ),
            Step(
                N_("Ring back"),
                CALLER,
                N_("With the result, at the promised time."),
                ("follow_ups",),
                ("phone:replied", "phone:verifying"),
            ),
        ),
    ),
    Flow(
        "flow_complaint_letter",
        "9-4",
        N_("Process of complaints by letter"),
        (
            Step(
                N_("Register the letter"),
                AGENT,
                N_("Number, day and sender before it is opened."),
                ("letter_complaint",),
                ("letter:registered",),
            ),
            Step(N_("Open and read"), AGENT, N_("Attachments are listed."), ("letter_complaint",), ("letter:triaged",)),
            Step(N_("Tell that it has come"), AGENT, N_("Who looks into it and until when."), ("complaint_reply",)),
            Step(
                N_("Look into it"),
                DEPARTMENT,
                N_("On the spot, by phone, records and recordings."),
                ("complaint_investigation",),
                ("letter:investigating", "letter:confirmed"),
            ),
            Step(
                N_("Draft the answer"),
                DEPARTMENT,
                N_("Finding, decision and whom to ask."),
                ("complaint_reply",),
                ("letter:proposed",),
            ),
            Step(
                N_("Approve"),
                SUPERVISOR,
                N_("Signs before it leaves the house."),
                ("complaint_reply",),
                ("letter:approved", "letter:executing"),
            ),
            Step(
                N_("Send"),
                AGENT,
                N_("With its number; the day is noted."),
                ("letter_complaint",),
                ("letter:replied", "letter:verifying"),
            ),
            Step(
                N_("Archive"),
                AGENT,
                N_("Letter, answer and archive number together."),
                ("letter_complaint",),
                ("closed:complaint",),
            ),
        ),
    ),
    Flow(
        "flow_complaint_visit",
        "9-5",
        N_("Process of complaints in person"),
        (
            Step(N_("Receive"), AGENT, N_("Greets, and asks in."), ("complaint_application",)),
            Step(N_("Lead to a quiet place"), AGENT, N_("Away from other customers."), ()),
            Step(N_("Listen"), AGENT, N_("Lets the customer finish; does not argue."), ()),
            Step(
                N_("Write it down"),
                AGENT,
                N_("In the customer's own words."),
                ("complaint_application",),
                ("visit:registered",),
            ),
            Step(
                N_("Have it signed"),
                AGENT,
                N_("The customer signs what was written."),
                ("complaint_application",),
                ("visit:triaged",),
            ),
            Step(
                N_("Settle on the spot or by a date"),
                LEAD,
                N_("Small matters at once; others with a promised date."),
                ("complaint_handling_service",),
                ("visit:investigating", "visit:confirmed", "visit:proposed", "visit:approved", "visit:executing"),
            ),
            Step(
                N_("Follow-up call"),
                CALLER,
                N_("The next working day after the answer."),
                ("follow_ups",),
                ("visit:replied", "visit:verifying"),
            ),
        ),
    ),
)
