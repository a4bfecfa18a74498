"""Money to the cent, whatever the weights."""

from hypothesis import given
from hypothesis import strategies as st

from services.aggregator.attribution.reasons import SENTENCES, reason_rows
from services.aggregator.attribution.shares import share

WEIGHTS = (
    st.lists(st.integers(0, 1000), min_size=1, max_size=60)
    .filter(any)
    .map(lambda parts: [p / sum(parts) for p in parts])
)
AMOUNTS = st.integers(0, 10**12)


@given(AMOUNTS, WEIGHTS)
def test_shares_always_sum_to_the_amount(amount: int, weights: list[float]) -> None:
    assert sum(share(amount, weights)) == amount


@given(AMOUNTS, WEIGHTS)
def test_no_share_is_a_whole_unit_off_its_exact_part(amount: int, weights: list[float]) -> None:
    for part, weight in zip(share(amount, weights), weights, strict=True):
        assert abs(part - amount * weight) < 1 + amount * 1e-12


@given(AMOUNTS, st.integers(1, 60))
def test_equal_shares_give_the_odd_units_to_the_earlier(amount: int, touches: int) -> None:
    shares = share(amount, [1 / touches] * touches)
    assert shares == [amount // touches + (place < amount % touches) for place in range(touches)]


def test_a_refund_down_to_nothing_leaves_nothing() -> None:
    assert share(0, [0.4, 0.2, 0.4]) == [0, 0, 0]


def test_every_reason_has_a_sentence_and_a_place() -> None:
    assert {row.reason for row in reason_rows()} == set(SENTENCES)
    assert all(sentence.endswith(".") for sentence in SENTENCES.values())
