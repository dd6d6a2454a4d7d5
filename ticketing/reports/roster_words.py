"""What a roster breaks or lacks, as sentences: who, when, by how much, and what would cure it."""

from collections.abc import Callable, Iterable, Mapping
from typing import Any

Translate = Callable[[str], str]


def N_(message: str) -> str:  # noqa: N802 - the mark by which gettext finds messages
    """A message that is translated where it is said."""
    return message


# Rules that a roster breaks (domain/roster), and what counting says can not be met.
FINDINGS = {
    "overlap": N_("%(who)s, %(on_day)s: the shift begins %(minutes)s minutes before the one before it may be over."),
    "short_rest": N_("%(who)s, %(on_day)s: %(hours)s hours of rest after %(before)s, and %(least)s are the least."),
    "days_running": N_("%(who)s works %(days)s days running since %(since)s, and %(most)s are the most."),
    "no_such_time": N_(
        "%(who)s, %(on_day)s: the clocks of %(zone)s skip %(time)s; %(then)s counts, "
        "and the shift lasts %(hours)s hours instead of %(usual)s."
    ),
    "not_kept": N_("%(who)s, %(on_day)s: the locked cell is not what it was."),
    "on_leave": N_("%(who)s, %(on_day)s: is on leave that day."),
    "works_already": N_("%(who)s, %(on_day)s: works %(template)s that day already."),
    "week_rest": N_("%(who)s has no day of rest in the week of %(week)s."),
    "month_rests": N_("%(who)s has %(rests)s days of rest in %(month)s, and %(owed)s are owed."),
    "hours_week": N_("%(who)s works %(hours)s hours in the week of %(week)s, and %(most)s are the most."),
    "hours_month": N_("%(who)s works %(hours)s hours that month, and %(most)s are the most."),
    "evenings_running": N_("%(who)s, %(on_day)s: works %(evenings)s evenings running, and %(most)s are the most."),
    "seats": N_("%(on_day)s: %(people)s people at once, and there are %(seats)s seats."),
    "short_staff": N_("%(on_day)s, %(template)s: %(wanted)s people wanted, %(planned)s planned, short %(short)s."),
    "no_leader": N_("%(on_day)s, %(template)s: %(planned)s lead, and %(wanted)s should."),
    "short_skill": N_("%(on_day)s, %(template)s: %(planned)s know “%(skill)s”, and %(wanted)s should."),
    "newcomer_alone": N_("%(on_day)s, %(template)s: new people only, nobody who knows the work."),
    "law_days_running": N_("%(who)s: %(days)s days running; the law's profile knows %(most)s at most."),
    "law_week_hours": N_("%(who)s: %(hours)s hours a week in the mean; the law's profile knows %(most)s at most."),
    "law_overtime": N_("%(who)s: %(hours)s hours over the month; the law's profile knows %(most)s at most."),
    "short_day": N_("%(first)s: %(wanted)s wanted, %(most)s not on leave, short %(short)s."),
    "short_leader": N_(
        "%(first)s: %(shifts)s shifts need a leader each, %(most)s leaders not on leave, short %(short)s."
    ),
    "short_skills": N_("%(first)s: “%(skill)s” is wanted of %(wanted)s people, %(most)s are there, short %(short)s."),
    "short_window": N_(
        "%(first)s to %(last)s: %(wanted)s days of work wanted, at most %(most)s possible, short %(short)s."
    ),
    "short_evening": N_(
        "%(first)s %(late)s and %(last)s %(early)s lie %(hours)s hours apart: nobody works both, "
        "%(wanted)s wanted, %(most)s there, short %(short)s."
    ),
    "short_seats": N_("%(first)s: %(wanted)s wanted at once, and there are %(most)s seats: %(short)s too many."),
}
CURES = {
    "other_shift": N_("give another shift"),
    "allow_rest": N_("allow %(hours)s hours of rest between shifts"),
    "allow_rest_for": N_("allow %(hours)s hours of rest: up to %(n)s more people"),
    "clear_cell": N_("clear the cell"),
    "unlock": N_("unlock the cell"),
    "rest_on": N_("a day of rest between %(first)s and %(last)s"),
    "add_people": N_("%(n)s more people on the shift"),
    "lower": N_("lower %(template)s by %(n)s"),
    "mark_leader": N_("let somebody of the shift lead it"),
    "fewer_people": N_("%(n)s people fewer at once"),
    "fewer_shifts": N_("fewer or shorter shifts"),
    "fewer_leaves": N_("approve %(n)s fewer leaves"),
    "fewer_leader_leaves": N_("approve leave for %(n)s leaders fewer"),
    "name_leader": N_("let %(n)s more people lead"),
    "more_people": N_("%(n)s more people"),
    "lower_over": N_("lower what is wanted by %(n)s over these days"),
    "teach": N_("teach “%(skill)s” to %(n)s more people"),
}


def sentence(finding: Mapping[str, Any], names: Mapping[str, str], gettext: Translate) -> str:
    """The sentence of one finding or shortage (as `document()` gives it); a code without words stands for itself."""
    code, params = finding["code"], finding["params"]
    known = FINDINGS.get(code)
    person = finding.get("person")
    values = {"who": names.get(person, person) if person else "", "on_day": finding.get("on_day", "")} | params
    return gettext(known) % values if known is not None else str(code)


def cures(finding: Mapping[str, Any], gettext: Translate) -> list[str]:
    """The ways out, the cheapest first."""
    return [gettext(CURES[one["code"]]) % one["params"] for one in finding.get("cures", ()) if one["code"] in CURES]


def said(findings: Iterable[Mapping[str, Any]], names: Mapping[str, str], gettext: Translate) -> list[dict[str, Any]]:
    """Each finding with its sentence and its cures in the reader's language."""
    return [{**one, "said": sentence(one, names, gettext), "cures_said": cures(one, gettext)} for one in findings]
