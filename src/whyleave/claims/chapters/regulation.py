"""Test of the claim on regulation: A06."""

import numpy as np
import pandas as pd

from whyleave.claims.testing import Known, Sign, cause, claim_test, only, sign
from whyleave.data import yearly

ERROR = 1.645  # standard errors of a ninety percent band, as the World Bank draws it
ASKED = {"employers": "had_difficulty", "traders": "hampered_by_regulation"}
APPROVED = {"all trials": "2024-06", "older trials": "2022-12"}


def stricter_than(scores: pd.Series, entity: str = "KOR") -> float:
    """Share of the other economies that are less strict, percent. A higher score is stricter."""
    if entity not in scores.index:
        return np.nan
    return 100 * float((scores < scores[entity]).sum()) / (len(scores) - 1)


def ranked_behind(rank: pd.DataFrame) -> float:
    """Share of the other economies with a better rank, percent, from one published rank."""
    return 100 * (only(rank) - 1) / (only(rank, "count") - 1)


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
    study=["median study", "latest study", "highest study"],
    trials=["all trials", "older trials"],
    survey=["employers", "traders"],
)
def default_no(known: Known, position, study, trials, survey) -> list[Sign]:
    """Rules stricter than elsewhere, models barred, trials without a lasting yes, firms hampered.

    The rule is that of causes, because the claim ends in one: rules make firms spend effort on
    avoiding them. No source read measures that effort, so its sign has no figure, and the other
    signs show at most the condition for the cause. Five are signs an advocate of the essay would
    choose (interference in operations, licences, barred models, trials, firms hampered); five an
    opponent would (all rules, burden on new firms, two rankings by opinion, comparison with
    rivals). The same position, the stricter third, is asked of every ranking. Rules for foreign
    suppliers are left out: the essay speaks of Korean firms. So is the order of rules and money
    among founders' wishes: the essay does not say that rules come first.
    """
    rules = known("product-market-regulation").query("member == 'yes'")
    overall, operations, burden = (
        rules[rules["indicator"] == key] for key in ("pmr_overall", "pmr_operations", "pmr_burden")
    )
    ranks = known("regulation-rankings")
    licences = ranks.query("indicator == 'pmr_licences'")
    framework = ranks.query("indicator == 'imd_regulatory_framework'").sort_values("period").tail(1)

    studies = known("barred-startup-models")
    sandbox = known("regulatory-sandbox")
    allowed = sandbox.query("indicator == 'rules_changed' and period == '2024-06'")
    approved = sandbox.query("indicator == 'approvals_total' and period == @APPROVED[@trials]")
    share = 100 * only(allowed) / only(approved)

    quality = yearly(known("regulatory-quality")).query("member == 'yes' and year == 2022")
    by_country = quality.set_index("entity")
    korea = by_country.reindex(["KOR"]).iloc[0]
    gap = (by_country["estimate"].median() - korea["estimate"]) / korea["standard_error"]

    surveys = known("regulation-surveys")
    hampered = surveys[surveys["indicator"] == ASKED[survey]]
    rivals = surveys.query("indicator == 'stricter_than_rivals'")

    def place(rows):
        return stricter_than(rows.set_index("entity")["value"])

    return [
        sign("strict_overall", place(overall), position, overall),
        sign("strict_operations", place(operations), position, operations),
        sign("strict_licences", ranked_behind(licences), position, licences),
        sign("strict_start", place(burden), position, burden),
        sign("models_barred", models_barred(studies, study), 33, studies),
        sign("rules_stay", share, 33, [allowed, approved], at_most=True),
        sign("rules_hamper", only(hampered), 50, hampered),
        sign("framework_low", ranked_behind(framework), position, framework),
        sign("seen_worse", gap, ERROR, quality),
        sign("stricter_than_rivals", only(rivals), 50, rivals),
        Sign("avoidance_effort", np.nan, np.nan),
    ]  # fmt: skip
