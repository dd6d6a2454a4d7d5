"""Six ways to say "service level"; each has its name, and the name stands beside the number."""

from enum import StrEnum

from ticketing.domain.metrics.numbers import percent


class Formula(StrEnum):
    """T is inclusive; A_T answered within T, B_T abandoned within T.

    f1 (ICMI 1, Asterisk SL2), f2 (ICMI 2, Asterisk SL, Huawei), f3 (ICMI 3, Genesys), f4 (ICMI 4, Cisco "ignored"),
    sl_offered (COPC; the default), sl_amazon (any exit within T over queued).
    """

    F1 = "sl_f1"
    F2 = "sl_f2"
    F3 = "sl_f3"
    F4 = "sl_f4"
    OFFERED = "sl_offered"
    AMAZON = "sl_amazon"


def parts_of(
    formula: Formula, offered: int, answered: int, abandoned: int, a_t: int, b_t: int, exits_t: int, undecided: int
) -> tuple[int, int]:
    """What is divided by what. `exits_t` left within T in any way; `undecided` still wait and have not waited longer
    than T."""
    match formula:
        case Formula.F1:
            return a_t + b_t, answered + abandoned
        case Formula.F2:
            return a_t, answered
        case Formula.F3:
            return a_t, answered + abandoned
        case Formula.F4:
            return a_t, answered + abandoned - b_t
        case Formula.OFFERED:
            return a_t, offered - undecided
        case Formula.AMAZON:
            return exits_t, offered


def service_level(formula: Formula, **counts: int) -> float | None:
    """Percent of the counts that `parts_of` takes; None over nothing."""
    return percent(*parts_of(formula, **counts))
