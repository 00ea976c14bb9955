"""Tests of the claims on venture capital: A07, A08, B13c, B18, B19."""

import numpy as np
import pandas as pd

from whyleave.claims.measures import G7, change, gdp, last_ratio, latest_year
from whyleave.claims.testing import Known, Sign, all_or_part, cause, claim_test, only, sign
from whyleave.data import yearly


def shares_by_age(known: Known, measure: str) -> pd.DataFrame:
    """Share of Korean venture money by age of firm, percent: one row per year and band."""
    bands = yearly(known("korean-venture-by-age")).query("measure == @measure")
    return bands.assign(
        value=100 * bands["value"] / bands.groupby("year")["value"].transform("sum")
    )


def oecd_scope(known: Known) -> pd.DataFrame:
    """What the OECD count holds of the narrow Korean measure, by year.

    Columns: ``oecd_won`` and ``narrow`` (billion won), ``share`` (percent): our inference is that
    the OECD total is investment in firms up to seven years old.
    """
    panel = yearly(known("venture-capital-oecd")).query(
        "entity == 'KOR' and indicator == 'vc_amount'"
    )
    rates = yearly(known("exchange-rates")).query("entity == 'KOR'").set_index("year")["value"]
    narrow = (
        yearly(known("korean-venture-investment")).query("measure == 'narrow'").set_index("year")
    )
    return (
        panel.set_index("year")
        .assign(oecd_won=lambda rows: rows["value"] * rates / 1000, narrow=narrow["value"])
        .assign(share=lambda rows: 100 * rows["oecd_won"] / rows["narrow"])
        .dropna(subset="share")[["oecd_won", "narrow", "share", "source", "grade"]]
    )


@claim_test(
    "A07",
    rule=all_or_part,
    measure=["wide", "oecd"],
    start=[2021, 2022],
    rise=[5, 2, 10],
    peers=["USA", "G7"],
    korean_life=["fund_life", "fund_life_at_most"],
    redeemable=[100, 50],
)
def short_term_and_cautious(
    known: Known, measure, start, rise, peers, korean_life, redeemable
) -> list[Sign]:
    """Older firms gain, more than late-stage money weighs abroad; short funds; guarded money."""
    if measure == "wide":
        used = shares_by_age(known, "wide").query("age == 'over 7'")
        older = used.set_index("year")["value"]
    else:
        used = oecd_scope(known)
        older = 100 - used["share"]
    end = latest_year(older.reset_index())
    gain = older[end] - older[start] if end and start in older.index else np.nan

    abroad = yearly(known("venture-capital-oecd")).query("indicator == 'vc_later_stage_share'")
    abroad = abroad[abroad["entity"].isin([peers] if peers == "USA" else set(G7) - {"JPN"})]
    late = abroad[abroad["year"] == end].groupby("year")["value"].median().get(end, np.nan)

    terms = known("venture-terms")
    american = terms.query("term == 'fund_life' and entity == 'USA'")
    korean = terms.query("term == @korean_life and entity == 'KOR'").sort_values("period").tail(1)
    preferred = terms.query("term == 'preferred_shares' and entity == 'KOR'")
    american_right = terms.query("term == 'redemption_right' and entity == 'USA'")
    guarded = only(preferred) * redeemable / 100 - american_right["value"].max()
    used_right = terms.query("term == 'redemption_used'")
    return [
        sign("older_firms_gain", gain, rise, used),
        sign("older_than_abroad", older.get(end, np.nan) - late, rise, [used, abroad]),
        sign("shorter_funds", only(american) - only(korean), 1, [american, korean]),
        sign("guarded_money", guarded, 20, [preferred, american_right]),
        sign("rights_used", only(used_right), 20, used_right),
    ]  # fmt: skip


@claim_test(
    "A08",
    rule=cause,
    start=[2021, 2023],
    small=[33, 50],
    fall=[10, 20],
    peers=["OECD", "G7"],
)
def deep_tech_is_starved(known: Known, start, small, fall, peers) -> list[Sign]:
    """Deep tech is small, shrinks, gets small tickets; young firms lose; AI raises little.

    The essay gives the lack of money as a cause, so signs that disagree leave the claim open; the
    one figure that would settle it, deep tech by age of firm, is not published.
    """
    deep = yearly(known("korean-deep-tech"))
    money = deep.query("indicator == 'deep_tech_investment'")
    end = latest_year(money)
    narrow = yearly(known("korean-venture-investment")).query("measure == 'narrow'")
    part, whole = (rows[rows["year"] == end] for rows in (money, narrow))
    share = 100 * only(part) / only(whole)
    tickets = deep[deep["indicator"].str.startswith("ticket")]
    ticket = tickets.set_index("indicator")["value"]

    young = yearly(known("korean-venture-by-age")).query("measure == 'wide' and age == 'up to 3'")

    ai = yearly(known("ai-venture-capital")).merge(gdp(known), on=["entity", "year"])
    ai = ai.assign(intensity=ai["value"] / ai["gdp"])
    last = latest_year(ai.query("entity == 'KOR'"))
    at = ai[(ai["year"] == last)].set_index("entity")["intensity"]
    others = at.drop("KOR", errors="ignore")
    others = others[others.index.isin(G7)] if peers == "G7" else others
    return [
        sign("deep_tech_small", share, small, [part, whole], at_most=True),
        sign("deep_tech_shrinks", change(money, start, end), -fall, money, at_most=True),
        sign("small_tickets", ticket.get("ticket_deep_tech", np.nan)
             / ticket.get("ticket_all_firms", np.nan), 1, tickets, at_most=True),
        sign("young_firms_lose", change(young, start, latest_year(young)), -fall, young, at_most=True),
        sign("ai_below_peers", at.get("KOR", np.nan) / others.median(), 1, ai, at_most=True),
        Sign("early_deep_tech", np.nan, np.nan),
    ]  # fmt: skip


@claim_test(
    "B13c",
    rule=all_or_part,
    start=["2021", "year before"],
    measure=["wide", "narrow", "oecd", "thevc-2026"],
    fall=[10, 20],
    compare=["per GDP", "amount"],
    overlap=["both", "without Ulsan"],
)
def venture_falls_big_tech_pours(
    known: Known, start, measure, fall, compare, overlap
) -> list[Sign]:
    """Korean venture money falls, big tech goes to Japan, and like with like Japan is ahead."""
    panel = yearly(known("venture-capital-oecd"))
    if measure == "oecd":
        money = panel.query("entity == 'KOR' and indicator == 'vc_amount'")
    else:
        money = yearly(known("korean-venture-investment")).query("measure == @measure")
    end = latest_year(money)
    begin = (end - 1 if end else None) if start == "year before" else int(start)

    indicator = "vc_share_of_gdp" if compare == "per GDP" else "vc_amount"
    both = panel[(panel["indicator"] == indicator) & panel["entity"].isin(["KOR", "JPN"])]
    ratio = last_ratio(both.pivot(index="year", columns="entity", values="value"), "JPN", "KOR")

    pledges = known("big-tech-announcements")
    essay = pledges.query("counted_in_essay == 'yes'")
    size = gdp(known).groupby("entity")["gdp"].last()
    pledged = pledges[
        pledges["organisation"].isin(["google", "aws", "microsoft"])
        & pledges["entity"].isin(["KOR", "JPN"])
    ]
    if overlap == "without Ulsan":
        pledged = pledged[~pledged["note"].str.startswith("With SK, Ulsan")]
    sums = pledged.groupby("entity")["value"].sum()
    weight = 1000 * sums / size if compare == "per GDP" else sums
    big = weight.get("JPN", np.nan) / weight.get("KOR", np.nan)
    return [
        sign("korean_vc_falls", change(money, begin, end), -fall, money, at_most=True),
        sign("big_tech_into_japan", essay["value"].sum(), 10, essay),
        sign("japan_ahead_in_vc", ratio, 1, both),
        sign("japan_ahead_in_big_tech", big, 1, pledged),
    ]


@claim_test("B18", rule=all_or_part, tolerance=[1, 0.1, 5], faster=[10, 30])
def foreign_money_figures(known: Known, tolerance, faster) -> list[Sign]:
    """The printed figures agree with the source; foreign money fell more than the whole."""
    found = known("foreign-venture-capital").query(
        "entity == 'KOR' and indicator == 'foreign_vc_investment'"
    )
    stated = known.undated("essay-figures").query("claim == 'B18'")
    both = stated.merge(found, on="period", how="left", suffixes=("_stated", ""))
    off = 100 * (both["value"] / both["value_stated"] - 1).abs()
    whole = yearly(known("korean-venture-investment")).query("measure == 'wide'")
    slower = change(yearly(found), 2021, 2023) - change(whole, 2021, 2023)
    return [
        sign("figures_agree", off.max(skipna=False), tolerance, found, at_most=True),
        sign("fell_more_than_market", slower, -faster, [found, whole], at_most=True),
    ]


@claim_test(
    "B19",
    rule=cause,
    years=["full", "with 2025"],
    money=["wide", "oecd"],
    association=[-0.5, -0.9],
    often=[10, 20],
)
def funding_drives_moves(known: Known, years, money, association, often) -> list[Sign]:
    """Moves rise as money falls; funding is named; destinations offer more; movers are digital."""
    abroad = known("korean-firms-abroad")
    moves = abroad.query("indicator == 'new_korean_entities'")
    entities = moves.assign(
        year=moves["period"].str[:4].astype("int64"),
        value=moves["value"].where(~moves["period"].str.contains("/"), moves["value"] * 12 / 9),
    )
    if years == "full":
        entities = entities[~entities["period"].str.contains("/")]
    if money == "wide":
        venture = yearly(known("korean-venture-investment")).query("measure == 'wide'")
    else:
        venture = yearly(known("venture-capital-oecd")).query(
            "entity == 'KOR' and indicator == 'vc_amount'"
        )
    pairs = entities.set_index("year")["value"].to_frame("moves")
    pairs = pairs.assign(venture=venture.set_index("year")["value"]).dropna()
    together = (
        pairs["moves"].corr(pairs["venture"], method="spearman") if len(pairs) > 3 else np.nan
    )

    ai = yearly(known("ai-venture-capital"))
    ratio = last_ratio(ai.pivot(index="year", columns="entity", values="value"), "JPN", "KOR")

    by_gdp = ai.merge(gdp(known), on=["entity", "year"])
    by_gdp = by_gdp.assign(intensity=by_gdp["value"] / by_gdp["gdp"]).pivot(
        index="year", columns="entity", values="intensity"
    )
    pull = last_ratio(by_gdp, "USA", "KOR")

    surveys = known("startup-surveys")
    reason = surveys.query("indicator == 'reason_foreign_funding'")
    hard = surveys.query("indicator == 'difficulty_funding'")
    digital = abroad.query("indicator == 'sector_share_ict'")
    return [
        sign("moves_rise_as_money_falls", together, association, [moves, venture], at_most=True),
        sign("funding_named_at_home", only(hard), 50, hard),
        sign("funding_named_as_reason", only(reason), often, reason),
        sign("japan_offers_more", ratio, 1, ai),
        sign("destination_offers_more", pull, 1, ai),
        sign("movers_are_digital", only(digital), 33, digital),
    ]
