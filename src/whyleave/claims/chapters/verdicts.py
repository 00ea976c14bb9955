"""Tests of the claims that close the essays: A18, B23."""

import numpy as np
import pandas as pd

from whyleave.claims.testing import Known, Sign, cause, claim_test, only, sign
from whyleave.data import yearly

FIRST_SUPPORT = "data-centre grant"  # the first Japanese measure made for AI


def fall(rows: pd.DataFrame, since: int) -> float:
    """Places lost between the year ``since`` and the last year held; NaN without either."""
    by_year = yearly(rows).set_index("year")["value"].sort_index()
    if since not in by_year.index or by_year.index[-1] <= since:
        return np.nan
    return float(by_year.iloc[-1] - by_year[since])


def growth(rows: pd.DataFrame, start: str) -> float:
    """Percent by which the last year stands above the year ``start``; NaN without either."""
    by_year = rows.set_index("period")["value"].sort_index()
    if start not in by_year.index or by_year.index[-1] <= start:
        return np.nan
    return float(100 * (by_year.iloc[-1] / by_year[start] - 1))


def model_share(table: pd.DataFrame, entity: str, indicator: str, span: int) -> float:
    """Change of a country's share of the world's models, percentage points, between the last
    ``span`` years and the ``span`` years before."""
    rows = yearly(table).query("indicator == @indicator")
    last = rows["year"].max()
    age = (last - rows["year"]) // span
    sums = rows.assign(now=age).query("now in [0, 1]").groupby(["now", "entity"])["value"].sum()
    if sums.empty or not {0, 1} <= set(sums.index.get_level_values("now")):
        return np.nan
    share = 100 * sums / sums.groupby("now").transform("sum")
    return float(share.get((0, entity), 0) - share.get((1, entity), 0))


@claim_test(
    "A18",
    rule=cause,
    ranks_since=[2020, 2019],
    places_lost=[1, 3],
    models_counted=["notable_models", "large_models"],
)
def outflow_weakens(known: Known, ranks_since, places_lost, models_counted) -> list[Sign]:
    """If the outflow weakens the country, people leave on balance, and ranks, models and the pace
    of growth fall. The sign that would tie the two together has no data."""
    ranks = known("competitiveness-ranks").query("entity == 'KOR'")
    world = ranks.query("indicator == 'imd_competitiveness'")
    city = ranks.query("indicator == 'startup_city'")
    others = known("digital-ranks").query("entity == 'KOR'")
    digital = others.query("indicator == 'imd_digital'")
    new = others.query("indicator == 'global_innovation'")
    pace = known("potential-growth").query("indicator == 'potential_growth'")
    people = yearly(known("ai-talent-migration")).query(
        "entity == 'KOR' and indicator == 'net_ai_migration' and edition == '2025'"
    )
    latest = people[people["year"] == people["year"].max()]
    models = known("ai-capacity").query("indicator == @models_counted")
    before = pace.query("period == '2016/2020'")
    after = pace[pace["period"] == pace["period"].max()]
    return [
        sign("people_leave", only(latest), -0.05, latest, at_most=True),
        sign("competitiveness_falls", fall(world, ranks_since), places_lost, world),
        sign("digital_falls", fall(digital, ranks_since), places_lost, digital),
        sign("innovation_falls", fall(new, ranks_since), places_lost, new),
        sign("start_up_city_falls", fall(city, 2020), places_lost, city),
        sign("models_fall", model_share(models, "KOR", models_counted, 2), 0, models,
             at_most=True),
        sign("growth_slows", only(after) - only(before), -0.3, pace, at_most=True),
        Sign("outflow_tied_to_growth", np.nan, np.nan),
    ]  # fmt: skip


@claim_test(
    "B23",
    rule=cause,
    money_since=["2022", "2024"],
    places_won=[1, 3],
    hub_pledges=["three firms", "with Oracle"],
)
def policy_decides(known: Known, money_since, places_won, hub_pledges) -> list[Sign]:
    """If policy and vision matter so much, firms follow the measures and say so, and Japan's start-ups,
    compute and models gain afterwards. What a like country without them did is not known."""
    events = known("ai-hub-events")
    start = events.loc[events["kind"] == FIRST_SUPPORT, "date"].min()
    moves = events[(events["kind"] == "announcement") & events["value"].notna()]
    if hub_pledges == "three firms":
        moves = moves[moves["organisation"] != "oracle"]
    after = moves.loc[moves["date"] >= start, "value"].sum()
    followed = 100 * after / moves["value"].sum() if len(moves) else np.nan
    stated = events[(events["kind"] == "announcement") & (events["reason"] != "none")]
    named = 100 * (stated["reason"] == "support").mean()

    money = known("japan-startup-funding")
    tokyo = known("competitiveness-ranks").query("entity == 'JPN' and indicator == 'startup_city'")
    clusters = known("ai-capacity").query("indicator == 'cluster_compute'")
    japan, korea = (clusters[clusters["entity"] == e] for e in ("JPN", "KOR"))
    venture = known("ai-venture-capital").query("entity in ['JPN', 'KOR']")
    near = {place: rows for place, rows in venture.groupby("entity")}
    gains = [growth(near.get(place, venture[:0]), money_since) for place in ("JPN", "KOR")]
    models = known("ai-capacity").query("indicator == 'notable_models'")
    return [
        sign("firms_followed", followed, 75, moves),
        sign("firms_named_it", named, 20, stated),
        sign("start_up_money_rose", growth(money, money_since), 0, money),
        sign("tokyo_rose", -fall(tokyo, 2022), places_won, tokyo),
        sign("compute_outgrew_korea", growth(japan, "2022") - growth(korea, "2022"), 0, clusters),
        sign("ai_money_gains", gains[0] - gains[1], 0, venture),
        sign("models_rise", model_share(models, "JPN", "notable_models", 2), 0.5, models),
        Sign("without_the_policy", np.nan, np.nan),
    ]  # fmt: skip
