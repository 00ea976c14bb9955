"""The capital gap, checked by hand."""

import pytest

from whyleave.models import capital_gap as model


def test_yearly_gap_by_hand():
    assert model.yearly_gap(0.1, 0.5, 2500) == pytest.approx(10)
    assert model.yearly_gap(0.5, 0.1, 2500) == pytest.approx(-10)


def test_closed_by_hand():
    assert model.closed(3, 10) == pytest.approx(30)
    assert model.closed(20, 10) == pytest.approx(200)
    assert model.closed(3, -1) == 100


def test_missing_part_reaches_the_target():
    added = model.missing_part(20, 100, 50)
    assert added == pytest.approx(60)
    assert (20 + added) / (100 + added) == pytest.approx(0.5)
    assert model.missing_part(60, 100, 50) == 0
    with pytest.raises(ValueError, match="below 100"):
        model.missing_part(20, 100, 100)


def test_life_by_hand():
    assert model.mean_life({8: 9, 14: 1}) == pytest.approx(8.6)
    needed = model.money_for_life(10, 8, 14, 10)
    assert needed == pytest.approx(10 / 3)
    assert model.mean_life({8: 10 - needed, 14: needed}) == pytest.approx(10)
    assert model.money_for_life(10, 10, 14, 8) == 0
    assert model.money_for_life(10, 8, 9, 10) == float("inf")


def test_more_announced_closes_more_and_a_larger_gap_less():
    shares = [model.closed(a, 10) for a in (0, 1, 5, 20)]
    assert shares == sorted(shares) and shares[0] == 0
    gaps = [model.yearly_gap(0.14, p, 2500) for p in (0.1, 0.2, 0.5)]
    assert gaps == sorted(gaps)
    left = [model.missing_part(p, 100, 50) for p in (0, 20, 40, 60)]
    assert left == sorted(left, reverse=True)
    long = [model.money_for_life(10, 8, life, 10) for life in (10, 12, 14)]
    assert long == sorted(long, reverse=True)
