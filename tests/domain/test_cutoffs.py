"""What counts as cut off, and which cuts are one incident."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.domain.phone_log import heard, visits
from ticketing.domain.calls import EndReason, Fold, Mark, Outcome, Stage
from ticketing.domain.cutoffs import FAULTS, INCIDENT_US, Cut, CutCause, Ended, cut_of, incidents
from ticketing.domain.instants import SECOND_US
from ticketing.domain.whole_calls.told import Side

S = SECOND_US


def answered(**said: object) -> Ended:
    usual: dict[str, object] = {"end_reason": EndReason.CALLER, "talk_us": 60 * S}
    return Ended(Stage.ENDED, Outcome.ANSWERED, int(said.pop("marks", 0)), said.pop("note", None), **{**usual, **said})


def test_a_call_that_somebody_hung_up_was_not_cut_off() -> None:
    assert cut_of(answered()) is None
    assert cut_of(answered(hangup_cause=16)) is None
    assert cut_of(answered(hangup_cause=31)) is None
    assert cut_of(answered(talk_us=3 * S, hung_up_by=Side.CALLER)) is None


@pytest.mark.parametrize("cause", sorted(FAULTS))
def test_a_line_that_failed_while_talking_is_a_cut(cause: int) -> None:
    assert cut_of(answered(hangup_cause=cause)) is CutCause.LINE


def test_gone_while_on_hold_and_ended_at_once_by_the_trunk_are_cuts() -> None:
    assert cut_of(answered(on_hold=True)) is CutCause.ON_HOLD
    assert cut_of(answered(on_hold=True, end_reason=EndReason.AGENT)) is None
    assert cut_of(answered(talk_us=9 * S, hung_up_by=Side.SYSTEM)) is CutCause.SHORT
    assert cut_of(answered(talk_us=10 * S, hung_up_by=Side.SYSTEM)) is None


def test_an_end_that_nobody_told_is_a_cut_unless_the_caller_went_on() -> None:
    inferred = {"marks": Mark.INFERRED_END, "note": "no longer in the queue's own list"}
    assert cut_of(answered(end_reason=EndReason.LOST, **inferred)) is CutCause.DROPPED
    assert cut_of(answered(end_reason=EndReason.TRANSFER_INFERRED, **inferred)) is None


def test_what_is_not_over_or_may_still_be_told_otherwise_is_none() -> None:
    assert cut_of(Ended(Stage.TALKING, Outcome.ANSWERED, 0, None, None, None)) is None
    assert cut_of(answered(marks=Mark.PROVISIONAL, hangup_cause=38)) is None


def facts(log: Fold) -> list[CutCause | None]:
    return [cut_of(Ended(v.stage, v.outcome, v.marks, v.note, v.end_reason, v.talk_us)) for v in visits(log)]


def test_the_fold_s_own_words_for_restarts_and_ages_are_understood() -> None:
    waits = "0 c.1 q - ENTERQUEUE |1|1"
    talks = ("0 c.2 q - ENTERQUEUE |2|1", "5 c.2 q Li CONNECT 5|x|4")
    assert facts(heard(waits, *talks, "60 - - - QUEUESTART")[0]) == [CutCause.RESTART, CutCause.RESTART]
    assert facts(heard(waits, at=5 * 3_600)[0]) == [CutCause.MAX_AGE]
    assert facts(heard(*talks, at=13 * 3_600)[0]) == [CutCause.MAX_AGE]
    assert facts(heard(waits, "9 c.1 q Li SYSCOMPAT", "9 c.1 q - ABANDON 1|1|9")[0]) == [CutCause.FAILED]
    assert facts(heard(waits, "9 c.1 r - ENTERQUEUE |1|1")[0])[0] is None
    assert facts(heard(waits, "9 c.1 q - ABANDON 1|1|9")[0]) == [None]


def test_cut_twice_within_half_an_hour_is_one_incident_and_later_another() -> None:
    half = INCIDENT_US
    cuts = [Cut(0, "a"), Cut(half, "b"), Cut(2 * half + 1, "c")]
    assert [one.keys for one in incidents(cuts, [])] == [{"a", "b"}, {"c"}]


def test_connected_in_between_it_is_over_and_the_caller_rang_by_themselves() -> None:
    first, second = incidents([Cut(0, "a"), Cut(600 * S, "b")], [300 * S])
    assert (first.returned_us, second.returned_us) == (300 * S, None)
    (late,) = incidents([Cut(0, "a")], [INCIDENT_US + 1])
    assert late.returned_us is None


_cuts = st.lists(st.tuples(st.integers(0, 7_200), st.integers(0, 30)), max_size=20, unique_by=lambda cut: cut[1]).map(
    lambda told: [Cut(at * S, str(key)) for at, key in told]
)


@given(_cuts, st.lists(st.integers(0, 7_200).map(lambda at: at * S), max_size=10), st.randoms())
def test_incidents_do_not_depend_on_the_order_in_which_cuts_became_known(
    cuts: list[Cut], connected: list[int], dice: object
) -> None:
    found = incidents(cuts, connected)
    mixed = list(cuts)
    dice.shuffle(mixed)  # type: ignore[attr-defined]
    assert incidents(mixed, connected[::-1]) == found
    assert sorted(cut for one in found for cut in one.cuts) == sorted(cuts)
    for one, after in zip(found, found[1:], strict=False):
        apart = after.cuts[0].at_us - one.cuts[-1].at_us
        assert apart > INCIDENT_US or one.returned_us is not None
