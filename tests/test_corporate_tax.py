"""The tax model reproduces published results and behaves as a tax should."""

from dataclasses import replace
from itertools import product

import pytest

from whyleave import load
from whyleave.models.corporate_tax import (
    Firm,
    box_deduction,
    carry_forward,
    corporation_tax,
    defence_surtax,
    japanese_credit_rate,
    japanese_marginal_rate,
    japanese_tax,
    korean_tax,
    progressive,
)
from whyleave.models.tax_law import in_force, japanese_law, korean_law, one

LAW = load("tax-parameters")
EXAMPLES = load("tax-examples").set_index("example")


def tokyo(law, year, sme):
    """The law with Tokyo's excess rates; the special tax stays on the standard rate."""
    rows = in_force(LAW, "JPN", year)
    firm = "sme" if sme else "larger"
    standard, excess = one(rows, "enterprise_rate", firm), one(rows, "enterprise_rate_tokyo", firm)
    special = one(rows, "special_enterprise_rate", firm) / 100 * standard / excess
    names = ("sme_enterprise", "sme_special_enterprise") if sme else (
        "enterprise", "special_enterprise")  # fmt: skip
    return replace(
        law, inhabitant=one(rows, "inhabitant_rate_tokyo") / 100,
        **dict(zip(names, (excess / 100, special), strict=True)),
    )  # fmt: skip


def compute(test, given):
    year, sme = int(given.get("year", 2026)), given.get("firm") == "sme"
    if test == "national tax":
        return progressive(float(given["base"]), korean_law(LAW, year, "ordinary").brackets)
    if test == "marginal rate":
        law = japanese_law(LAW, year)
        law = tokyo(law, year, sme) if "tokyo" in given else law
        return 100 * japanese_marginal_rate(law, sme)
    if test == "defence surtax":
        law = japanese_law(LAW, 2026)
        return defence_surtax(corporation_tax(float(given["income"]), law, True), law)
    if test == "capped credit":
        rd, rate, tax, cap = (float(given[k]) for k in ("rd", "rate", "tax", "cap"))
        return min(rate * rd, cap * tax)
    if test == "box rate":
        law = japanese_law(LAW, 2025, given["reach"])
        return 100 * japanese_tax(Firm(1000, 1000, 0, ip_share=1), law).rate
    numbers = {k: float(given[k]) for k in ("revenue", "profit", "rd")}
    return korean_tax(
        Firm(**numbers, sme=given["sme"] == "1"), korean_law(LAW, year, "strategic")
    ).tax


@pytest.mark.parametrize("example", EXAMPLES.index)
def test_worked_example(example):
    row = EXAMPLES.loc[example]
    given = dict(part.split("=") for part in row["inputs"].split(";"))
    digits = 0.001 if row["unit"] == "JPY million" else 0.006
    assert compute(row["test"], given) == pytest.approx(row["value"], abs=digits)


def test_vectors_split_as_computed_by_hand():
    law = korean_law(LAW, 2026, "strategic")
    small = korean_tax(Firm(40000, 10000, 4000, sme=True), law)
    assert (small.national, small.local, round(small.carried)) == (0, 198, 20)
    large = korean_tax(Firm(400000, 100000, 40000), law)
    assert large.steps["rd_credit"] == pytest.approx(9780)
    assert large.carried == pytest.approx(6220) and large.rate == pytest.approx(0.13958)


def test_one_third_outsourced_abroad():
    """Box with an R&D ratio of two thirds: 29.74 x (1 - 0.2) = 23.8 percent."""
    law = japanese_law(LAW, 2025)
    assert japanese_tax(Firm(100, 100, 0, 1, own_rd=2 / 3), law).rate == pytest.approx(
        0.238, abs=6e-4
    )


KOREA = [
    korean_law(LAW, y, c)
    for y in (2024, 2025, 2026)
    for c in ("ordinary", "ordinary mid-size", "new growth")
] + [korean_law(LAW, y, "strategic") for y in (2025, 2026)]
JAPAN = [
    japanese_law(LAW, y, r)
    for y in (2024, 2025, 2026)
    for r in ("every tax", "national only", "levied on it")
]
FIRMS = [
    Firm(revenue, margin * revenue, share * revenue, ip, sme=sme, rd_growth=growth)
    for revenue, margin, share, ip, sme, growth in product(
        (50, 5000, 400000), (-0.5, 0, 0.05, 0.25), (0, 0.05, 0.3), (0, 0.4, 1), (True, False),
        (-0.2, 0.3),
    )
]  # fmt: skip


def taxed(firm):
    return [korean_tax(firm, law) for law in KOREA] + [japanese_tax(firm, law) for law in JAPAN]


@pytest.mark.parametrize("sme", [True, False])
def test_tax_is_never_negative_and_reliefs_add_up(sme):
    for firm in FIRMS:
        if firm.sme != sme:
            continue
        for result in taxed(firm):
            assert result.national >= -1e-9 and result.local >= 0
            assert result.before - sum(result.steps.values()) == pytest.approx(result.tax)
            assert min(result.steps.values()) >= -1e-9
            assert result.carried >= 0 and result.lost >= -1e-9


def test_more_research_never_raises_tax():
    for firm in FIRMS:
        more = replace(firm, rd=firm.rd * 1.5 + 1)
        for before, after in zip(taxed(firm), taxed(more), strict=True):
            assert after.tax <= before.tax + 1e-6


def test_higher_rates_never_lower_tax():
    for firm in FIRMS[::3]:
        for law in KOREA:
            up = replace(law, brackets=[(bound, rate + 0.01) for bound, rate in law.brackets])
            assert korean_tax(firm, up).tax >= korean_tax(firm, law).tax - 1e-9
        for law in JAPAN:
            up = replace(law, corporation=law.corporation + 0.01)
            assert japanese_tax(firm, up).tax >= japanese_tax(firm, law).tax - 1e-9


def test_the_box_never_raises_tax_and_more_of_it_never_hurts():
    for firm in FIRMS:
        for law in JAPAN:
            with_box, without = japanese_tax(firm, law), japanese_tax(firm, replace(law, box=0.0))
            assert with_box.tax <= without.tax + 1e-6
            if firm.ip_share < 1:
                assert japanese_tax(replace(firm, ip_share=1.0), law).tax <= with_box.tax + 1e-6


def test_a_firm_with_losses_pays_nothing_and_korea_keeps_its_credit():
    firm = Firm(10000, -2000, 3000, sme=True)
    korea = korean_tax(firm, korean_law(LAW, 2025, "strategic"))
    japan = japanese_tax(firm, japanese_law(LAW, 2025))
    assert korea.tax == japan.tax == korea.rate == 0
    assert korea.carried == pytest.approx(1500) and japan.carried == 0 and japan.lost > 0


def test_start_up_relief_stops_at_its_cap_and_floor():
    law = korean_law(LAW, 2026, "ordinary")
    assert korean_tax(Firm(9000, 1000, 0, sme=True), law, startup=1).national == 0
    rich = korean_tax(Firm(90000, 10000, 0, sme=True), law, startup=1)
    assert rich.steps["startup"] == 500
    half = korean_tax(Firm(900, 150, 0, sme=True), law, startup=0.5)
    assert half.national == pytest.approx(0.07 * 150)
    assert korean_tax(Firm(9000, 1000, 0), law, startup=1).steps["startup"] == 0


def test_losses_carried_forward():
    assert carry_forward([-100, 80, 80], 0.5, 10) == [0, 40, 40]
    assert carry_forward([-100, 80, 80], 1, 10) == [0, 0, 60]
    assert carry_forward([-100, 0, 80], 1, 1) == [0, 0, 80]


@pytest.mark.parametrize("growth, rate", [(0, 0.085), (0.12, 0.115), (0.3, 0.14), (-0.5, 0.01)])
def test_general_japanese_rate(growth, rate):
    assert japanese_credit_rate(Firm(100, 10, 5, rd_growth=growth)) == pytest.approx(rate)


def test_what_cannot_be_is_refused():
    with pytest.raises(ValueError, match="ip_share"):
        Firm(1, 1, 1, ip_share=1.2)
    with pytest.raises(ValueError, match="negative"):
        Firm(-1, 1, 1)
    with pytest.raises(ValueError, match="brackets"):
        progressive(10, [(5, 0.1)])
    with pytest.raises(ValueError, match="rates"):
        progressive(10, [(0, 10)])
    with pytest.raises(ValueError, match="box_reach"):
        japanese_law(LAW, 2025, "some")
    with pytest.raises(ValueError, match="startup"):
        korean_tax(Firm(1, 1, 1), KOREA[0], startup=2)
    with pytest.raises(KeyError, match="in force"):
        korean_law(LAW, 2024, "strategic")
    with pytest.raises(ValueError, match="share"):
        carry_forward([1], 2, 1)


def test_box_takes_the_lesser():
    law = japanese_law(LAW, 2025)
    assert box_deduction(Firm(100, 50, 0, ip_share=1), law) == 15
    assert box_deduction(Firm(100, -50, 0, ip_share=1), law) == 0


def test_an_ordinary_credit_is_larger_for_a_mid_size_firm_and_has_no_supplement():
    firm = Firm(400000, 100000, 40000)
    large, middle = (
        korean_tax(firm, korean_law(LAW, 2025, c)) for c in ("ordinary", "ordinary mid-size")
    )
    assert large.steps["rd_credit"] == pytest.approx(0.02 * 40000)
    assert middle.steps["rd_credit"] == pytest.approx(0.08 * 40000)
    with pytest.raises(ValueError, match="rd_class"):
        korean_law(LAW, 2025, "unheard of")


KOREAN_MOVES = {  # parameter: (step up, how tax may move)
    "credit_sme": (0.05, -1), "credit_other": (0.05, -1), "supplement_times": (1, -1),
    "supplement_cap": (0.05, -1), "licence_relief": (0.1, -1), "local_share": (0.05, 1),
}  # fmt: skip
JAPANESE_MOVES = {
    "corporation": (0.02, 1), "local_corporation": (0.02, 1), "inhabitant": (0.02, 1),
    "enterprise": (0.005, 1), "special_enterprise": (0.2, 1), "sme_first_rate": (0.02, 1),
    "sme_first_band": (2, -1), "sme_enterprise": (0.005, 1), "defence": (0.01, 1),
    "defence_free": (5, -1), "box": (0.1, -1), "credit_cap": (0.05, -1),
    "credit_cap_more": (0.05, -1),
}  # fmt: skip


@pytest.mark.parametrize("field", KOREAN_MOVES)
def test_korean_tax_moves_the_right_way_with_each_parameter(field):
    step, way = KOREAN_MOVES[field]
    for firm, law in product(FIRMS[::3], KOREA):
        moved = replace(law, **{field: getattr(law, field) + step})
        assert way * (korean_tax(firm, moved).tax - korean_tax(firm, law).tax) >= -1e-6


@pytest.mark.parametrize("field", JAPANESE_MOVES)
def test_japanese_tax_moves_the_right_way_with_each_parameter(field):
    step, way = JAPANESE_MOVES[field]
    for firm, law in product(FIRMS[::3], JAPAN):
        moved = replace(law, **{field: getattr(law, field) + step})
        assert way * (japanese_tax(firm, moved).tax - japanese_tax(firm, law).tax) >= -1e-6


def test_a_higher_minimum_tax_takes_more_now_and_keeps_more_credit():
    for firm, law in product(FIRMS, KOREA):
        up = replace(law, minimum=[(bound, rate + 0.02) for bound, rate in law.minimum])
        low, high = korean_tax(firm, law), korean_tax(firm, up)
        assert high.tax >= low.tax - 1e-9 and high.carried >= low.carried - 1e-9
        if firm.sme:
            assert high.tax == low.tax


def test_more_of_the_research_at_home_and_more_licences_never_raise_tax():
    for firm, law in product(FIRMS, JAPAN):
        half = japanese_tax(replace(firm, own_rd=0.5), law).tax
        assert japanese_tax(firm, law).tax <= half + 1e-6
        if firm.ip_share == 0:
            assert japanese_tax(replace(firm, own_rd=0.5), law).tax == japanese_tax(firm, law).tax


@pytest.mark.parametrize("profits", [[-100, 80, 80], [-50, -50, 30, 200], [10, -5, 0, 3]])
def test_looser_loss_rules_never_tax_more(profits):
    for share, years in product((0, 0.5, 0.8), (1, 3)):
        now = sum(carry_forward(profits, share, years))
        assert sum(carry_forward(profits, share + 0.2, years)) <= now + 1e-9
        assert sum(carry_forward(profits, share, years + 1)) <= now + 1e-9
        assert now >= max(0, sum(profits))
