"""Tests of the claims on culture and market: A11, A12, A13."""

import numpy as np
import pandas as pd

from whyleave.claims.measures import latest_year
from whyleave.claims.testing import Known, Sign, all_or_part, cause, claim_test, only, sign
from whyleave.data import yearly

FEAR = "fear_of_failure_opportunity"
CAPITAL = {"KOR": "seoul", "JPN": "tokyo"}


def attitudes(rows: pd.DataFrame, against: str, years: str) -> pd.Series:
    """One survey answer in America and in the country compared: the latest common year, or the
    mean of the common years before 2016, when the Korean answers jump."""
    table = rows.pivot(index="year", columns="entity", values="value")[["USA", against]].dropna()
    return table[table.index < 2016].mean() if years == "before 2016" else table.iloc[-1]


def change_of_last(frame: pd.DataFrame, start) -> float:
    """Percentage change of ``value`` from period ``start`` to the last period of a frame."""
    values = frame.sort_values("period").set_index("period")["value"]
    if start not in values.index or len(values) < 2:
        return np.nan
    return 100 * (values.iloc[-1] / values[start] - 1)


@claim_test(
    "A11",
    rule=cause,
    against=["KOR", "JPN"],
    years=["latest", "before 2016"],
    fear=[5, 2],
    association=[-0.3, -0.5],
    people=[50, 33],
)
def boldness_leads(known: Known, against, years, fear, association, people) -> list[Sign]:
    """America fears less, sees more, pays more, is connected and founded by immigrants; and
    across economies fear goes with less venture capital."""
    survey = yearly(known("entrepreneurship-survey"))
    pair = survey[survey["entity"].isin(["USA", against])]
    fears, chances = (pair.query("indicator == @key") for key in (FEAR, "perceived_opportunities"))
    afraid, sees = (attitudes(rows, against, years) for rows in (fears, chances))

    venture = yearly(known("venture-capital-oecd")).query("indicator == 'vc_share_of_gdp'")
    world = survey.query("indicator == @FEAR and year == 2021")
    money = venture.query("year == 2021").set_index("entity")["value"]
    pairs = world.set_index("entity").assign(money=money).dropna(subset="money")
    together = pairs["value"].corr(pairs["money"], method="spearman")

    year = latest_year(venture.query("entity == @against"))
    latest = venture[venture["year"] == year].set_index("entity")["value"]

    linked = known("startups-abroad").query("indicator == 'global_connectedness'")
    score = linked.set_index("entity")["value"]
    founders = known("us-immigrant-founders").query("entity == 'USA' and unit == 'firms'")
    counts = founders.pivot(index="period", columns="indicator", values="value")
    last = counts.dropna().iloc[-1]
    return [
        sign("less_afraid", afraid[against] - afraid["USA"], fear, fears),
        sign("sees_opportunity", sees["USA"] - sees[against], 5, chances),
        sign("fear_goes_with_less_money", together, association, [world, venture], at_most=True),
        sign("bold_money", latest["USA"] / latest[against], 2, venture),
        sign("world_connected", score["silicon-valley"] - score[CAPITAL[against]], 2, linked),
        sign("immigrant_founders",
             100 * last["unicorns_with_immigrant_founder"] / last["unicorns"], people, founders),
        Sign("sells_abroad_from_start", np.nan, np.nan),
    ]  # fmt: skip


@claim_test(
    "A12",
    rule=all_or_part,
    peers=["OECD", "JPN", "ISR"],
    exports=["all exports", "high technology"],
    few=[5, 2],
)
def content_at_home(known: Known, peers, exports, few) -> list[Sign]:
    """Few start-ups abroad, few young firms with experience there, weak ties; an inward economy;
    no drift outward, founders who stay, little reach."""
    abroad = known("startups-abroad")
    share = abroad.query("indicator == 'share_abroad'")
    by_country = share.set_index("entity")["value"]
    linked = abroad.query("indicator == 'global_connectedness'")
    score = linked.set_index("entity")["value"]
    born = yearly(abroad.query("indicator == 'founded_abroad'")).set_index("year")
    reach = yearly(abroad.query("indicator == 'market_reach'"))

    asked = yearly(known("founder-surveys").query("entity == 'KOR'")).sort_values("year")
    experience = asked.query("indicator == 'experience_abroad'").tail(1)
    wish = asked.query("indicator == 'considers_abroad'").tail(1)

    trade = yearly(known("exports-and-population"))
    measure = "exports_share_of_gdp" if exports == "all exports" else "high_tech_share"
    trade = trade[trade["indicator"] == measure]
    table = trade.pivot(index="year", columns="entity", values="value")
    last = table[["KOR", peers]].dropna().iloc[-1]
    return [
        sign("few_abroad", by_country["KOR"] / by_country.drop("KOR").min(), 0.5, share,
             at_most=True),
        sign("few_sell_abroad", only(experience), few, experience, at_most=True),
        sign("less_connected", score["seoul"] - score.drop("seoul").median(), -2, linked,
             at_most=True),
        sign("economy_turns_inward", last["KOR"] / last[peers], 1, trade, at_most=True),
        sign("born_abroad_stagnates", born["value"].iloc[-1] - born["value"].iloc[0], 5, born,
             at_most=True),
        sign("founders_stay_home", only(wish), 50, wish, at_most=True),
        sign("low_market_reach", only(reach.sort_values("year").tail(1)), 5, reach, at_most=True),
    ]  # fmt: skip


@claim_test(
    "A13",
    rule=all_or_part,
    counted=["ministries", "all governments"],
    start=[2020, 2018, 2022],
    gap=[2, 1],
    unicorns=["CB Insights", "ministry"],
)
def quantity_over_quality(known: Known, counted, start, gap, unicorns) -> list[Sign]:
    """Money and programmes grow; survival stays low and does not close; support makes no
    difference; founders are no more pleased; few firms scale up."""
    support = known("startup-support")
    money = support.query("indicator == 'budget_without_loans' and scope == 'ministries'")
    programmes = support.query("indicator == 'programmes'")
    if counted == "ministries":
        programmes = programmes.query("scope == 'ministries'")
    total = programmes.groupby("period", as_index=False)["value"].sum()

    survival = known("firm-survival")
    everyone = survival.query("group == 'all new firms' and entity in ['KOR', 'OECD']")
    gaps = everyone.pivot(index="edition", columns="entity", values="value").eval("OECD - KOR")
    helped = survival.query("edition == '2019'")
    rate = helped.set_index("group")["value"]

    scores = yearly(known("founder-surveys").query("indicator == 'score_for_government'"))
    score = scores.sort_values("year").set_index("year")["value"]

    counts = known("korean-scale-ups")
    key = "unicorns_cb_insights" if unicorns == "CB Insights" else "unicorns_ministry"
    counts = counts[counts["indicator"] == key]
    first = counts.loc[counts["period"].str.startswith("2021"), "period"].iloc[0]
    return [
        sign("money_grows", change_of_last(money, str(start)), 25, money),
        sign("programmes_grow", change_of_last(total, str(start)), 25, programmes),
        sign("survival_stays_low", gaps.iloc[-1], 5, everyone),
        sign("gap_does_not_close", gaps.iloc[0] - gaps.iloc[-1], gap, everyone, at_most=True),
        sign("support_makes_no_difference", rate["supported firms"] - rate["firms without support"],
             0, helped, at_most=True),
        sign("founders_less_pleased", score.iloc[-1] - score.iloc[0], 0, scores, at_most=True),
        sign("few_scale_ups", change_of_last(counts, first), 25, counts, at_most=True),
    ]  # fmt: skip
