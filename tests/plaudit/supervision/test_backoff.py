from hypothesis import given
from hypothesis import strategies as st

from plaudit.supervision.backoff import LONGEST_SECONDS, STEADY_SECONDS, BackOff


def test_the_first_start_does_not_rest() -> None:
    assert BackOff().rest_seconds == 0


def test_rests_double_with_every_crash_up_to_a_limit() -> None:
    backoff, rests = BackOff(), []
    for _ in range(10):
        backoff = backoff.after_crash(lived_seconds=1)
        rests.append(backoff.rest_seconds)
    assert rests[:4] == [0.25, 0.5, 1.0, 2.0]
    assert rests[-1] == LONGEST_SECONDS


@given(st.integers(0, 10_000))
def test_a_steady_run_forgets_the_crashes_before(crashes: int) -> None:
    assert BackOff(crashes).after_crash(STEADY_SECONDS).rest_seconds == BackOff(1).rest_seconds
