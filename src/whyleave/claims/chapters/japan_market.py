"""Tests of the claims on Japan's market: B04, B09, B10, B12, B13b, B13d."""

import numpy as np
import pandas as pd

from whyleave.claims.measures import G7, gdp
from whyleave.claims.testing import Known, Sign, all_or_part, cause, claim_test, only, sign
from whyleave.data import yearly

RICH = [*G7, "KOR", "AUS", "ESP", "NLD", "SWE", "FIN", "IRL", "ISR", "SGP"]


def both(rows: pd.DataFrame) -> pd.DataFrame:
    """A table by period with the columns JPN and KOR, only periods that have both."""
    table = rows.pivot(index="period", columns="entity", values="value")
    return table.reindex(columns=["JPN", "KOR"]).dropna().sort_index()


def last(values: pd.Series) -> float:
    """The last value, NaN when there is none."""
    return values.iloc[-1] if len(values) else np.nan


def last_ratio(rows: pd.DataFrame) -> float:
    """Japan over Korea in the last period that has both."""
    table = both(rows)
    return last(table["JPN"] / table["KOR"])


def last_gap(rows: pd.DataFrame) -> float:
    """Japan less Korea in the last period that has both."""
    table = both(rows)
    return last(table["JPN"] - table["KOR"])


def size_ratio(known: Known) -> float:
    """The economy of Japan over that of Korea, in dollars, in the last year known."""
    if known("venture-capital-oecd").empty:
        return np.nan
    size = gdp(known).pivot(index="year", columns="entity", values="gdp")
    size = size.reindex(columns=["JPN", "KOR"]).dropna()
    return last(size["JPN"] / size["KOR"])


def rates(known: Known) -> pd.DataFrame:
    """Units of each currency for a dollar, by year, in Japan and Korea."""
    table = yearly(known("exchange-rates")).pivot(index="year", columns="entity", values="value")
    return table.reindex(columns=["JPN", "KOR"])


def growth_signs(known: Known, key: str) -> list[Sign]:
    """Use rises by more points in Japan than in Korea: by national surveys, and as modelled."""
    surveyed = known("ai-use-surveys").query("indicator == 'people_ever_used_genai'")
    modelled = known("generative-ai-use").query("indicator == 'people_using_genai'")

    def rise(name: str, rows: pd.DataFrame) -> Sign:
        rows = rows[rows["entity"].isin(["KOR", "JPN"])]
        table = both(rows)
        more = np.nan
        if len(table) > 1:
            change = table.iloc[-1] - table.iloc[0]
            more = change["JPN"] - change["KOR"]
        return sign(name, more, 0, rows)

    return [rise(key, surveyed), rise(f"{key}_modelled", modelled)]


def markets(known: Known, forecaster: str) -> pd.DataFrame:
    """AI market in billion dollars and growth in percent a year, a row each for JPN and KOR.

    ``idc``: 2023 of both; Korea's is reckoned back from 2027 with the forecast growth.
    ``national``: Fuji Chimera for Japan (2024), the Software Policy Institute for Korea (2024,
    before May 2025 its survey of 2023).
    """
    table = known("ai-market-size")
    value = table.set_index(["entity", "indicator", "period"])["value"].to_dict()
    rate = rates(known)

    def get(*key):
        return value.get(key, np.nan)

    if forecaster == "idc":
        faster = get("KOR", "idc_growth", "2023/2027")
        japan = get("JPN", "idc", "2023") / rate["JPN"].get(2023, np.nan)
        korea = get("KOR", "idc", "2027") / (1 + faster / 100) ** 4
        growth = (get("JPN", "idc", "2028") / get("JPN", "idc", "2023")) ** (1 / 5)
    else:
        year = "2024" if ("KOR", "spri", "2024") in value else "2023"
        faster = get("KOR", "spri_growth", year)
        japan = get("JPN", "fuji_chimera", "2024") / rate["JPN"].get(2024, np.nan)
        korea = get("KOR", "spri", year) / rate["KOR"].get(int(year), np.nan)
        growth = (get("JPN", "fuji_chimera", "2028") / get("JPN", "fuji_chimera", "2024")) ** (
            1 / 4
        )
    return pd.DataFrame(
        {"size": [japan, korea], "growth": [100 * (growth - 1), faster]}, index=["JPN", "KOR"]
    )


def market_signs(known: Known, forecaster: str, faster: float) -> list[Sign]:
    """Japan's AI market is larger for its economy and grows faster, by one kind of forecaster."""
    rows = known("ai-market-size")
    market = markets(known, forecaster)
    larger = market.loc["JPN", "size"] / market.loc["KOR", "size"] / size_ratio(known)
    return [
        sign("market_larger", larger, 1, rows),
        sign("market_faster", market.loc["JPN", "growth"] - market.loc["KOR", "growth"],
             faster, rows),
    ]  # fmt: skip


@claim_test(
    "B04",
    rule=all_or_part,
    far_ahead=[5, 0, 10],
    firm_survey=["highest-survey", "middle-survey", "lowest-survey"],
    small_firms=["small-at-best", "small-of-2024", "small-by-chamber", "small-left-out"],
)
def japan_far_ahead_in_use(known: Known, far_ahead, firm_survey, small_firms) -> list[Sign]:
    """Workers, people and firms use AI more in Japan, by surveys as alike as can be found."""
    use, asked = known("generative-ai-use"), known("ai-use-surveys")
    pair = use["entity"].isin(["KOR", "JPN"])
    workers = use[pair & (use["indicator"] == "workers_using_genai")]
    modelled = use[pair & (use["indicator"] == "people_using_genai")]
    people = asked[
        asked["indicator"].isin(["people_ever_used_genai", "people_ever_used_genai_panel"])
        & asked["entity"].isin(["KOR", "JPN"])
    ]  # of two Korean surveys the lower one: the claim at its strongest
    lowest = people.groupby(["entity", "period"], as_index=False)["value"].min()

    japanese = asked.query(
        "entity == 'JPN' and indicator in ['firms_any_task', 'firms_databank', 'firms_promoting']"
    )
    level = {"middle-survey": "median", "highest-survey": "max", "lowest-survey": "min"}
    korean = asked.query("indicator == 'firms_chamber'")
    firms = japanese["value"].agg(level[firm_survey]) - only(korean)

    small_japan = asked.query("indicator in ['small_firms', 'small_firms_fifty']")
    small_korea = pd.concat(
        [
            asked.query("indicator in ['small_firms_chamber', 'small_firms_federation']"),
            use.query("indicator == 'small_manufacturers_using_ai'"),
        ]
    )
    if small_firms == "small-of-2024":
        small_japan = small_japan.query("indicator == 'small_firms_fifty'")
        small_korea = small_korea.query("indicator == 'small_firms_federation'")
    if small_firms == "small-by-chamber":
        small_korea = small_korea.query("indicator == 'small_firms_chamber'")
    small = small_japan["value"].max() - small_korea["value"].min()
    if small_firms == "small-left-out":
        small = np.nan
    return [
        sign("workers_ahead", last_gap(workers), far_ahead, workers),
        sign("people_ahead", last_gap(lowest), far_ahead, people),
        sign("modelled_ahead", last_gap(modelled), far_ahead, modelled),
        sign("firms_ahead", firms, far_ahead, [japanese, korean]),
        sign("small_firms_ahead", small, far_ahead, [small_japan, small_korea]),
    ]


@claim_test(
    "B09",
    rule=all_or_part,
    cash=["cashless_first", "cashless_second"],
    forecaster=["idc", "national"],
    faster=[5, 0],
)
def from_paper_to_ai(known: Known, cash, forecaster, faster) -> list[Sign]:
    """Japan starts low in digital things, catches up in AI, and has a large, fast market."""
    ranks = known("digital-ranks").query("indicator == 'imd_digital'")
    paid = known("cashless-payments").query("indicator == @cash").sort_values("period")

    rows = known("generative-ai-use").query("indicator == 'people_using_genai'")
    if rows.empty:
        rows = known("generative-ai-use").query("indicator == 'workers_using_genai'")
    now = rows[rows["period"] == rows["period"].max()].set_index("entity")["value"]
    others = now[now.index.isin(set(G7) - {"JPN"})].median()
    return [
        sign("digital_behind", last_gap(ranks), 10, ranks),
        sign("cash_start", last(paid["value"]), 50, paid, at_most=True),
        *growth_signs(known, "use_catches_up"),
        sign("leap_done", now.get("JPN", np.nan) / others, 1, rows),
        *market_signs(known, forecaster, faster),
    ]  # fmt: skip


@claim_test(
    "B10",
    rule=cause,
    aged=["panel-rich", "panel-all"],
    use=["by-people", "by-workers"],
    association=[0.3, 0.0],
    answer=[33, 50],
)
def ageing_drives_demand(known: Known, aged, use, association, answer) -> list[Sign]:
    """Firms lack workers and answer with AI; Japan is older, loses workers; old countries use more."""
    short = known("labour-shortage")
    balance = short.query("indicator == 'balance_all'").sort_values("period")
    with_ai = short.query("indicator == 'short_firms_using_ai'")

    older = yearly(known("older-population"))
    share = older.query("indicator == 'older_share'").pivot(
        index="year", columns="entity", values="value"
    )
    bureau = older.query("indicator == 'older_share_bureau'")
    able = known("working-age-population").query("indicator == 'working_age'")
    able = able[~able["note"].str.contains("projection", na=False)]
    working = yearly(able).pivot(index="year", columns="entity", values="value")
    working = working.reindex(columns=["JPN", "KOR"]).dropna()
    change = 100 * working.pct_change(10).apply(last)

    rows = known("generative-ai-use")
    people = rows.query("indicator == 'people_using_genai'")
    workers = rows.query("indicator == 'workers_using_genai'")
    used = workers if use == "by-workers" or people.empty else people
    now = used[used["period"] == used["period"].max()].set_index("entity")["value"]
    pairs = pd.DataFrame({"older": share.apply(last), "use": now}).dropna()
    if aged == "panel-rich":
        pairs = pairs[pairs.index.isin(RICH)]
    together = pairs["older"].corr(pairs["use"], method="spearman") if len(pairs) > 5 else np.nan
    return [
        sign("deep_shortage", last(balance["value"]), -30, balance, at_most=True),
        sign("firms_answer_with_ai", only(with_ai), answer, with_ai),
        sign("japan_older", last_gap(bureau), 5, older),
        sign(
            "workers_fewer",
            0 if change["JPN"] >= 0 else change["KOR"] - change["JPN"],
            2,
            able[able["entity"].isin(["JPN", "KOR"])],
        ),
        sign("older_use_more", together, association, [older, used]),
        Sign("shortage_worse", np.nan, np.nan),
    ]


@claim_test(
    "B12",
    rule=all_or_part,
    market=["all-markets", "junior-markets"],
    compare=["amount", "per GDP"],
    ahead=[1.0, 1.1],
    sales=["sale-counted", "sale-left-out"],
)
def listing_is_easier(known: Known, market, compare, ahead, sales) -> list[Sign]:
    """More and sooner listings, more money raised, a lower bar, more sales, more venture money."""
    table = known("stock-listings")
    divide = size_ratio(known) if compare == "per GDP" else 1
    rate = rates(known)
    if market == "all-markets":
        listed = table.query("indicator == 'all_listings'")
        money = table.query("indicator == 'all_money'")
        raised = last_ratio(money)
    else:
        listed = table.query("indicator == 'junior_listings'")
        money = table[table["indicator"].isin(["junior_money", "junior_raised_each"])]
        korea = yearly(money.query("indicator == 'junior_money'")).set_index("year")["value"]
        each = yearly(money.query("indicator == 'junior_raised_each'")).set_index("year")["value"]
        count = yearly(listed.query("entity == 'JPN'")).set_index("year")["value"]
        raised = last(((each * count / rate["JPN"]) / (1000 * korea / rate["KOR"])).dropna())

    age = table.query("indicator == 'years_to_listing'").set_index("entity")["value"]
    sooner = age.get("KOR", np.nan) - age.get("JPN", np.nan)

    bars = known("listing-rules").sort_values("period")
    needed = bars.groupby("entity")["value"].last() / rate.apply(last)

    exits = known("venture-exits").query(
        "channel == 'sale of the company' and entity in ['KOR', 'JPN']"
    )
    sold = exits.sort_values("period").groupby("entity")["value"].last()
    if sales == "sale-left-out":
        sold = pd.Series(dtype=float)
    venture = known("venture-capital-oecd").query(
        "indicator == 'vc_share_of_gdp' and entity in ['KOR', 'JPN']"
    )
    return [
        sign("more_listings", last_ratio(listed) / divide, ahead, listed),
        sign("more_money_listed", raised / divide, ahead, money),
        sign("listing_sooner", sooner, 2, table.query("indicator == 'years_to_listing'")),
        sign("lower_bar", needed.get("KOR", np.nan) / needed.get("JPN", np.nan), 1, bars),
        sign("sale_easier", sold.get("JPN", np.nan) - sold.get("KOR", np.nan), 5, exits),
        sign("more_venture_money", last_ratio(venture), 1, venture),
    ]


def capacity_growth(known: Known, span: str) -> tuple[float, pd.DataFrame]:
    """Points by which data-centre capacity grew faster in Japan than in Korea, percent."""
    rows = known("data-centre-capacity")
    size = rows.query("indicator == 'capacity'").set_index(["entity", "period"])["value"]

    def growth(entity, start, end):
        return 100 * (size.get((entity, end), np.nan) / size.get((entity, start), np.nan) - 1)

    if span == "same-half":
        return growth("JPN", "2023-H2", "2024-H1") - growth("KOR", "2023-H2", "2024-H1"), rows
    if span == "one-year":
        return growth("JPN", "2023-H1", "2024-H1") - growth("KOR", "2023-H2", "2024-H2"), rows
    city = rows.query("indicator == 'growth_over_a_year'").set_index("entity")["value"]
    return city.get("tokyo", np.nan) - city.get("seoul", np.nan), rows


@claim_test(
    "B13b",
    rule=all_or_part,
    base=[25, 33, 50],
    since=[2014, 2010, 2019],
    span=["same-half", "one-year", "capital-cities"],
)
def power_for_data_centres(known: Known, base, since, span) -> list[Sign]:
    """Korea refuses power, Japan does not; Japan's grid rests on renewables and its centres grow."""
    power = known("power-for-data-centres")
    count = power.query("entity == 'KOR'").set_index("indicator")["value"]
    refused = 100 * count.get("incheon_refused", np.nan) / count.get("incheon_requests", np.nan)
    wait = power.query("indicator == 'wait_shortest'")
    rows = yearly(known("electricity-mix")).query("indicator == 'renewable_share'")
    share = rows.pivot(index="year", columns="entity", values="value")
    share = share.reindex(columns=["JPN", "KOR"]).dropna()
    rise = share.apply(last) - share.reindex([since]).iloc[0]
    faster, sites = capacity_growth(known, span)
    return [
        sign("korea_refuses", refused, 50, power.query("indicator == 'incheon_refused'")),
        sign("japan_connects", only(wait), 3, wait, at_most=True),
        sign("renewables_ahead", last(share["JPN"] - share["KOR"]), 5, rows),
        sign("renewables_rise", rise["JPN"] - rise["KOR"], 1, rows),
        sign("renewables_base", last(share["JPN"]), base, rows),
        sign("centres_grow_faster", faster, 1, sites),
    ]


@claim_test(
    "B13d",
    rule=all_or_part,
    forecaster=["idc", "national"],
    faster=[5, 0],
    abroad=[20, 10],
)
def demand_of_an_old_society(known: Known, forecaster, faster, abroad) -> list[Sign]:
    """Japan is older, its AI market larger and faster, its use rises faster; Korea sells at home."""
    older = known("older-population").query("indicator == 'older_share_bureau'")
    exporters = known("ai-use-surveys").query("indicator == 'ai_firms_selling_abroad'")
    return [
        sign("society_older", last_gap(older), 5, older),
        *market_signs(known, forecaster, faster),
        *growth_signs(known, "use_rises_faster"),
        sign("korea_sells_at_home", only(exporters), abroad, exporters, at_most=True),
    ]
