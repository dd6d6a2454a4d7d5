"""The algebra of stretches of time against sets of single instants."""

from hypothesis import given
from hypothesis import strategies as st

from ticketing.domain.spans import Span, cut, length_us, shared, union, without

spans = st.lists(st.builds(lambda start, length: Span(start, start + length), st.integers(0, 40), st.integers(0, 12)))


def instants(some: list[Span]) -> set[int]:
    return {at for span in some for at in range(span.start_us, span.end_us)}


@given(spans, spans)
def test_union_shared_and_without_hold_the_instants_that_sets_hold(one: list[Span], other: list[Span]) -> None:
    assert instants(union(one)) == instants(one)
    assert instants(shared(one, other)) == instants(one) & instants(other)
    assert instants(without(one, other)) == instants(one) - instants(other)
    assert length_us(one) == len(instants(one))


@given(spans, spans)
def test_results_are_in_order_apart_and_never_empty(one: list[Span], other: list[Span]) -> None:
    for found in (union(one), shared(one, other), without(one, other), cut(one, 5, 20)):
        assert all(span.end_us > span.start_us for span in found)
        assert all(before.end_us < after.start_us for before, after in zip(found, found[1:], strict=False))
