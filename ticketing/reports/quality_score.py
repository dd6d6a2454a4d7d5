"""热线服务质量考核表: what a recording is judged by, item by item, to be filled in (binder chapter 13, sheet 17)."""

from collections.abc import Mapping, Sequence
from typing import Any

from ticketing.reports.asked import Row
from ticketing.reports.forms import N_, Column, FormDef, Kind

FORM = FormDef(
    key="quality_score",
    title=N_("Assessment of the hotline's quality of service"),
    version=1,
    item="13-17",
    subject="people",
    columns=(
        Column("no", N_("No."), Kind.COUNT, 5),
        Column("item", N_("Item assessed"), width=14, words="step"),
        Column("standard", N_("What is assessed"), width=34, words="step"),
        Column("worth", N_("Points"), Kind.COUNT, 6),
        Column("lost", N_("Points off"), Kind.COUNT, 7, written=True),
        Column("given", N_("Score"), Kind.COUNT, 7, written=True),
        Column("remark", N_("Explanation / moment"), width=20, written=True),
    ),
    signatures=(N_("Inspector"), N_("Confirmed by the agent"), N_("Reviewed by")),
    landscape=False,
)

_INFORMATION, _VOICE = N_("Accuracy of information"), N_("Voice, tone and speed")
_WORDS, _MANNER, _LISTENING = N_("Words of service"), N_("Manner"), N_("Listening and talking")
_SOLVING, _RECORD, _RULES = N_("Solving the problem"), N_("Quality of the ticket"), N_("Process and rules")

ITEMS: tuple[tuple[str, str, int], ...] = (
    (_INFORMATION, N_("accurate"), 8),
    (_INFORMATION, N_("complete"), 5),
    (_INFORMATION, N_("checked back"), 4),
    (_INFORMATION, N_("nothing exaggerated"), 3),
    (_VOICE, N_("clear"), 2),
    (_VOICE, N_("lively"), 2),
    (_VOICE, N_("well modulated"), 1),
    (_VOICE, N_("no drawling"), 2),
    (_VOICE, N_("speed"), 2),
    (_VOICE, N_("pauses"), 1),
    (_WORDS, N_("standard language"), 3),
    (_WORDS, N_("polite"), 2),
    (_WORDS, N_("thanks"), 1),
    (_WORDS, N_("apologises"), 1),
    (_WORDS, N_("opening and closing words; forbidden, careless and pet words −2"), 3),
    (_MANNER, N_("patient, warm, takes the matter as their own"), 15),
    (_LISTENING, N_("lets the caller finish, understands, confirms"), 15),
    (_SOLVING, N_("the matter is solved, or goes the right way"), 15),
    (_RECORD, N_("every field right and complete"), 10),
    (_RULES, N_("identity checked, promises made by the rules"), 5),
)


#: The items of the default sheet: 100 points; a fatal error makes it 0.
ROWS: tuple[Row, ...] = tuple(
    {"no": no, "item": item, "standard": standard, "worth": worth}
    for no, (item, standard, worth) in enumerate(ITEMS, 1)
)


def totals(chosen: Sequence[Mapping[str, Any]]) -> Row:
    return {"worth": sum(row["worth"] for row in chosen)}
