"""What the fold keeps in memory depends on what happens in an hour, not on how many have passed."""

from benchmarks.memory import MOST_GROWTH, growth, sampled


def test_eight_hours_of_calls_leave_the_state_no_larger_than_four() -> None:
    samples = list(sampled(hours=8, floors=1))
    assert len(samples) == 8
    assert growth(samples) <= MOST_GROWTH
    assert samples[-1].visits <= 1.1 * samples[3].visits
    assert samples[0].state_bytes < samples[3].state_bytes
