"""Why a row was not taken, as a sentence that says what would be right."""

from collections.abc import Mapping
from typing import Any

from ticketing.reports.forms import N_, Translate

REASONS: Mapping[str, str] = {
    "missing": N_("This must be filled in."),
    "too_long": N_("Too long: at most {most} characters."),
    "control_characters": N_("There are characters in it that nobody can see."),
    "bad_phone": N_("This is no telephone number."),
    "not_a_date": N_("This is no date; write it as 2026-03-31."),
    "no_such_date": N_("There is no such day; the next one is {next}."),
    "not_a_time": N_("This is no time; write it as 2026-03-31 15:00."),
    "no_such_time": N_("The clocks skip this time; the next one is {next}."),
    "not_a_number": N_("This is no number."),
    "out_of_range": N_("Only {least} to {most}."),
    "unknown_word": N_("Only one of these: {words}"),
    "unknown_queue": N_("There is no such queue."),
    "unknown_owner": N_("There is nobody with this number."),
    "unknown_customer": N_("There is no such customer."),
    "several_customers": N_("Several customers have this number: nobody was chosen."),
    "window_backwards": N_("The window ends before it begins."),
    "window_past": N_("That time has passed already."),
    "number_blocked": N_("This number is blocked: nobody rings it."),
    "outside_plan": N_("The plan goes from {first} to {last}."),
    "unknown_person": N_("There is nobody with this number whose roster you may change."),
    "unknown_template": N_("There is no such kind of shift; there are {templates}."),
    "cell_locked": N_("This cell is locked. Unlock it first."),
    "roster_closed": N_("This week is closed."),
    "forbidden": N_("You have no right to do this."),
    "conflict": N_("This stands in the list already."),
}
ANY = N_("This cannot be accepted.")


def reason_of(fault: Mapping[str, Any], translate: Translate) -> str:
    """The sentence of one complaint ({"code", "params"}) in the reader's language."""
    text = translate(REASONS.get(str(fault["code"]), ANY))
    for key, value in dict(fault.get("params") or {}).items():
        shown = ", ".join(str(one) for one in value) if isinstance(value, list) else str(value)
        text = text.replace(f"{{{key}}}", shown)
    return text
