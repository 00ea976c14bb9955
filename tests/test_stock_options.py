"""The option model against worked examples that others published, and its properties.

K, J, U, G: published examples; D: our own vectors. Each example names its page.
"""

import pytest

from whyleave.models import stock_options as model

KOREA = [(0, 6), (14, 15), (50, 24), (88, 35), (150, 38), (300, 40), (500, 42), (1000, 45)]
JAPAN = [(0, 5), (1.95, 10), (3.3, 20), (6.95, 23), (9, 33), (18, 40), (40, 45)]
USA = [(0, 10), (11_925, 12), (48_475, 22), (103_350, 24), (197_300, 32), (250_525, 35),
       (626_350, 37)]  # fmt: skip
USA_2024 = [(0, 10), (11_600, 12), (47_150, 22), (100_525, 24), (191_950, 32)]
GAINS = [(0, 0), (48_350, 15), (533_400, 20)]
MINIMUM = dict(exemption=88_100, phase_out_from=626_350, phase_out_rate=25,
               rates=[(0, 26), (239_100, 28)])  # fmt: skip
UK = [(0, 20), (37_700, 40), (125_140, 45)]


def america(pay, **other):
    return model.America(pay, **dict(deduction=15_750, brackets=USA, gains_brackets=GAINS) | other)


def test_k2_korean_salary():  # PwC Tax Summaries, sample of 2024
    assert model.progressive(79.25, KOREA) == pytest.approx(13.26)


def test_k3_restricted_stock_within_two_percent():  # ai.bznav.com; its assumptions are not stated
    tax = model.korea(200 * 0.98, base=79.25, brackets=KOREA).tax
    assert tax == pytest.approx(78.5345)
    assert tax == pytest.approx(77, rel=0.02)


def test_k4_is_published_wrong():
    """polinomics prints 66m on a gain of 150m: the top rate it picks, 40% and 10% local tax, on
    every won. The brackets rise, so the true tax is lower, alone or on top of a salary."""
    alone = model.korea(150, base=0, brackets=KOREA).tax
    with_salary = model.korea(150, base=79.25, brackets=KOREA).tax
    flat = 150 * 0.40 * 1.1
    assert flat == pytest.approx(66)
    assert alone == pytest.approx(40.766)
    assert with_salary == pytest.approx(59.3065)
    assert alone < with_salary < flat


def test_j5_j6_japanese_income_tax():  # PwC sample of 2025; National Tax Agency no. 2260
    national = model.progressive(7.47, JAPAN) * 1.021
    assert round(int(national * 1e4) / 1e4 + 7.62 * 0.10 + 0.005, 4) == 1.8718
    assert model.progressive(7.0, JAPAN) == pytest.approx(0.974)


def test_j7_j8_j9_japanese_options():
    won = model.japan(0, 3000 * (5000 - 2200), base=0, brackets=JAPAN, qualified=True)
    assert won.gain == 8_400_000 and won.tax == pytest.approx(1_706_460)
    share = model.japan(800, 500, base=0, brackets=JAPAN, qualified=True)
    assert share.gain == 1300 and share.before_sale == 0
    split = model.japan(600, 200, base=1000, brackets=JAPAN, qualified=False)
    assert split.at_sale == pytest.approx(200 * 0.20315)
    assert split.before_sale == pytest.approx(600 * (0.45 * 1.021 + 0.10))


def test_g1_g2_british_options():  # Wright Hassall (law of 2017/18); Mill Consultancy
    assert model.uk_enterprise(150_000, relief=10, exempt=11_300).net == pytest.approx(136_130)
    top = model.uk_unapproved(150_000, pay=200_000, brackets=UK)
    assert top.net == pytest.approx(79_500)
    one = model.uk_unapproved(
        5000 * 9.99, 5000 * 10, pay=70_000, brackets=[(0, 40)], allowance=0, insurance=[(0, 0)],
        share_rate=20,
    )  # fmt: skip
    assert one.before_sale == pytest.approx(19_980) and one.at_sale == pytest.approx(10_000)


@pytest.mark.parametrize("relief, net", [(14, 129_420), (18, 123_540), (24, 114_720)])
def test_g1_under_later_law(relief, net):
    assert model.uk_enterprise(150_000, relief=relief, exempt=3000).net == pytest.approx(net)


def test_u1_u2_u3_u4_u5_american_tax():
    assert model.progressive(250_000, USA) == pytest.approx(57_063)
    assert model.progressive(626_350, USA) == pytest.approx(188_769.75)
    assert model.progressive(295_000 - 88_100, MINIMUM["rates"]) == pytest.approx(53_794)

    def added(spread):
        return model.alternative_minimum(spread, america(150_000), **MINIMUM)

    assert added(34_511.5385) == pytest.approx(0, abs=0.01)
    assert added(34_000) < 0 < added(35_000)
    law_2024 = MINIMUM | {"exemption": 85_700}
    regular = model.progressive(150_000 - 14_600, USA_2024)
    assert regular == pytest.approx(25_538.5)
    before = america(150_000, deduction=14_600, brackets=USA_2024)
    extra = model.alternative_minimum(20_000, before, **law_2024)
    assert extra + regular == pytest.approx(21_918)


@pytest.mark.parametrize("excluded, effective", [(50, 15.9), (75, 7.95), (100, 0)])
def test_u6_small_business_stock(excluded, effective):  # erb-us.com; 28% and 3.8% on the rest
    law = america(150_000, gains_brackets=[(0, 28)], surcharge_above=0)
    sold = model.usa_incentive(100_000, law=law, excluded=excluded)
    assert 100 * sold.tax / sold.gain == pytest.approx(effective)


def test_d3_to_d10_our_vectors():
    korea = dict(base=80, brackets=KOREA)
    free = model.exempt_gain(300, 200, 500)
    assert model.korea(300, exempt=free, **korea).tax == pytest.approx(38.522)
    assert model.korea(300, **korea).tax == pytest.approx(123.882)
    deferred = model.korea(300, exempt=free, deferred=True, **korea)
    assert deferred.tax == pytest.approx(10.725) and deferred.before_sale == 0
    japan = dict(base=7.47, brackets=JAPAN)
    assert model.japan(30, qualified=True, **japan).tax == pytest.approx(6.0945)
    assert model.japan(30, qualified=False, **japan).tax == pytest.approx(14.3432, abs=1e-4)
    law = america(150_000)
    assert model.usa_incentive(200_000, law=law).tax == pytest.approx(35_700)
    assert model.usa_nonqualified(200_000, law=law).tax == pytest.approx(67_335.95)
    kept = model.usa_incentive(200_000, law=law, alternative=MINIMUM)
    assert kept.before_sale == pytest.approx(43_483)
    assert kept.tax == pytest.approx(35_700)  # the early tax comes back as a credit


def schemes(gain, later=0.0, scale=1.0):
    """Every scheme, on a gain in units of the local grant; ``scale`` raises every rate."""

    def rise(brackets):
        return [(edge, rate * scale) for edge, rate in brackets]

    american = america(7e4, brackets=rise(USA), gains_brackets=rise(GAINS))
    return {
        "korea": model.korea(280 * gain, 280 * later, base=79, brackets=rise(KOREA)),
        "korea deferred": model.korea(280 * gain, 280 * later, base=79, brackets=KOREA,
                                      deferred=True, share_rate=10 * scale),
        "japan": model.japan(30 * gain, 30 * later, base=7, brackets=rise(JAPAN), qualified=False),
        "japan qualified": model.japan(30 * gain, 30 * later, base=7, brackets=JAPAN,
                                       qualified=True, share_rate=20 * scale),
        "usa nso": model.usa_nonqualified(2e5 * gain, 2e5 * later, law=american),
        "usa iso": model.usa_incentive(2e5 * gain, 2e5 * later, law=american),
        "uk emi": model.uk_enterprise(1.5e5 * gain, 1.5e5 * later, relief=14 * scale, exempt=3000),
        "uk": model.uk_unapproved(1.5e5 * gain, 1.5e5 * later, pay=5e4, brackets=rise(UK)),
    }  # fmt: skip


@pytest.mark.parametrize("later", [0.0, 0.5, 4.0])
@pytest.mark.parametrize("gain", [0.1, 1.0, 10.0, 100.0])
def test_net_share_is_a_share_and_falls_with_higher_rates(gain, later):
    higher = schemes(gain, later, scale=1.2)
    for name, outcome in schemes(gain, later).items():
        assert 0 <= outcome.net_share <= 1, name
        assert 0 <= outcome.due_early <= 1, name
        assert higher[name].net_share <= outcome.net_share, name
    assert higher["korea"].net_share < schemes(gain, later)["korea"].net_share


def test_net_share_rises_with_the_exemption_and_time():
    kept = [model.korea(300, base=80, brackets=KOREA, exempt=e).net_share
            for e in (0, 20, 30, 50, 200, 500)]  # fmt: skip
    assert kept == sorted(kept) and kept[0] < kept[-1] == 1
    assert model.exempt_gain(600, 200, 500) == 200
    assert model.exempt_gain(600, 200, 500, years=2) == 400
    assert model.exempt_gain(600, 200, 500, years=3) == 500
    assert model.japan_qualifies(15, 24) and not model.japan_qualifies(15, 12)
    assert model.japan_qualifies(15, 12, years=2)


def test_korean_tax_never_beats_the_top_rate():
    assert model.korea(1e6, base=0, brackets=KOREA).net_share == pytest.approx(0.505, abs=1e-3)


def test_a_grant_above_a_limit_is_split():
    assert model.split(100, 50, 200) == (100, 0)
    assert model.split(100, 200, 50) == (25, 75)
    inside, outside = model.split(750_000, 375_000, 250_000)
    assert (inside, outside) == pytest.approx((500_000, 250_000))
    scheme = model.uk_enterprise(inside, relief=14, exempt=3000)
    other = model.uk_unapproved(outside, pay=52_500, brackets=UK)
    both = scheme + other
    assert both.gain == pytest.approx(750_000) and both.tax == pytest.approx(scheme.tax + other.tax)
    assert other.net_share < both.net_share < scheme.net_share


def test_an_american_grant_of_both_kinds_is_taxed_once():
    """Ordinary options fill the lower brackets; the incentive gain lies on top of them."""
    law = america(70_000)
    ordinary = model.usa_nonqualified(200_000, law=law)
    incentive = model.usa_incentive(800_000, law=law, wage_gain=200_000)
    later = model.usa_nonqualified(200_000, 800_000, law=law)
    assert (ordinary + incentive).tax == pytest.approx(later.tax)
