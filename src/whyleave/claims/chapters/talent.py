"""Tests of the claims on talent: A05, A09, A10."""

import numpy as np
import pandas as pd

from whyleave.claims.measures import G7, latest_year
from whyleave.claims.testing import (
    Known,
    Sign,
    cause,
    claim_test,
    needs_data,
    of_parts,
    only,
    sign,
)  # fmt: skip
from whyleave.data import yearly


def since(rows: pd.DataFrame, start: str) -> pd.DataFrame:
    """The rows of one series from its first year at or after ``start`` ("earliest": all)."""
    return rows if start == "earliest" else rows[rows["year"] >= int(start)]


def first_last(rows: pd.DataFrame, start: str) -> tuple[float, float]:
    """First and last value of one series from ``start`` on; NaN when it has only one year left."""
    values = since(rows, start).set_index("year")["value"].sort_index()
    return (values.iloc[0], values.iloc[-1]) if len(values) > 1 else (np.nan, np.nan)


def growth(rows: pd.DataFrame, start: str) -> float:
    """Percentage change of one series between its first year from ``start`` on and its last."""
    first, last = first_last(rows, start)
    return 100 * (last / first - 1)


def meaning_to_stay(known: Known) -> pd.DataFrame:
    """Koreans with new US doctorates who mean to stay: number times share, by year."""
    rows = yearly(known("us-doctorates")).query(
        "entity == 'KOR' and indicator in ['doctorates', 'share_meaning_to_stay']"
    )
    table = rows.pivot(index="year", columns="indicator", values="value")
    table = table.reindex(columns=["doctorates", "share_meaning_to_stay"]).dropna()
    product = table["doctorates"] * table["share_meaning_to_stay"] / 100
    return product.rename("value").reset_index().assign(source="ncses-sed-2024", grade="measured")


PARTS = {  # A05 says four things: structural, and deepening in talent, capital and technology
    "drain_persists": "structure",
    "doctors_in_america": "structure",
    "ai_outflow_grows": "talent",
    "more_mean_to_stay": "talent",
    "more_us_visas": "talent",
    "executives_see_drain": "talent",
    "capital_leaves": "capital",
    "technology_leaks": "technology",
}


@claim_test(
    "A05",
    rule=of_parts(PARTS),
    start=["2011", "earliest", "2020", "2021"],
    rise=[10, 5, 20],
    visas=["EB-1", "EB-1 and EB-2"],
    leaks=["police", "intelligence service"],
)
def drain_deepens(known: Known, start, rise, visas, leaks) -> list[Sign]:
    """Talent leaves steadily, and more of it than before; so do capital and technology."""
    migration = yearly(known("ai-talent-migration"))
    linkedin = migration.query(
        "entity == 'KOR' and indicator == 'net_ai_migration' and edition == '2025'"
    )
    first, last = first_last(linkedin, start)

    work = known("ai-workforce")
    years = work.query("indicator == 'years_of_net_outflow'")
    observed = work.query("indicator == 'years_observed'")
    stock = yearly(work.query("indicator == 'doctors_in_usa'"))

    doctors = meaning_to_stay(known)
    visa = yearly(known("us-immigration")).query("entity == 'KOR'")
    visa = visa[visa["indicator"] == ("eb1_visas" if visas == "EB-1" else "eb1_eb2_visas")]

    ranks = yearly(known("talent-rankings")).query("indicator == 'brain_drain_rank'")
    place = ranks.assign(value=100 * ranks["value"] / ranks["listed"])
    best, worst = first_last(place, start)

    out = yearly(known("capital-and-technology-outflow"))
    capital = out.query("indicator == 'outward_direct_investment'")
    count = "technology_leaks_police" if leaks == "police" else "technology_leaks"
    leaked = out[out["indicator"] == count]
    return [
        sign("drain_persists", 100 * only(years) / only(observed), 80, years),
        sign("doctors_in_america", growth(stock, "earliest"), rise, stock),
        sign("ai_outflow_grows", last - first, -0.1, linkedin, at_most=True),
        sign("more_mean_to_stay", growth(doctors, start), rise, doctors),
        sign("more_us_visas", growth(visa, start), rise, visa),
        sign("executives_see_drain", worst - best, 10, since(place, start)),
        sign("capital_leaves", growth(capital, start), rise, capital),
        sign("technology_leaks", growth(leaked, start), rise, leaked),
    ]


@claim_test(
    "A09",
    rule=cause,
    treatment=["exemption", "no exemption"],
    few=[5, 1],
    peers=["region", "rich"],
    often=[33, 50],
    chances=["wide", "narrow"],
)
def options_culture_chances(known: Known, treatment, few, peers, often, chances) -> list[Sign]:
    """Options are weak, culture is rigid, chances are few, and leavers say so."""
    rules = known("stock-option-rules")
    taxes = rules[rules["rule"].str.startswith("tax_on_gain")].sort_values("period")
    same = taxes.query("rule == 'tax_on_gain'")
    abroad = same.query("entity != 'KOR'").groupby("entity")["value"].last().median()
    own = "tax_on_gain" if treatment == "exemption" else "tax_on_gain_without"
    korea = only(taxes[(taxes["entity"] == "KOR") & (taxes["rule"] == own)])

    who = ["recipients", "venture_employees"]
    grants = yearly(known("korean-option-grants")).query("indicator in @who")
    both = grants.pivot(index="year", columns="indicator", values="value")
    both = both.reindex(columns=who).dropna().tail(1)
    share = only(both.assign(value=100 * both["recipients"] / both["venture_employees"]))
    reached = grants[grants["year"].isin(both.index)]

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
    content = survey.query("indicator == 'satisfaction_abroad_to_home'")
    reasons = survey[survey["indicator"].str.startswith("reason")]
    named = ["reason_opportunity", "reason_research"][: 2 if chances == "wide" else 1]
    opportunity = said.reindex(named).max()
    return [
        sign("options_taxed_harder", korea - abroad, 5, taxes),
        sign("options_reach_few", share, few, reached, at_most=True),
        Sign("options_named", np.nan, np.nan),
        sign("long_hours", at.get("KOR", np.nan) / at.reindex(G7).median(), 1.05, hours),
        sign("less_engaged", engaged.reindex(group).median() - engaged.get("KOR", np.nan), 2,
             life.query("indicator == 'engaged'")),
        sign("seniority_pays", steep.get("KOR", np.nan) / steep.get("JPN", np.nan), 1.2, pay),
        sign("happier_abroad", only(content), 1.2, content),
        sign("opportunity_named", opportunity, often, reasons),
        sign("opportunity_first", opportunity - said.get("reason_money", np.nan), 0, reasons),
    ]  # fmt: skip


@claim_test(
    "A10",
    rule=needs_data("employers_named"),
    trace=["ASPI", "MacroPolo"],
    lead=[5, 3, 10],
    times=[1.5, 1.2, 2],
)
def best_people_flow_abroad(known: Known, trace, lead, times) -> list[Sign]:
    """AI people leave on balance, more than others, above all the best, for foreign employers."""
    migration = yearly(known("ai-talent-migration")).query("entity == 'KOR'")
    linkedin = migration.query("indicator == 'net_ai_migration' and edition == '2025'")
    net = linkedin.sort_values("year")["value"]

    work = known("ai-workforce").query("entity == 'KOR'")
    now = work[work["period"] == "2024"]
    stock = now[now["indicator"].str.startswith("share_abroad_")]
    moves = now[now["indicator"].str.startswith("job_changes_abroad_")]
    there = now.query("indicator in ['ai_workers_abroad', 'ai_workers_in_usa']")
    graduates = work.query("indicator == 'ai_graduates_leaving'")
    students = work.query("indicator == 'ai_bachelors_leaving'")
    students = students[students["period"] == ("2019/2023" if trace == "ASPI" else "2022")]

    def at(key: str) -> float:
        return only(now[now["indicator"] == key])

    return [
        sign("net_outflow", net.iloc[-1] if len(net) else np.nan, -0.1, linkedin, at_most=True),
        sign("more_abroad", at("share_abroad_ai") - at("share_abroad_others"), lead, stock),
        sign("moves_abroad", at("job_changes_abroad_ai") / at("job_changes_abroad_others"), times,
             moves),
        sign("graduates_leave", only(graduates), 33, graduates),
        sign("students_leave", only(students), 33, students),
        sign("america_takes_them", 100 * at("ai_workers_in_usa") / at("ai_workers_abroad"), 50,
             there),
        Sign("employers_named", np.nan, np.nan),
    ]  # fmt: skip
