"""Tests of the claims on Japan's incentives: B06, B07, B08, B13a, B14."""

import numpy as np
import pandas as pd

from whyleave.claims.testing import Known, Sign, all_or_part, cause, claim_test, only, sign
from whyleave.models.corporate_tax import Firm, japanese_tax, korean_tax
from whyleave.models.tax_law import in_force, japanese_law, korean_law

YEAR = 2025  # the year of essay B, and the first of the innovation box


def tax_year(rows: pd.DataFrame) -> int:
    """The law to compare under: that of 2025, or of 2026 once its Korean rates are known."""
    later = in_force(rows, "KOR", YEAR + 1)
    return YEAR + int((later["parameter"] == "national_rate").any())


def number(rows: pd.DataFrame, parameter: str) -> float:
    return only(rows[rows["parameter"] == parameter])


def rate(tax, firm: Firm, law, *choices) -> float:
    """Tax over profit in percent; NaN where the law known makes no sense or is not known."""
    try:
        return 100 * tax(firm, law(*choices)).rate
    except (KeyError, ValueError):
        return np.nan


def example_firm(
    small: bool, licences: float, research: float, local: float = 1.0, margin: float = 0.25
) -> Firm:
    """The chapter's firm in millions of won, divided by ``local`` (won in one unit of money).

    Sales of 40 billion won (small or medium) or 400 billion, profit ``margin`` of sales after
    research; ``research`` over sales and ``licences`` over profit are fractions.
    """
    sales = (40_000 if small else 400_000) / local
    return Firm(sales, margin * sales, research * sales, ip_share=licences, sme=small)


def won_per_yen(known: Known) -> float:
    rates = known("exchange-rates").query("period == '2025-03'").set_index("entity")["value"]
    return rates.get("KOR", np.nan) / rates.get("JPN", np.nan)


@claim_test(
    "B06",
    rule=all_or_part,
    box_reach=["every tax", "levied on it", "national only"],
    cut=[29, 25],
    developer=["own product", "half licences"],
)
def up_to_thirty_percent(known: Known, box_reach, cut, developer) -> list[Sign]:
    """A box to 2032, worth 30 percent of the tax at most, open to AI developers as they are."""
    rows = known("tax-parameters").query("entity == 'JPN'")
    now = in_force(rows, "JPN", YEAR)
    share = {"own product": number(now, "box_own_product"), "half licences": 0.5}[developer]

    def saved(licences: float) -> float:
        if np.isnan(number(now, "box_deduction")):
            return np.nan
        firm = Firm(40_000, 10_000, 0, ip_share=licences)
        before = rate(japanese_tax, firm, japanese_law, rows, YEAR - 1)
        after = rate(japanese_tax, firm, japanese_law, rows, YEAR, box_reach)
        return 100 * (1 - after / before)

    kinds = number(now, "box_program_kinds_in") / number(now, "box_program_kinds")
    box = rows[rows["parameter"].str.startswith("box")]
    kind_rows = box[box["parameter"].str.contains("kinds")]
    return [
        sign("box_lasts", number(now, "box_last_day"), 2032, box),
        sign("box_at_most", saved(1.0), cut, rows),
        sign("box_programs", 100 * kinds, 50, kind_rows),
        sign("box_own_product", saved(share) if 0 <= share <= 1 else np.nan, 5, box),
    ]


@claim_test(
    "B07",
    rule=all_or_part,
    grant_scheme=["construction only", "with cloud grants"],
    near=[2, 1, 5],
)
def data_centre_grants(known: Known, grant_scheme, near) -> list[Sign]:
    """The figure exists, a single project can get it, and the conversion is right."""
    support = known("data-centre-support")
    stated = known.undated("essay-figures").query("claim == 'B07'").set_index("figure")["value"]
    programme = support.query("kind == 'programme' and scheme == 'construction'")
    schemes = ["construction"] if grant_scheme == "construction only" else ["construction", "cloud"]
    awards = support[(support["kind"] == "award") & support["scheme"].isin(schemes)]
    yen, won = stated["data_centre_subsidy"], stated["data_centre_subsidy_in_won"]
    off = 100 * abs(only(programme) / yen - 1)
    fx = known("exchange-rates").query("period == '2025-03'")
    converted = 100 * abs(won / (yen * won_per_yen(known)) - 1)
    return [
        sign("programme_has_the_figure", off, near, programme, at_most=True),
        sign("one_project_can_get_it", awards["value"].max() / yen, 1, awards),
        sign("won_conversion", converted, near, fx, at_most=True),
    ]


@claim_test(
    "B08",
    rule=cause,
    first_incentive=["data-centre grant", "data-centre fund", "box law", "box in force"],
    hub_firms=["the three named", "with Amazon"],
    most=[50, 75],
)
def support_decided(known: Known, first_incentive, hub_firms, most) -> list[Sign]:
    """Support came first, reached these firms, was their reason, and Japan got more than others."""
    events = known("ai-hub-events")
    firms = ["google", "openai", "microsoft"] + (["aws"] if hub_firms == "with Amazon" else [])
    start = events.loc[events["kind"] == first_incentive, "date"].min()
    moves = events[(events["kind"] == "announcement") & events["organisation"].isin(firms)]
    after = 100 * (moves["date"] >= start).mean() if pd.notna(start) else np.nan

    awards = known("data-centre-support").query("kind == 'award'")
    american = awards["organisation"].isin(["google", "openai", "microsoft", "aws", "oracle"])
    reached = 100 * awards.loc[american, "value"].sum() / awards["value"].sum()

    stated = moves[moves["reason"] != "none"]
    named = 100 * (stated["reason"] == "support").mean()

    pledges = known("big-tech-announcements")
    pledges = pledges[pledges["organisation"].isin([*firms, "aws"])]
    sums = pledges.groupby("entity")["value"].sum()
    lead = sums.get("JPN", np.nan) / sums.drop("JPN", errors="ignore").max()
    return [
        sign("incentive_first", after, most, events),
        sign("grants_reached_them", reached, 10, awards),
        sign("support_named", named, 20, stated),
        sign("japan_got_most", lead, 1, pledges),
    ]


@claim_test(
    "B13a",
    rule=all_or_part,
    unlisted=["ordinary", "ordinary mid-size", "new growth"],
    listed_research=["recognised", "not recognised"],
    intensity=[10, 5, 20],
    box_reach=["every tax", "national only"],
)
def japan_taxes_less(known: Known, unlisted, listed_research, intensity, box_reach) -> list[Sign]:
    """The same firm pays less in Japan, and Korea's relief is the smaller one.

    The AI credit counts once its technologies are listed, if the office recognises the firm's
    research as one of them; otherwise AI research counts as ``unlisted`` says. The law is that of
    2025 at the essay's date, of 2026 today.
    """
    rows = known("tax-parameters")
    year = tax_year(rows)
    listed = in_force(rows, "KOR", YEAR).query("parameter == 'ai_listed'")["value"].eq(1).any()
    rd_class = "strategic" if listed and listed_research == "recognised" else unlisted
    yen = won_per_yen(known)

    def gap(small: bool, licences: float) -> float:
        """Japan's rate less Korea's, percentage points of profit."""
        here = example_firm(small, licences, intensity / 100)
        if np.isnan(yen) or not yen > 0:
            return np.nan
        there = example_firm(small, licences, intensity / 100, local=yen)
        return rate(japanese_tax, there, japanese_law, rows, year, box_reach) - rate(
            korean_tax, here, korean_law, rows, year, rd_class
        )

    panel = known("corporate-tax-rates").query("indicator == 'rd_subsidy'")
    table = panel.pivot(index="period", columns="entity", values="value").dropna()
    subsidy = table.iloc[-1]["JPN"] - table.iloc[-1]["KOR"] if len(table) else np.nan
    return [
        sign("licensor_pays_less", gap(False, 1.0), 0, rows, at_most=True),
        sign("own_product_pays_less", gap(False, 0.0), 0, rows, at_most=True),
        sign("small_firm_pays_less", gap(True, 1.0), 0, rows, at_most=True),
        sign("japan_subsidises_rd_more", subsidy, 0, panel),
    ]


@claim_test("B14", rule=all_or_part, near=[2, 1, 5], complete=[10, 25])
def announced_sum(known: Known, near, complete) -> list[Sign]:
    """The sum agrees with the announcements, so does the conversion, and little is left out."""
    pledges = known("big-tech-announcements").query("entity == 'JPN'")
    three = pledges[pledges["organisation"].isin(["google", "microsoft", "aws"])]
    counted = pledges.query("counted_in_essay == 'yes'")
    stated = known.undated("essay-figures").query("claim == 'B14'").set_index("figure")["value"]
    total, won = stated["announced_for_japan"], stated["announced_for_japan_in_won"]
    fx = known("exchange-rates").query("entity == 'KOR' and period == '2025-03'")
    whole = 1 if counted["organisation"].nunique() == 3 else np.nan  # no sum with a part missing
    off = 100 * abs(whole * counted["value"].sum() / total - 1)
    converted = 100 * abs(won / (total * only(fx)) - 1)
    cables = known("ai-hub-events").query(
        "organisation == 'google' and kind == 'announcement' and date > '2023-01-01'"
    )
    found = whole * (three["value"].sum() + cables["value"].sum())
    return [
        sign("sum_agrees", off, near, counted, at_most=True),
        sign("dollar_conversion", converted, near, fx, at_most=True),
        sign("little_left_out", 100 * (found / total - 1), complete, [three, cables], at_most=True),
    ]
