"""Exchange rates: exact pairs, weekends, gaps, minor units."""

from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from services.aggregator.rates import EcbRates, find_rate


class Published:
    """A source that knows a few days."""

    def __init__(self, known: dict[tuple[str, date], str]) -> None:
        self.known = known

    def published(self, currency: str, reporting: str, day: date) -> Decimal | None:
        assert reporting == "EUR"
        rate = self.known.get((currency, day))
        return Decimal(rate) if rate is not None else None


FRIDAY = date(2026, 10, 2)
SOURCE = Published({("JPY", FRIDAY): "0.0061", ("KWD", FRIDAY): "2.9", ("USD", FRIDAY): "0.92"})


@pytest.mark.parametrize(("currency", "minor_rate"), [("JPY", "0.61"), ("KWD", "0.29"), ("USD", "0.92")])
def test_minor_units_of_other_exponents_are_converted_exactly(currency: str, minor_rate: str) -> None:
    rate = find_rate(SOURCE, "EUR", currency, FRIDAY)
    assert rate.minor_rate == Decimal(minor_rate)
    assert rate.published_on == FRIDAY


def test_the_reporting_currency_is_one_for_one_on_any_day() -> None:
    rate = find_rate(SOURCE, "EUR", "EUR", date(1990, 1, 1))
    assert rate == ("EUR", date(1990, 1, 1), date(1990, 1, 1), Decimal(1), Decimal(1))


@pytest.mark.parametrize(("day", "found"), [(2, True), (4, True), (9, True), (10, False), (1, False)])
def test_a_day_takes_the_last_rate_published_within_seven_days_and_never_a_later_one(day: int, found: bool) -> None:
    rate = find_rate(SOURCE, "EUR", "USD", date(2026, 10, day))
    assert (rate.rate is not None) is found
    assert rate.published_on == (FRIDAY if found else None)


def test_an_unknown_currency_has_no_rate_instead_of_one() -> None:
    assert find_rate(SOURCE, "EUR", "XTS", FRIDAY).rate is None


def test_the_reference_rates_of_the_wheel_are_those_of_the_ecb(tmp_path: Path) -> None:
    rates = EcbRates(tmp_path)
    saturday = date(2014, 3, 29)
    rate = find_rate(rates, "EUR", "USD", saturday)
    assert rate.published_on == date(2014, 3, 28)
    assert rate.rate == (1 / Decimal("1.3759")).quantize(Decimal("1e-12"))
    assert find_rate(rates, "USD", "EUR", saturday).rate == Decimal("1.3759")
    assert rates.published("KWD", "EUR", saturday) is None


def test_a_newer_file_of_the_ecb_in_the_data_directory_goes_before_the_wheel(tmp_path: Path) -> None:
    (tmp_path / "eurofxref-hist.csv").write_text("Date,USD\n2031-05-02,2.0\n")
    import zipfile

    with zipfile.ZipFile(tmp_path / "eurofxref-hist.zip", "w") as archive:
        archive.write(tmp_path / "eurofxref-hist.csv", "eurofxref-hist.csv")
    assert EcbRates(tmp_path).published("USD", "EUR", date(2031, 5, 2)) == Decimal("0.5")
