"""Tests of the claims on Korea as a technology power: A01, A02, A03, B17."""

import numpy as np
import pandas as pd

from whyleave.claims.measures import G7, gdp, latest_year
from whyleave.claims.testing import Known, Sign, all_or_part, cause, claim_test, only, sign
from whyleave.data import yearly

OECD = [
    "AUS", "AUT", "BEL", "CAN", "CHE", "CHL", "COL", "CRI", "CZE", "DEU", "DNK", "ESP", "EST", "FIN",
    "FRA", "GBR", "GRC", "HUN", "IRL", "ISL", "ISR", "ITA", "JPN", "KOR", "LTU", "LUX", "LVA", "MEX",
    "NLD", "NOR", "NZL", "POL", "PRT", "SVK", "SVN", "SWE", "TUR", "USA",
]  # fmt: skip
PER_MILLION = ("ai_articles", "developer_accounts", "ip_receipts")  # counts, put per million people
GROUPS = ("WLD", "EU27")
LEADERS = ["openai", "spacex"]
KOREAN = ["krafton", "dunamu", "toss", "yanolja", "rebellions", "furiosa", "upstage"]
DISPUTED = {"with Coupang": ["coupang"], "with Kakao": ["kakao", "kakaobank"]}


def standing(table: pd.DataFrame, indicator: str, peers: str = "panel", until: int = 9999):
    """Every economy's value and rank (1 is the highest) in the last year with enough of them.

    ``table`` is technology-indicators; ``peers`` is "panel" (all economies held) or "OECD". A year
    counts when it holds Korea and at least 30 economies (20 of the OECD). Empty without one.
    """
    all_rows = yearly(table)
    rows = all_rows.query("indicator == @indicator and year <= @until")
    if indicator in PER_MILLION:
        people = all_rows.query("indicator == 'population'").set_index(["entity", "year"])["value"]
        heads = pd.MultiIndex.from_frame(rows[["entity", "year"]]).map(people)
        rows = rows.assign(value=1e6 * rows["value"] / heads).dropna(subset="value")
    rows = rows[rows["entity"].isin(OECD)] if peers == "OECD" else rows
    with_korea = rows[rows["year"].isin(rows.query("entity == 'KOR'")["year"])]
    enough = with_korea.groupby("year").filter(lambda y: len(y) >= (20 if peers == "OECD" else 30))
    last = enough[enough["year"] == latest_year(enough)]
    return last.assign(
        rank=last["value"].rank(ascending=False, method="min"), count=len(last)
    ).set_index("entity")


def industry_shares(table: pd.DataFrame) -> pd.DataFrame:
    """Each industry's share of the value added of all industries, percent, by entity and year."""
    rows = yearly(table)
    whole = rows.query("indicator == 'all_industries'").set_index(["entity", "year"])["value"]
    parts = rows.query("indicator != 'all_industries'")
    total = pd.MultiIndex.from_frame(parts[["entity", "year"]]).map(whole)
    return parts.assign(value=100 * parts["value"] / total)


def model_ranks(table: pd.DataFrame, indicator: str = "notable_models") -> pd.DataFrame:
    """Number and rank in the last year known, indexed by entity; a country with none comes last."""
    rows = yearly(table).query("indicator == @indicator")
    last = rows[rows["year"] == latest_year(rows)]
    rank = last["value"].rank(ascending=False, method="min")
    return last.assign(rank=rank.where(last["value"] > 0, len(last))).set_index("entity")


def in_dollars(table: pd.DataFrame, rates: pd.DataFrame) -> pd.DataFrame:
    """Adds ``billion``: dollars, won converted at the average rate of the year (2026: of 2025)."""
    won = yearly(rates).query("entity == 'KOR'").set_index("year")["value"]
    year = table["period"].str[-7:].str[:4].astype("int64").clip(upper=won.index.max())
    dollars = table["unit"] == "USD billion"
    return table.assign(billion=table["value"].where(dollars, table["value"] / year.map(won)))


def _rank(at: pd.DataFrame, entity: str = "KOR") -> float:
    return float(at["rank"].get(entity, np.nan)) if len(at) else np.nan


def _gap(values: pd.Series, ahead: list[str], behind: list[str]) -> float:
    """The largest value of one group over the largest of another."""
    return values[values.index.isin(ahead)].max() / values[values.index.isin(behind)].max()


@claim_test(
    "A01",
    rule=all_or_part,
    top=[5, 3, 10],
    peers=["panel", "OECD"],
    before=[2015, 2010],
)
def technology_power(known: Known, top, peers, before) -> list[Sign]:
    """Korea stands among the first in what it puts in, and in what comes out."""
    table = known("technology-indicators")
    people = table.query("indicator == 'population'")

    def ranked(key, indicator, until=9999):
        at = standing(table, indicator, peers, until)
        used = [at, people] if indicator in PER_MILLION else at
        return sign(key, _rank(at), top, used, at_most=True)

    shares = industry_shares(known("industry-value-added"))
    hardware = shares[~shares["entity"].isin(GROUPS)].query("indicator == 'hardware'")
    last = hardware[hardware["year"] == latest_year(hardware)].set_index("entity")
    models = model_ranks(known("ai-capacity"))
    developers = standing(table, "developer_accounts", peers)
    g7 = developers["value"].reindex(G7).median() if len(developers) else np.nan
    licences = yearly(table).query("entity == 'KOR' and indicator.str.startswith('ip_')")
    both = licences.pivot(index="year", columns="indicator", values="value").dropna()
    ratio = (both["ip_receipts"] / both["ip_payments"]).iloc[-1] if len(both) else np.nan
    return [
        ranked("spending", "rd_share"),
        ranked("spending_before", "rd_share", before),
        ranked("researchers", "researchers"),
        ranked("patents", "resident_patents"),
        ranked("high_tech_exports", "high_tech_exports"),
        sign("hardware", last["value"].rank(ascending=False).get("KOR", np.nan), top, last,
             at_most=True),
        ranked("broadband", "broadband"),
        sign("developers", developers["value"].get("KOR", np.nan) / g7, 1, [developers, people]),
        ranked("ai_papers", "ai_articles"),
        sign("ai_models", _rank(models), top, models, at_most=True),
        sign("licences", ratio, 1, licences),
    ]  # fmt: skip


@claim_test(
    "A02",
    rule=all_or_part,
    gap=[10, 5, 30],
    runs=["all", "not speculative"],
    home=["based in Korea", *DISPUTED],
)
def no_game_changer(known: Known, gap, runs, home) -> list[Sign]:
    """The leader is far ahead of any Korean firm in value, in one round and in one training run.

    Korean are firms based there that were once counted as unicorns, by choice also Coupang, which
    is American, or Kakao and its bank, which never were. Models and private money by country are
    left out: they describe countries, the claim firms.
    """
    rates = known("exchange-rates")
    worth = in_dollars(known("company-valuations"), rates)
    rounds = in_dollars(known("funding-rounds").query("kind == 'round'"), rates)
    ours = KOREAN + DISPUTED.get(home, [])
    worth = worth[worth["organisation"].isin(LEADERS + ours)]
    rounds = rounds[rounds["organisation"].isin(LEADERS + ours)]

    training = known("ai-training-runs")
    if runs == "not speculative":
        training = training.query("confidence in ['Confident', 'Likely']")
    training = training[training["entity"].isin(["USA", "KOR"])]
    run_gap = _gap(training.set_index("entity")["value"], ["USA"], ["KOR"])
    return [
        sign("value", _gap(worth.set_index("organisation")["billion"], LEADERS, ours), gap, worth),
        sign("round", _gap(rounds.set_index("organisation")["billion"], LEADERS, ours), gap, rounds),
        sign("compute", round(np.log10(run_gap), 1), np.log10(gap), training),
    ]  # fmt: skip


def size_rows(known: Known, measure: str) -> pd.DataFrame:
    """The rows of 2024 that ``per_size`` divides by."""
    table = "venture-capital-oecd" if measure == "per GDP" else "technology-indicators"
    part = "vc_amount vc_share_of_gdp" if measure == "per GDP" else "population"
    rows = known(table)
    return rows[(rows["period"] == "2024") & rows["indicator"].isin(part.split())]


def per_size(known: Known, measure: str, peers: str = "listed") -> pd.DataFrame:
    """Unicorns per trillion dollars of GDP or per ten million people, December 2024.

    ``peers`` is "listed" (OECD members with a unicorn on the list) or "all members": a member that
    is not on the list has none. Without a GDP of 2024 a listed member (AUS, MEX, TUR) drops out.
    """
    counts = known("unicorns").query("indicator == 'unicorns' and list == 'cbinsights'")
    counts = counts[(counts["period"] == "2024-12") & counts["entity"].isin(OECD)]
    by = size_rows(known, measure)
    if measure == "per GDP":
        size = gdp(known).query("year == 2024").set_index("entity")["gdp"] / 1e6 if len(by) else {}
    else:
        size = by.set_index("entity")["value"] / 1e7
    dense = counts.assign(value=counts["value"] / counts["entity"].map(size))
    if peers == "all members" and len(dense):
        none = [entity for entity in OECD if entity not in set(dense["entity"])]
        empty = dense.head(1).drop(columns=["entity", "value"]).merge(
            pd.DataFrame({"entity": none, "value": 0.0}), how="cross"
        )  # fmt: skip
        dense = pd.concat([dense, empty[dense.columns]], ignore_index=True)
    return dense.dropna(subset="value")


@claim_test(
    "A03",
    rule=cause,
    measure=["per GDP", "per head"],
    peers=["listed", "all members"],
    clock=["mean", "median"],
    slower=[1, 2],
    start=["2021-07", "2022-09"],
)
def limits_at_home(known: Known, measure, peers, clock, slower, start) -> list[Sign]:
    """Few unicorns, slow, falling behind; founders do better in America; no giant at home."""
    lists = known("unicorns")
    dense = per_size(known, measure, peers).set_index("entity")
    others = dense["value"].drop("KOR", errors="ignore").median()

    years = lists.query(f"indicator == '{clock}_years' and entity in ['KOR', 'USA']")
    pace = years.set_index("entity")["value"]

    counts = lists.query("indicator == 'unicorns' and list == 'cbinsights'")
    both = counts[counts["entity"].isin(["KOR", "WLD"])]
    wide = both.pivot(index="period", columns="entity", values="value").dropna()
    growth = 100 * (wide.iloc[-1] / wide.loc[start] - 1) if start in wide.index else {}

    away = lists.query("indicator == 'founders_in_usa'")
    home = counts[counts["period"] == "2022-03"]
    ratio = (away.set_index("entity")["value"] / home.set_index("entity")["value"]).dropna()

    worth = in_dollars(known("company-valuations"), known("exchange-rates"))
    korean = worth[worth["organisation"].isin(KOREAN)]
    return [
        sign("fewer", dense["value"].get("KOR", np.nan) / others, 1,
             [dense, size_rows(known, measure)], at_most=True),
        sign("slower", pace.get("KOR", np.nan) - pace.get("USA", np.nan), slower, years),
        sign("behind_world", growth.get("KOR", np.nan) - growth.get("WLD", np.nan), 0, both,
             at_most=True),
        sign("better_abroad", ratio.get("KOR", np.nan) / ratio.drop("KOR", errors="ignore").median(),
             1, [away, home]),
        sign("no_giant", korean["billion"].max(), 10, korean, at_most=True),
    ]  # fmt: skip


@claim_test(
    "B17",
    rule=all_or_part,
    against=["JPN", "CHN", "USA", "WLD"],
    lead=[10, 5, 3],
    fall=[3, 5],
)
def led_then_trails(known: Known, against, lead, fall) -> list[Sign]:
    """Among the first in the digital transformation; behind in people, firms and models of AI."""
    ranks = known("digital-ranks").query("entity == 'KOR'")
    state = ranks.query("indicator == 'oecd_digital_government'").sort_values("period")
    index = yearly(ranks.query("indicator == 'imd_digital'")).sort_values("year")
    before = only(index.query("year == 2022"))
    latest = index["value"].iloc[-1] if len(index) else np.nan
    table = known("technology-indicators")
    lines = standing(table, "broadband")

    use = known("generative-ai-use")

    def behind(rows):
        share = rows.set_index("entity")["value"]
        rival = share.get(against, share.median() if against == "WLD" else np.nan)
        return share.get("KOR", np.nan) - rival

    people = use.query("indicator == 'people_using_genai'")
    people = people[people["period"] == people["period"].max()]
    workers = use.query("indicator == 'workers_using_genai'")
    firms = use.query("indicator == 'firms_using_ai'")
    share = firms.set_index("entity")["value"]
    idle = use.query("indicator == 'manufacturers_without_ai'")

    capacity = known("ai-capacity")
    models = model_ranks(capacity)
    compute = model_ranks(capacity, "cluster_compute")
    heads = yearly(table).query("indicator == 'population'").sort_values("year")
    heads = heads.drop_duplicates("entity", keep="last")
    dense = (compute["value"] / heads.set_index("entity")["value"]).dropna()
    rival = dense.median() if against == "WLD" else dense.get(against, np.nan)
    made = models["value"]
    ahead = made.median() if against == "WLD" else made.get(against, np.nan)
    return [
        sign("led_government", state["value"].iloc[-1] if len(state) else np.nan, lead, state,
             at_most=True),
        sign("led_index", before, lead, index, at_most=True),
        sign("led_networks", _rank(lines), lead, lines, at_most=True),
        sign("people_behind", behind(people), 0, people, at_most=True),
        sign("workers_behind", behind(workers), 0, workers, at_most=True),
        sign("firms_behind", share.get("KOR", np.nan) - share.get("OECD", np.nan), 0, firms,
             at_most=True),
        sign("factories_idle", only(idle), 75, idle),
        sign("index_falls", latest - before, fall, index),
        sign("models_behind", made.get("KOR", np.nan) - ahead, -1, models, at_most=True),
        sign("compute_behind", dense.get("KOR", np.nan) / rival, 1, [compute, heads], at_most=True),
    ]  # fmt: skip
