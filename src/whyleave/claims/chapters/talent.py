"""Tests of the claims on talent: A05, A09, A10."""

import numpy as np
import pandas as pd

from whyleave.claims.measures import G7, latest_year
from whyleave.claims.testing import Known, Sign, all_or_part, cause, claim_test, only, sign
from whyleave.data import yearly


def since(rows: pd.DataFrame, start: int | str) -> pd.DataFrame:
    """The rows of one series from its first year at or after ``start`` ("earliest": all)."""
    return rows if start == "earliest" else rows[rows["year"] >= start]


def first_last(rows: pd.DataFrame, start: int | str) -> tuple[float, float]:
    """First and last value of one series from ``start`` on; NaN when it has only one year left."""
    values = since(rows, start).set_index("year")["value"].sort_index()
    return (values.iloc[0], values.iloc[-1]) if len(values) > 1 else (np.nan, np.nan)


def growth(rows: pd.DataFrame, start: int | str) -> float:
    """Percentage change of one series between its first year from ``start`` on and its last."""
    first, last = first_last(rows, start)
    return 100 * (last / first - 1)


def meaning_to_stay(known: Known) -> pd.DataFrame:
    """Koreans with new US doctorates who mean to stay: number times share, by year."""
    rows = yearly(known("us-doctorates")).query(
        "entity == 'KOR' and indicator in ['doctorates', 'share_meaning_to_stay']"
    )
    table = rows.pivot(index="year", columns="indicator", values="value").dropna()
    product = table["doctorates"] * table["share_meaning_to_stay"] / 100
    return product.rename("value").reset_index().assign(source="ncses-sed-2024", grade="measured")


@claim_test(
    "A05",
    rule=all_or_part,
    start=["earliest", 2019, 2021],
    rise=[10, 5, 20],
    visas=["EB-1 and EB-2", "EB-1"],
)
def drain_deepens(known: Known, start, rise, visas) -> list[Sign]:
    """Talent, capital and technology leave, and more than before."""
    migration = yearly(known("ai-talent-migration"))
    linkedin = migration.query(
        "entity == 'KOR' and indicator == 'net_ai_migration' and edition == '2025'"
    )
    first, last = first_last(linkedin, start)

    work = known("ai-workforce")
    years = work.query("indicator == 'years_of_net_outflow'")
    observed = work.query("indicator == 'years_observed'")
    deficit = yearly(work.query("indicator == 'specialists_deficit'"))

    doctors = meaning_to_stay(known)
    visa = yearly(known("us-immigration")).query("entity == 'KOR'")
    visa = visa[visa["indicator"] == ("eb1_visas" if visas == "EB-1" else "eb1_eb2_visas")]

    ranks = yearly(known("talent-rankings")).query("indicator == 'brain_drain_rank'")
    place = ranks.assign(value=100 * ranks["value"] / ranks["listed"])
    best, worst = first_last(place, start)

    out = yearly(known("capital-and-technology-outflow"))
    capital = out.query("indicator == 'outward_direct_investment'")
    leaks = out.query("indicator == 'technology_leaks'")
    foreign = yearly(known("foreign-venture-capital")).query(
        "entity == 'KOR' and indicator == 'foreign_vc_investment'"
    )
    return [
        sign("ai_outflow_grows", last - first, -0.1, linkedin, at_most=True),
        sign("drain_persists", 100 * only(years) / only(observed), 80, years),
        sign("more_mean_to_stay", growth(doctors, start), rise, doctors),
        sign("more_us_visas", growth(visa, start), rise, visa),
        sign("executives_see_drain", worst - best, rise, ranks),
        sign("specialists_deficit", growth(deficit, "earliest"), rise, deficit),
        sign("capital_leaves", growth(capital, start), rise, capital),
        sign("foreign_money_retreats", growth(foreign, start), -rise, foreign, at_most=True),
        sign("technology_leaks", growth(leaks, start), rise, leaks),
    ]


def korean_option_rate(rules: pd.DataFrame, gain: float) -> float:
    """Most that Korea takes of an option gain (million won), percent: top rate above the limit."""
    korea = rules.query("entity == 'KOR'")
    free = korea.query("rule == 'tax_free_gain'").sort_values("period")["value"]
    top = korea.query("rule == 'tax_rate'")["value"]
    if free.empty or top.empty:
        return np.nan
    return top.iloc[-1] * max(0.0, gain - free.iloc[-1]) / gain


@claim_test(
    "A09",
    rule=cause,
    gain=[100, 1000],
    few=[5, 1],
    peers=["region", "rich"],
    often=[33, 50],
)
def options_culture_chances(known: Known, gain, few, peers, often) -> list[Sign]:
    """Options are weak, culture is rigid, chances are few, and leavers say so."""
    rules = known("stock-option-rules")
    rates = rules.query("rule == 'tax_rate' and entity != 'KOR'").sort_values("period")
    abroad = rates.groupby("entity")["value"].last().median() if len(rates) else np.nan

    grants = yearly(known("korean-option-grants")).pivot(
        index="year", columns="indicator", values="value"
    )
    share = np.nan
    if {"recipients", "venture_employees"} <= set(grants.columns):
        both = grants.dropna(subset=["recipients", "venture_employees"])
        share = 100 * (both["recipients"] / both["venture_employees"]).iloc[-1]

    life = yearly(known("working-life"))
    hours = life.query("indicator == 'hours_worked'")
    end = latest_year(hours.query("entity == 'KOR'"))
    at = hours[hours["year"] == end].set_index("entity")["value"]
    engaged = life.query("indicator == 'engaged'").set_index("entity")["value"]
    group = ["EAST-ASIA"] if peers == "region" else ["JPN", "CHE", "FRA", "GBR"]
    pay = life.query("indicator == 'seniority_pay' and year == 2017")
    steep = pay.set_index("entity")["value"]

    survey = known("scientist-survey")
    said = survey.set_index("indicator")["value"]
    opportunity = said.get("reason_opportunity", np.nan)
    return [
        sign("options_taxed_harder", korean_option_rate(rules, gain) - abroad, 5, rules),
        sign("options_reach_few", share, few, known("korean-option-grants"), at_most=True),
        Sign("options_named", np.nan, np.nan),
        sign("long_hours", at.get("KOR", np.nan) / at.reindex(G7).median(), 1.05, hours),
        sign("less_engaged", engaged.reindex(group).median() - engaged.get("KOR", np.nan), 2,
             life.query("indicator == 'engaged'")),
        sign("seniority_pays", steep.get("KOR", np.nan) / steep.get("JPN", np.nan), 1.2, pay),
        sign("happier_abroad", said.get("satisfaction_abroad_to_home", np.nan), 1.2, survey),
        sign("opportunity_named", opportunity, often, survey),
        sign("opportunity_first", opportunity - said.get("reason_money", np.nan), 0, survey),
    ]  # fmt: skip


@claim_test(
    "A10",
    rule=all_or_part,
    peers=["neighbours", "G7"],
    often=[5, 1],
    lead=[5, 3, 10],
)
def best_people_flow_abroad(known: Known, peers, often, lead) -> list[Sign]:
    """AI people leave on balance, more than others, after training, for America, in numbers."""
    migration = yearly(known("ai-talent-migration")).query("entity == 'KOR'")
    linkedin = migration.query("indicator == 'net_ai_migration' and edition == '2025'")
    net = linkedin.sort_values("year")["value"]
    rank = migration.query("indicator == 'oecd_rank'")

    work = known("ai-workforce")
    korea = work.query("entity == 'KOR' and period in ['2022', '2024']").set_index("indicator")
    value = korea["value"].reindex(
        ["share_abroad_ai", "share_abroad_others", "ai_graduates_leaving", "ai_workers_in_usa",
         "ai_workers_abroad", "job_changes_abroad_ai"]
    )  # fmt: skip

    heads = known("us-immigration").query("indicator == 'petitions_per_million'")
    per_head = heads.set_index("entity")["value"]
    group = ["TWN", "ISR"] if peers == "neighbours" else G7
    return [
        sign("net_outflow", net.iloc[-1] if len(net) else np.nan, -0.1, linkedin, at_most=True),
        sign("among_the_worst", 100 * only(rank) / 38, 75, rank),
        sign("more_abroad", value["share_abroad_ai"] - value["share_abroad_others"], lead, work),
        sign("graduates_leave", value["ai_graduates_leaving"], 33, work),
        sign("america_takes_them", 100 * value["ai_workers_in_usa"] / value["ai_workers_abroad"], 50,
             work),
        sign("jobs_abroad", value["job_changes_abroad_ai"], often, work),
        sign("petitions_ahead", per_head.get("KOR", np.nan) / per_head.reindex(group).median(), 1.2,
             heads),
        Sign("employers_named", np.nan, np.nan),
    ]  # fmt: skip
