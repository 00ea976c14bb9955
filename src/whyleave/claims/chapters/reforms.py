"""Test of the claim on what has to change: A14."""

import numpy as np
import pandas as pd

from whyleave.claims.testing import Known, Sign, cause, claim_test, sign
from whyleave.data import yearly

FEAR = "fear_of_failure_opportunity"
PARTS = ["rules", "culture", "capital"]


def countries(known: Known, rules_by: str, survey_year: int, uncounted: str) -> tuple:
    """One row per OECD member with all four figures, as places from 0 (last) to 1 (first), and the
    tables they rest on. Rules: openness of market rules, 2023. Culture: little fear of
    failure. Capital: venture capital as a share of GDP, mean of 2021 to 2023. Outcome: private
    firms worth a billion dollars for the size of GDP. Our copy of the list gives no count for the
    smallest countries: they are left out, or taken as having none."""
    rules = known("product-market-regulation")
    rules = rules[(rules["indicator"] == rules_by) & (rules["member"] == "yes")]
    survey = yearly(known("entrepreneurship-survey"))
    survey = survey[(survey["indicator"] == FEAR) & (survey["year"] == survey_year)]
    venture = yearly(known("venture-capital-oecd")).query("2021 <= year <= 2023")
    share = venture.query("indicator == 'vc_share_of_gdp'")
    amount = venture.query("indicator == 'vc_amount'")
    firms = known("unicorns").query(
        "indicator == 'unicorns' and period == '2024-12' and list == 'cbinsights'"
    )
    mean = share.groupby("entity")["value"].mean()
    gdp = 100 * amount.groupby("entity")["value"].mean() / mean
    table = pd.DataFrame(
        {
            "rules": -rules.set_index("entity")["value"],
            "culture": -survey.set_index("entity")["value"],
            "capital": mean,
        }
    ).dropna()
    counted = firms.set_index("entity")["value"].reindex(table.index)
    if uncounted == "taken as none":
        counted = counted.fillna(0)
    table = table.assign(outcome=counted / gdp).dropna()
    places = (table.rank() - 1) / max(len(table) - 1, 1)
    return places, [rules, survey, share, amount, firms]


def rank_link(places: pd.DataFrame, part: pd.Series) -> float:
    """Rank correlation with the outcome; NaN when there are too few countries to rank."""
    return part.corr(places["outcome"], method="spearman") if len(places) > 7 else np.nan


@claim_test(
    "A14",
    rule=cause,
    rules_by=["pmr_overall", "pmr_burden"],
    survey_year=[2021, 2019],
    uncounted=["left out", "taken as none"],
    link=[0.3, 0.5],
    without_usa=["all-countries", "without America"],
)
def together(known: Known, rules_by, survey_year, uncounted, link, without_usa) -> list[Sign]:
    """If all three must change together, each goes with the outcome, the weakest of the three says
    more than the best single one, the strong in all three lead by far, and few lead without them.

    The sign that would answer the claim, countries that changed all three against countries that
    changed one, has no data.
    """
    places, used = countries(known, rules_by, survey_year, uncounted)
    if without_usa == "without America":
        places = places.drop("USA", errors="ignore")
    weakest = places[PARTS].min(axis=1)
    single = places[PARTS].apply(lambda part: rank_link(places, part))
    whole = rank_link(places, weakest)
    strong = (places[PARTS] >= 0.5).sum(axis=1)
    all_three, fewer = (places.loc[mask, "outcome"] for mask in (strong == 3, strong == 1))
    leaders = strong[places["outcome"] >= 0.75]
    return [
        sign("each_part_counts", single.min(), link, used),
        sign("weakest_link_counts", whole, link, used),
        sign("weakest_beats_best_single", whole - single.max(), 0, used),
        sign("strong_in_all_lead", 100 * (all_three.median() - fewer.median()), 25, used),
        sign("few_lead_without", 100 * (leaders == 3).mean() if len(leaders) else np.nan, 50, used),
        Sign("changed_together", np.nan, np.nan),
    ]  # fmt: skip
