"""Satisfaction (满意度): which figures there are, and by which formula each is reckoned."""

from typing import NamedTuple

from ticketing.reports.forms import N_, Column, FormDef, Kind

FORM = FormDef(key="satisfaction", title=N_("Satisfaction"), version=1, columns=())


class Share(NamedTuple):
    """One share of a `Tally`: its property, the two counts that it divides, and the formula in words; `drill` and
    `drill_of` are the words by which the ratings behind the counts are asked for."""

    key: str
    title: str
    part: str
    of: str
    method: str
    drill: str
    drill_of: str


SHARES = (
    Share(
        "satisfaction_pct",
        N_("Satisfaction"),
        "satisfied",
        "rated",
        N_("satisfied (4 and 5) ÷ rated; never ÷ asked"),
        "satisfied",
        "rated",
    ),
    Share(
        "dissatisfied_pct",
        N_("Dissatisfaction"),
        "dissatisfied",
        "rated",
        N_("dissatisfied (1 and 2) ÷ rated"),
        "dissatisfied",
        "rated",
    ),
    Share("rated_pct", N_("Response rate"), "rated", "invited", N_("rated ÷ asked"), "rated", ""),
)

#: The counts of a part, each with its heading and the word by which the ratings behind it are asked for.
COUNTS = (
    ("invited", N_("Asked"), ""),
    ("rated", N_("Rated"), "rated"),
    ("satisfied", N_("Satisfied with us"), "satisfied"),
    ("neutral", N_("So-so"), "neutral"),
    ("dissatisfied", N_("Dissatisfied"), "dissatisfied"),
    ("attitude", N_("Manner"), "attitude"),
    ("solution", N_("Solution"), "solution"),
    ("both", N_("Both"), "both"),
)

#: The same as a file: a line for each part, and the whole below.
TABLE = FormDef(
    key="satisfaction_figures",
    title=N_("Satisfaction"),
    version=1,
    columns=(
        Column("part", N_("Part"), width=16),
        Column("name", N_("Name"), width=16),
        *(Column(share.key, share.title, Kind.PERCENT, means=share.method) for share in SHARES),
        *(Column(key, title, Kind.COUNT) for key, title, _ in COUNTS),
    ),
)
