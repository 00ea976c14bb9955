"""Test of the claim on what has to change: A14."""

import numpy as np
import pandas as pd

from whyleave.claims.testing import Known, Sign, cause, claim_test, sign
from whyleave.data import yearly

FEAR = "fear_of_failure_opportunity"
PARTS = ["rules", "culture", "capital"]


def openness(known: Known, rules_by: str) -> tuple[pd.Series, pd.DataFrame]:
    """How friendly the rules of OECD members are, higher is friendlier, and the rows used: regulatory
    quality as experts and firms see it, or an index of market rules, turned around."""
    if rules_by == "regulatory_quality":
        used = yearly(known("regulatory-quality")).query("year == 2022 and member == 'yes'")
        return used.set_index("entity")["estimate"], used
    used = known("product-market-regulation").query("indicator == @rules_by and member == 'yes'")
    return -used.set_index("entity")["value"], used


def countries(known: Known, rules_by: str, survey_year: int) -> tuple:
    """One row per OECD member with all four figures, as places from 0 (last) to 1 (first), and the
    tables they rest on. Culture: little fear of failure. Capital: venture capital as a share of
    GDP, mean of 2021 to 2023. Outcome: private firms worth a billion dollars in September 2025 for
    the size of GDP; that list names every country, so a member not on it has none."""
    friendly, rules = openness(known, rules_by)
    survey = yearly(known("entrepreneurship-survey"))
    survey = survey[(survey["indicator"] == FEAR) & (survey["year"] == survey_year)]
    venture = yearly(known("venture-capital-oecd")).query("2021 <= year <= 2023")
    share = venture.query("indicator == 'vc_share_of_gdp'")
    amount = venture.query("indicator == 'vc_amount'")
    firms = known("unicorns").query(
        "indicator == 'unicorns' and period == '2025-09' and list == 'cbinsights'"
    )
    mean = share.groupby("entity")["value"].mean()
    gdp = 100 * amount.groupby("entity")["value"].mean() / mean
    table = pd.DataFrame(
        {
            "rules": friendly,
            "culture": -survey.set_index("entity")["value"],
            "capital": mean,
            "outcome": firms.set_index("entity")["value"] / gdp,
        }
    ).dropna()
    places = (table.rank() - 1) / max(len(table) - 1, 1)
    return places, [rules, survey, share, amount, firms]


def rank_link(one: pd.Series, other: pd.Series) -> float:
    """Rank correlation; NaN when there are too few countries to rank."""
    return one.corr(other, method="spearman") if len(one) > 7 else np.nan


def rank_link_given(one: pd.Series, other: pd.Series, given: pd.Series) -> float:
    """Rank correlation of two columns among countries with equal ranks in a third."""
    both, left, right = rank_link(one, other), rank_link(one, given), rank_link(other, given)
    return (both - left * right) / np.sqrt((1 - left**2) * (1 - right**2))


def lead(group: pd.Series, other: pd.Series) -> float:
    """How far the middle of a group stands above another, in percent of the ranking; NaN when
    either has fewer than three countries."""
    return 100 * (group.median() - other.median()) if min(len(group), len(other)) > 2 else np.nan


@claim_test(
    "A14",
    rule=cause,
    rules_by=["regulatory_quality", "pmr_overall", "pmr_burden"],
    survey_year=[2021, 2019],
    link=[0.3, 0.5],
    without_usa=["all-countries", "without America"],
)
def together(known: Known, rules_by, survey_year, link, without_usa) -> list[Sign]:
    """If all three must change together, each goes with the outcome, so does the weakest of the
    three, rules and culture add something to capital, the strong in all three lead by far, and few
    lead without them.

    The sign that would answer the claim, countries that changed all three against countries that
    changed one, has no data.
    """
    places, used = countries(known, rules_by, survey_year)
    if without_usa == "without America":
        places = places.drop("USA", errors="ignore")
    outcome, capital = places["outcome"], places["capital"]
    single = places[PARTS].apply(lambda part: rank_link(part, outcome))
    weaker = places[["rules", "culture"]].min(axis=1)
    strong = (places[PARTS] >= 0.5).sum(axis=1)
    leaders = strong[outcome >= 0.75]
    return [
        sign("each_part_counts", single.min(), link, used),
        sign("weakest_link_counts", rank_link(places[PARTS].min(axis=1), outcome), link, used),
        sign("adds_to_capital", rank_link_given(weaker, outcome, capital), link, used),
        sign("strong_in_all_lead", lead(outcome[strong == 3], outcome[strong == 1]), 25, used),
        sign("few_lead_without", 100 * (leaders == 3).mean() if len(leaders) else np.nan, 50, used),
        Sign("changed_together", np.nan, np.nan),
    ]
