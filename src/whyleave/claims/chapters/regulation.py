"""Test of the claim on regulation: A06."""

import numpy as np
import pandas as pd

from whyleave.claims.testing import Known, Sign, cause, claim_test, only, sign
from whyleave.data import yearly

CLOSED = ["stri_accounting", "stri_rail_freight"]
ERROR = 1.645  # standard errors of a ninety percent band, as the World Bank draws it


def stricter_than(scores: pd.Series, entity: str = "KOR") -> float:
    """Share of the other economies that are less strict, percent. A higher score is stricter."""
    if entity not in scores.index:
        return np.nan
    return 100 * float((scores < scores[entity]).sum()) / (len(scores) - 1)


def services_score(sectors: pd.DataFrame, services: str) -> pd.Series:
    """One score for each economy from its sectors: their mean, the mean without the two sectors
    that a single Korean licence closes, or the median."""
    if services == "without":
        sectors = sectors[~sectors["sector"].isin(CLOSED)]
    return sectors.groupby("entity")["value"].agg("median" if services == "median" else "mean")


def models_barred(studies: pd.DataFrame, study: str) -> float:
    """Leading start-ups of 100 that Korean law would bar or limit, by the choice of study."""
    if studies.empty:
        return np.nan
    latest = studies.sort_values("period")["total"].iloc[-1]
    return {
        "median study": studies["total"].median(),
        "latest study": latest,
        "highest study": studies["total"].max(),
    }[study]


@claim_test(
    "A06",
    rule=cause,
    position=[67, 50, 75],
    services=["mean", "without", "median"],
    study=["median study", "latest study", "highest study"],
)
def default_no(known: Known, position, services, study) -> list[Sign]:
    """Rules stricter than elsewhere, models barred, rules that stay, founders who name them.

    The rule is that of causes, because the claim ends in one: rules make firms spend effort on
    avoiding them. No source read measures that effort, so its sign has no figure, and the other
    signs show at most the condition for the cause. Three of them are signs an advocate of the
    essay would choose (interference in operations, services, IMD); three an opponent would
    (paperwork for new firms, founders' priorities, perceived quality). The same position in the
    ranking, the stricter third, is asked of all four OECD measures.
    """
    rules = known("product-market-regulation").query("member == 'yes'")
    overall, operations, burden = (
        rules[rules["indicator"] == key] for key in ("pmr_overall", "pmr_operations", "pmr_burden")
    )
    sectors = yearly(known("services-trade-rules")).query("year == 2024")

    studies = known("barred-startup-models")
    sandbox = known("regulatory-sandbox").query("period == '2024-06'").set_index("indicator")
    share = 100 * sandbox["value"].get("rules_changed", np.nan)
    share /= sandbox["value"].get("approvals_total", np.nan)

    ranks = known("regulation-rankings").query("indicator == 'imd_regulatory_framework'")
    framework = ranks.set_index("period")["value"]

    quality = yearly(known("regulatory-quality")).query("member == 'yes' and year == 2022")
    by_country = quality.set_index("entity")
    korea = by_country.reindex(["KOR"]).iloc[0]
    gap = (by_country["estimate"].median() - korea["estimate"]) / korea["standard_error"]

    surveys = known("regulation-surveys")
    asked = surveys.query("survey == 'founders'")
    founders = asked.pivot(index="period", columns="indicator", values="value")
    both = founders.reindex(columns=["regulation_most_urgent", "funding_most_urgent"]).dropna()
    rules_first = both.iloc[-1, 0] - both.iloc[-1, 1] if len(both) else np.nan
    rivals = surveys.query("indicator == 'stricter_than_rivals'")

    def place(rows):
        return stricter_than(rows.set_index("entity")["value"])

    return [
        sign("strict_overall", place(overall), position, overall),
        sign("strict_operations", place(operations), position, operations),
        sign("strict_start", place(burden), position, burden),
        sign("strict_services", stricter_than(services_score(sectors, services)), position, sectors),
        sign("models_barred", models_barred(studies, study), 33, studies),
        sign("rules_stay", share, 33, sandbox, at_most=True),
        sign("framework_falls", framework.get("2025", np.nan) - framework.get("2024", np.nan), 10,
             ranks),
        sign("seen_worse", gap, ERROR, quality),
        sign("founders_first", rules_first, 0, asked),
        sign("stricter_than_rivals", only(rivals), 50, rivals),
        Sign("avoidance_effort", np.nan, np.nan),
    ]  # fmt: skip
