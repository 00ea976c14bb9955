"""Tests of the claims on culture and market: A11, A12, A13."""

import numpy as np
import pandas as pd

from whyleave.claims.measures import gdp
from whyleave.claims.testing import Known, Sign, all_or_part, cause, claim_test, only, sign
from whyleave.data import yearly

FEAR = "fear_of_failure_opportunity"
SIX = ["DEU", "ESP", "FIN", "FRA", "GBR", "ITA"]  # named in the releases on survival of 2018, 2020
CAPITAL = {"KOR": "seoul", "JPN": "tokyo"}


def by_year(rows: pd.DataFrame, *entities: str) -> pd.DataFrame:
    """The values of some entities in the years that all of them have."""
    table = rows.pivot(index="year", columns="entity", values="value")
    return table.reindex(columns=list(entities)).dropna()


def change(values: pd.Series) -> float:
    """From the first value to the last; NaN when there is only one."""
    return values.iloc[-1] - values.iloc[0] if len(values) > 1 else np.nan


def attitudes(rows: pd.DataFrame, against: str, years: str) -> pd.Series:
    """One survey answer in America and in the country compared: the latest common year, or the
    mean of the common years before 2016, when the Korean answers jump."""
    table = by_year(rows, "USA", against)
    return (table[table.index < 2016] if years == "before 2016" else table.tail(1)).mean()


def shares_of_gdp(known: Known, against: str, money: str) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Venture money as a share of GDP by year, America and the country compared, and the rows used.

    ``money`` is the count for Korea: that of the OECD, or the ministry's wide measure, set against
    the GDP implied by the OECD's own columns. Other countries keep the OECD count."""
    used = yearly(known("venture-capital-oecd")).query("indicator == 'vc_share_of_gdp'")
    table = used.pivot(index="year", columns="entity", values="value")
    table = table.reindex(columns=["USA", against])
    if money == "wide" and against == "KOR" and len(used):
        wide = yearly(known("korean-venture-investment")).query("measure == 'wide'")
        rates = yearly(known("exchange-rates")).query("entity == 'KOR'").set_index("year")["value"]
        size = gdp(known).query("entity == 'KOR'").set_index("year")["gdp"] * rates / 1000
        table = table.assign(KOR=100 * wide.set_index("year")["value"] / size)
        used = pd.concat([used, wide])
    return table.dropna(), used


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
    association=[-0.3, 0],
    money=["oecd", "wide"],
)
def boldness_leads(known: Known, against, years, fear, association, money) -> list[Sign]:
    """America fears less, sees more, pays more, is connected, founded by immigrants and sells
    abroad; and across economies fear goes with less venture capital."""
    survey = yearly(known("entrepreneurship-survey"))
    pair = survey[survey["entity"].isin(["USA", against])]
    fears, chances = (pair.query("indicator == @key") for key in (FEAR, "perceived_opportunities"))
    afraid, sees = (attitudes(rows, against, years) for rows in (fears, chances))

    shares, venture = shares_of_gdp(known, against, money)
    world = survey.query("indicator == @FEAR and year == 2021")
    paid = venture.query("year == 2021 and indicator == 'vc_share_of_gdp'")
    pairs = world.set_index("entity").assign(paid=paid.set_index("entity")["value"])
    together = pairs["value"].corr(pairs["paid"], method="spearman")

    abroad = known("startups-abroad")
    linked = abroad.query("indicator == 'global_connectedness'")
    sellers = abroad.query("indicator == 'mostly_foreign_sales'")
    mostly = sellers.set_index("entity")["value"].reindex(["USA", against])
    score = linked.set_index("entity")["value"].reindex(["silicon-valley", CAPITAL[against]])
    founders = known("us-immigrant-founders").query("entity == 'USA' and unit == 'firms'")
    counts = founders.pivot(index="period", columns="indicator", values="value")
    kinds = ["unicorns", "unicorns_with_immigrant_founder"]
    every, immigrant = counts.reindex(columns=kinds).dropna().tail(1).mean()
    last = shares.tail(1).mean()
    return [
        sign("less_afraid", afraid[against] - afraid["USA"], fear, fears),
        sign("sees_opportunity", sees["USA"] - sees[against], 5, chances),
        sign("fear_goes_with_less_money", together, association, [world, paid], at_most=True),
        sign("bold_money", last["USA"] / last[against], 2, venture),
        sign("world_connected", score["silicon-valley"] - score[CAPITAL[against]], 2, linked),
        sign("immigrant_founders", 100 * immigrant / every, 50, founders),
        sign("sells_abroad_from_start", mostly["USA"] / mostly[against], 2, sellers),
    ]  # fmt: skip


def home_and_others(rows: pd.DataFrame, home: str) -> tuple[float, pd.Series]:
    """The value of one place, NaN when it is missing, and those of the other places."""
    values = rows.set_index("entity")["value"]
    return values.get(home, np.nan), values.drop(home, errors="ignore")


@claim_test(
    "A12",
    rule=all_or_part,
    peers=["OECD", "JPN", "ISR", "SGP"],
    few=[5, 2],
    counted_from=[2020, 2021],
)
def content_at_home(known: Known, peers, few, counted_from) -> list[Sign]:
    """Few start-ups abroad or living on foreign sales, few young firms with experience there, weak
    ties; an inward economy; no drift outward, founders who stay, little reach. The first count of
    start-ups founded abroad, of 2020, took only young founders."""
    abroad = known("startups-abroad")
    share = abroad.query("indicator == 'share_abroad'")
    here, elsewhere = home_and_others(share, "KOR")
    sellers = abroad.query("indicator == 'mostly_foreign_sales'")
    mostly, others = home_and_others(sellers, "KOR")
    linked = abroad.query("indicator == 'global_connectedness'")
    score, scores = home_and_others(linked, "seoul")
    born = yearly(abroad.query("indicator == 'founded_abroad'"))
    born = born[born["year"] >= counted_from].sort_values("year")
    reach = yearly(abroad.query("indicator == 'market_reach'"))

    asked = yearly(known("founder-surveys").query("entity == 'KOR'")).sort_values("year")
    experience = asked.query("indicator == 'experience_abroad'").tail(1)
    wish = asked.query("indicator == 'considers_abroad'").tail(1)

    trade = yearly(known("exports-and-population")).query("indicator == 'exports_share_of_gdp'")
    last = by_year(trade, "KOR", peers).tail(1).mean()
    return [
        sign("few_abroad", here / elsewhere.min(), 0.5, share, at_most=True),
        sign("few_live_on_exports", mostly / others.min(), 0.5, sellers, at_most=True),
        sign("few_sell_abroad", only(experience), few, experience, at_most=True),
        sign("less_connected", score - scores.median(), -2, linked, at_most=True),
        sign("economy_turns_inward", last["KOR"] / last[peers], 1, trade, at_most=True),
        sign("born_abroad_stagnates", change(born["value"]), 5, born, at_most=True),
        sign("founders_stay_home", only(wish), 50, wish, at_most=True),
        sign("low_market_reach", only(reach.sort_values("year").tail(1)), 5, reach, at_most=True),
    ]  # fmt: skip


def survival_gap(known: Known, others: list[str]) -> tuple[pd.Series, pd.DataFrame]:
    """By release, how far five-year survival in Korea is below the mean of other countries, in the
    releases that name Korea and all of them; and the rows used."""
    rows = known("firm-survival").query("group == 'all new firms'")
    rows = rows[rows["entity"].isin(["KOR", *others])]
    rates = rows.pivot(index="edition", columns="entity", values="value")
    rates = rates.reindex(columns=["KOR", *others]).dropna()
    return rates[others].mean(axis=1) - rates["KOR"], rows[rows["edition"].isin(rates.index)]


@claim_test(
    "A13",
    rule=all_or_part,
    counted=["ministries", "ministries from 2022", "all governments", "as announced"],
    gap=[2, 1],
    unicorns=["CB Insights", "ministry"],
    followed=["six members", "France"],
)
def quantity_over_quality(known: Known, counted, gap, unicorns, followed) -> list[Sign]:
    """Money and programmes grow; survival stays low and does not close; founders are no more
    pleased; few firms scale up. All governments can be compared from 2022, when all were counted
    first; what was announced, from 2018. Each release of survival has other countries in its mean,
    so the gap is followed against the same ones: six members in two releases, France in three."""
    first = {"ministries": 2020, "as announced": 2018}.get(counted, 2022)
    support = known("startup-support")
    money = support.query("indicator in ['budget_without_loans', 'budget']")
    programmes = support.query("indicator == 'programmes'")
    if counted.startswith("ministries"):
        money, programmes = (rows.query("scope == 'ministries'") for rows in (money, programmes))
    spent, total = (
        rows.groupby("period", as_index=False)["value"].sum() for rows in (money, programmes)
    )

    behind, everyone = survival_gap(known, ["OECD"])
    gaps, named = survival_gap(known, SIX if followed == "six members" else ["FRA"])

    scores = yearly(known("founder-surveys").query("indicator == 'score_for_government'"))
    score = scores.sort_values("year").set_index("year")["value"]
    before, since_then = score.loc[:first].tail(1).mean(), score.loc[first + 1 :].tail(1).mean()

    counts = known("korean-scale-ups")
    key = "unicorns_cb_insights" if unicorns == "CB Insights" else "unicorns_ministry"
    counts = counts[counts["indicator"] == key]
    since = counts.loc[counts["period"].str.startswith("2021"), "period"].min()
    return [
        sign("money_grows", change_of_last(spent, str(first)), 25, money),
        sign("programmes_grow", change_of_last(total, str(first)), 25, programmes),
        sign("survival_stays_low", behind.tail(1).mean(), 5, everyone),
        sign("gap_does_not_close", -change(gaps), gap, named, at_most=True),
        Sign("support_has_no_effect", np.nan, np.nan),
        sign("founders_less_pleased", since_then - before, 0, scores, at_most=True),
        sign("few_scale_ups", change_of_last(counts, since), 25, counts, at_most=True),
    ]  # fmt: skip
