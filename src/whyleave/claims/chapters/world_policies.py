"""Tests of the claims on America, Europe and China: B16, B20, B21, B22."""

import numpy as np
import pandas as pd

from whyleave.claims.measures import latest_year
from whyleave.claims.testing import Known, Sign, all_or_part, claim_test, only, sign
from whyleave.data import yearly

DAYS_IN_MONTH = 30.44
NEAR = ["CHN", "KOR", "JPN"]


def law_day(known: Known) -> pd.Timestamp:
    """The day on which the law is looked at: the essay's, or that of the newest row."""
    steps = known("ai-law")
    return steps["known_from"].max() if known.date is None else pd.Timestamp(known.date)


def in_force(steps: pd.DataFrame, day: pd.Timestamp) -> pd.DataFrame:
    """The instruments that had started and not ended on a day, with the row that starts them."""
    ended = steps[(steps["step"] == "ends") & (steps["date"] <= day)]["instrument"]
    started = steps[(steps["step"] == "starts") & (steps["date"] <= day)]
    return started[~started["instrument"].isin(ended)].sort_values(["entity", "date"])


def span(frame: pd.DataFrame, end: int | None, years: int, how: str = "sum") -> pd.Series:
    """``value`` by entity over the ``years`` years that end with ``end``,
    summed or the largest; NaN for a country of the claim that has none."""
    inside = frame[frame["year"].between((end or 0) - years + 1, end or 0)]
    by_entity = inside.groupby("entity")["value"].agg(how)
    return by_entity.reindex(by_entity.index.union(NEAR))


def newest(values: pd.Series) -> float:
    """The last value of a series, NaN when it is empty."""
    return values.iloc[-1] if len(values) else np.nan


@claim_test(
    "B16",
    rule=all_or_part,
    squeeze_from=[2021, 2022],
    squeeze_span=[3, 2],
    squeeze_rise=[100, 50],
    squeeze_papers=[2015, 2018, 2010],
)
def china_rises_korea_squeezed(
    known: Known, squeeze_from, squeeze_span, squeeze_rise, squeeze_papers
) -> list[Sign]:
    """China rises in models, papers and patents; Korea falls behind; Japan gains on Korea."""
    models = yearly(known("ai-capacity")).query("indicator == 'notable_models'")
    end = latest_year(models)
    before, after = (span(models, year, squeeze_span) for year in (squeeze_from, end))
    rank = [total.rank(ascending=False, method="min")["KOR"] for total in (before, after)]

    runs = yearly(known("ai-training-runs"))
    largest = [span(runs, year, squeeze_span, "max") for year in (squeeze_from, latest_year(runs))]
    compute = [top["CHN"] / top["KOR"] for top in largest]

    papers = yearly(known("technology-indicators")).query("indicator == 'ai_articles'")
    both = yearly(known("papers-and-patents"))
    world = both.query("indicator == 'ai_articles'").set_index("year")["value"]
    share = papers.pivot(index="year", columns="entity", values="value").reindex(columns=NEAR[:2])
    share = 100 * share.div(world, axis=0).dropna()
    gain = newest(share["CHN"]) - share["CHN"].get(squeeze_papers, np.nan)
    shrink = 100 * (newest(share["KOR"]) / share["KOR"].get(squeeze_papers, np.nan) - 1)

    money = yearly(known("ai-venture-capital"))
    near, now = (span(money, year, squeeze_span) for year in (squeeze_from, latest_year(money)))
    gained = 100 * ((now["JPN"] / now["KOR"]) / (near["JPN"] / near["KOR"]) - 1)

    patents = both.query("indicator == 'computer_patents'")
    table = patents.pivot(index="year", columns="entity", values="value").reindex(columns=NEAR)
    times = table["CHN"] / (table["KOR"] + table["JPN"])
    return [
        sign("china_models_rise", 100 * (after["CHN"] / before["CHN"] - 1), squeeze_rise, models),
        sign("china_papers_gain", gain, 5, [papers, both]),
        sign("china_patents_ahead", newest(times), 1, patents),
        sign("compute_gap_widens", compute[1] / compute[0], 2, runs),
        sign("korea_papers_fall", shrink, -10, [papers, both], at_most=True),
        sign("korea_rank_falls", rank[1] - rank[0], 1, models),
        sign("japan_money_gains", gained, 10, money),
    ]  # fmt: skip


@claim_test(
    "B20",
    rule=all_or_part,
    order_reading=["in force", "ever signed"],
    order_window=[24, 12, 36],
    research_rise=[0, 5],
)
def america_invests_and_orders(
    known: Known, order_reading, order_window, research_rise
) -> list[Sign]:
    """The Initiative is law and money grows; the order on safe AI stands; rules are being added.

    A step against state law counts as taking away; a rule that replaces another counts as nothing.
    """
    steps, day = known("ai-law"), law_day(known)
    american = steps.query("entity == 'USA'")
    standing = in_force(american, day)["instrument"].to_list()
    initiative = american.query("instrument == 'us-initiative' and step == 'starts'")
    order = american.query("instrument == 'us-14110'")
    start = order.query("step == 'starts'")["date"].min()
    end = order.query("step == 'ends'")["date"].min()
    last = day if pd.isna(end) or order_reading == "ever signed" else min(end, day)

    money = known("public-ai-money").query("indicator == 'federal_ai_research'")
    by_year = yearly(money).set_index("year")["value"].sort_index()
    share = 100 * by_year.iloc[-1] / by_year.iloc[-2] if len(by_year) > 1 else np.nan

    since = day - pd.DateOffset(months=order_window)
    recent = american[
        american["date"].between(since, day) & american["step"].isin(["starts", "ends"])
    ]
    recent = recent[recent["kind"] != "promotes"]
    net = recent["kind"].map({"binds": 1, "voluntary": 1, "withdraws": -1}).sum()
    years = (day - initiative["date"].min()).days / 365.25
    return [
        sign("initiative_is_law", years if "us-initiative" in standing else 0, 1, initiative),
        sign("research_money_grows", share, 100 + research_rise, money),
        sign("safety_order_in_force", -(day - last).days if pd.notna(start) else np.nan, 0, order),
        sign("federal_rules_added", net, 1, american),
    ]  # fmt: skip


@claim_test(
    "B21",
    rule=all_or_part,
    first_scope=["first-comprehensive", "first-binding-statute", "first-binding"],
    first_step=["first-passed", "first-started"],
)
def europe_was_first(known: Known, first_scope, first_step) -> list[Sign]:
    """The EU law came before any other of its scope, binds by risk, and its duties apply."""
    steps, day = known("ai-law"), law_day(known)
    step = {"first-passed": "passed", "first-started": "starts"}[first_step]
    at = steps[steps["step"] == step]
    ours = at[at["instrument"] == "eu-act"]
    others = at[at["entity"] != "EU27"]
    comprehensive = others[others["scope"] == "comprehensive"]
    others = {
        "first-comprehensive": comprehensive,
        "first-binding-statute": comprehensive[comprehensive["kind"] == "binds"],
        "first-binding": others[others["kind"] == "binds"],
    }[first_scope]
    ahead = (others["date"].min() - ours["date"].min()).days / DAYS_IN_MONTH

    duties = steps.query("instrument == 'eu-prohibitions' and step == 'starts'")
    applied = (day - duties["date"].min()).days
    tiers = known("ai-act-tiers")
    return [
        sign("eu_first", ahead, 0, [ours, others]),
        sign("risk_tiers", tiers.query("value >= 1")["duty"].nunique(), 3, tiers),
        sign("duties_apply", applied, 0, duties),
    ]


@claim_test(
    "B22",
    rule=all_or_part,
    state_share=[50, 60],
    state_weight=[50, 100],
    state_from=["state-from-2019", "state-from-2021"],
    face_share=[25, 50],
)
def china_state_led_and_first(
    known: Known, state_share, state_weight, state_from, face_share
) -> list[Sign]:
    """State money leads and is large, models multiply; top level in faces and surveillance."""
    money = known("public-ai-money").query("entity == 'CHN'")
    value = money.set_index("indicator")["value"]
    state = value.get("government_vc", np.nan) * value.get("government_vc_ai_share", np.nan) / 100
    venture = yearly(known("ai-venture-capital")).query("entity == 'CHN' and 2014 <= year <= 2023")
    weight = 100 * state / (venture["value"].sum() / 1000)
    first = money.query("indicator == 'government_came_first'")

    models = yearly(known("ai-capacity")).query("entity == 'CHN' and indicator == 'notable_models'")
    count = models.set_index("year")["value"].sort_index()
    times = newest(count) / count.get(int(state_from[-4:]), np.nan)

    faces = known("face-recognition")
    tests = faces.query("indicator == 'first_places'")
    by_country = tests.groupby("entity")["value"].sum()
    reach = faces.query("indicator == 'surveillance_countries'").set_index("entity")["value"]
    supplied = reach.get("CHN", np.nan) / reach.drop("CHN", errors="ignore").max()
    deals = faces.query("indicator == 'export_deals'").set_index("entity")["value"]
    ahead = deals.get("CHN", np.nan) / deals.drop("CHN", errors="ignore").max()
    return [
        sign("state_money_first", only(first), state_share, first),
        sign("state_money_large", weight, state_weight,
             [money[money["indicator"].str.startswith("government_vc")], venture]),
        sign("china_models_multiply", times, 2, models),
        sign("faces_at_the_top", 100 * by_country.get("CHN", np.nan) / by_country.sum(), face_share,
             tests),
        sign("surveillance_supplied_most", supplied, 1,
             faces.query("indicator == 'surveillance_countries'")),
        sign("faces_exported_most", ahead, 1, faces.query("indicator == 'export_deals'")),
        Sign("data_use_most", np.nan, np.nan),
    ]  # fmt: skip
