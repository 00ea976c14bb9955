"""Tests of the claims on companies: A04, B01, B02, B03, B05, B11, B15."""

import numpy as np
import pandas as pd

from whyleave.claims.measures import change
from whyleave.claims.testing import Known, Sign, all_or_part, claim_test, only, sign
from whyleave.data import yearly

OTHERS = ("reporter", "partner")
STEPS = ("entity", "headquarters", "country_head", "product", "service", "activity")
SEVEN = ("rebellions", "allganize", "upstage", "wrtn", "finders-ai", "featuring", "channel-talk")
AI_FIRMS = (*SEVEN, "wanted-lab")
AFTER_ESSAY = "2025-04-05"


def outlets(reports: pd.DataFrame, who: str = "other than the firm") -> pd.Series:
    """Number of outlets that confirm, by firm; a copy counts as its original."""
    told = reports[(reports["unit"] == "reports") & (reports["value"] >= 1)]
    if who == "other than the firm":
        told = told[told["witness"].isin(OTHERS)]
    return told.groupby("organisation")["outlet"].nunique()


def into_japan(known: Known, firms) -> pd.DataFrame:
    """The reports of a step in Japan by these firms."""
    moves = known("company-moves")
    return moves[
        moves["organisation"].isin(firms)
        & moves["step"].isin(STEPS)
        & (moves["destination"] == "JPN")
    ]


def counted(rows: pd.DataFrame, who: str = "other than the firm") -> int:
    """Number of outlets over all rows."""
    return int(outlets(rows, who).sum())


@claim_test(
    "A04",
    rule=all_or_part,
    since_year=[2020, 2014, 2023],
    grown=[20, 50],
    flow=["latest-year", "three-years"],
)
def more_start_ups_leave(known: Known, since_year, grown, flow) -> list[Sign]:
    """The stock abroad and its yearly additions grow, and both ways of leaving gain."""
    abroad = yearly(known("startups-abroad")).query("entity == 'KOR'")
    stock = abroad.query("indicator == 'stock_abroad'")
    level = stock.set_index("year")["value"]
    end = int(level.index.max()) if len(level) else None
    growth = change(stock, since_year, end)

    pace = level.sort_index().diff() / level.sort_index().index.to_series().diff()
    last = pace.get(2024 if flow == "latest-year" else 2023, np.nan)

    founded = abroad.query("indicator == 'founded_abroad'")
    flips = abroad.query("indicator == 'flip_share'")
    ways = [
        rows.sort_values("year")["value"].iloc[[0, -1]].diff().iloc[-1] if len(rows) > 1 else np.nan
        for rows in (founded, flips)
    ]
    return [
        sign("abroad_stock_grows", growth, grown, stock),
        sign("abroad_flow_grows", last / pace.get(2020, np.nan), 1, stock),
        sign("founded_abroad_grows", ways[0], 1, founded),
        sign("moved_share_grows", ways[1], 1, flips),
    ]


@claim_test(
    "B01",
    rule=all_or_part,
    firms_needed=[5, 8],
    japan_share=[10, 20],
    ict_share=[20, 15],
    grown=[50, 100],
)
def ai_firms_go_to_japan(known: Known, firms_needed, japan_share, ict_share, grown) -> list[Sign]:
    """Entities grow, AI firms can be named, seats leave Korea, Japan and ICT weigh."""
    abroad = known("korean-firms-abroad")
    entities = yearly(abroad.query("indicator == 'new_korean_entities'"))
    end = int(entities["year"].max()) if len(entities) else 0
    moves = into_japan(known, AI_FIRMS)
    seats = moves.query("step == 'headquarters' and origin == 'KOR'")
    japan = abroad.query("indicator == 'share_of_startups_abroad' and entity == 'JPN'")
    ict = abroad.query("indicator == 'sector_share_ict'")
    return [
        sign("japan_entities_grow", change(entities, 2021, end), grown, entities),
        sign("ai_firms_named", (outlets(moves) >= 1).sum(), firms_needed, moves),
        sign("ai_headquarters_leave", (outlets(seats) >= 1).sum(), 1, moves),
        sign("japan_is_a_destination", only(japan), japan_share, japan),
        sign("ict_leads_entities", only(ict), ict_share, ict),
    ]


@claim_test(
    "B02",
    rule=all_or_part,
    reports=[1, 2],
    faster_by=[1, 3],
    japan_base=[1300, 1250, 1350],
)
def rebellions_and_faster_market(known: Known, reports, faster_by, japan_base) -> list[Sign]:
    """The Tokyo company is reported; Japan grows faster however growth is counted."""
    moves = known("company-moves")
    entity = moves.query("organisation == 'rebellions' and step == 'entity'")
    centres = known("data-centre-capacity")
    rows = centres.query("indicator == 'capacity'")
    mw = rows.set_index(["entity", "period"])["value"]
    scale = japan_base / 1300
    half = 100 * (
        mw.get(("JPN", "2024-H1"), np.nan) / (scale * mw.get(("JPN", "2023-H2"), np.nan))
        - mw.get(("KOR", "2024-H1"), np.nan) / mw.get(("KOR", "2023-H2"), np.nan)
    )
    year = 100 * (
        mw.get(("JPN", "2024-H1"), np.nan) / mw.get(("JPN", "2023-H1"), np.nan)
        - mw.get(("KOR", "2024-H2"), np.nan) / mw.get(("KOR", "2023-H2"), np.nan)
    )
    capitals = centres.query("indicator == 'growth_over_a_year'")
    forecasts = centres.query("indicator == 'growth_forecast'")
    city, plan = (part.set_index("entity")["value"] for part in (capitals, forecasts))
    return [
        sign("tokyo_entity", counted(entity), reports, entity),
        sign("faster_like_for_like", half, faster_by, rows),
        sign("faster_over_a_year", year, faster_by, rows),
        sign(
            "faster_capital",
            city.get("tokyo", np.nan) - city.get("seoul", np.nan),
            faster_by,
            capitals,
        ),
        sign(
            "faster_forecast",
            plan.get("JPN", np.nan) - plan.get("KOR", np.nan),
            faster_by,
            forecasts,
        ),
    ]


@claim_test(
    "B03",
    rule=all_or_part,
    reports=[1, 2],
    follow_up=["follow-counted", "follow-left-out"],
)
def allganize_moves_and_lists(known: Known, reports, follow_up) -> list[Sign]:
    """The seat is in Japan, a listing is prepared; it came from Korea; the listing followed."""
    moves = known("company-moves").query("organisation == 'allganize'")
    seat = moves.query("step == 'headquarters'")
    plan = moves.query("step == 'listing_plan'")
    listing = moves.query("step == 'listing'")
    followed = only(listing) if follow_up == "follow-counted" else np.nan
    return [
        sign("headquarters_in_japan", counted(seat), reports, seat),
        sign("listing_prepared", counted(plan), reports, plan),
        sign("came_from_korea", counted(seat.query("origin == 'KOR'")), 1, seat),
        sign("listing_followed", followed, 1, listing),
    ]


@claim_test(
    "B05",
    rule=all_or_part,
    who=["anyone", "other than the firm"],
    off_by=[20, 5],
    named_needed=[5, 3],
)
def elancer_enters_japan(known: Known, who, off_by, named_needed) -> list[Sign]:
    """A company in Japan is reported; the printed figures meet another figure."""
    moves = known("company-moves").query("organisation == 'elancer'")
    stated = known.undated("essay-figures").query("claim == 'B05' and figure == 'freelancers'")
    entity = moves.query("step == 'entity'")
    heard = moves if who == "anyone" else moves[moves["witness"].isin(OTHERS)]
    found = heard.query("step == 'freelancers'")
    partners = heard.query("step == 'partners'")
    off = 100 * abs(only(found) / only(stated) - 1)
    return [
        sign("entry_reported", counted(entity, who), 1, entity),
        sign("freelancers_agree", off, off_by, found, at_most=True),
        sign("partners_named", only(partners), named_needed, partners),
    ]


@claim_test(
    "B11",
    rule=all_or_part,
    who=["other than the firm", "anyone"],
    reports=[1, 2],
)
def allganize_clients_and_revenue(known: Known, who, reports) -> list[Sign]:
    """Each statement has a witness: two clients and the share of revenue."""
    moves = known("company-moves").query("organisation == 'allganize'")
    stated = known.undated("essay-figures").query("claim == 'B11'")
    smbc, nomura, share = (
        moves[moves["step"] == step] for step in ("client_smbc", "client_nomura", "revenue_share")
    )
    heard = share if who == "anyone" else share[share["witness"].isin(OTHERS)]
    near = heard[(heard["value"] / only(stated) - 1).abs() <= 0.1]
    return [
        sign("smbc_is_client", counted(smbc, who), reports, smbc),
        sign("nomura_is_client", counted(nomura, who), reports, nomura),
        sign("revenue_share_checked", near["outlet"].nunique(), reports, share),
    ]


@claim_test("B15", rule=all_or_part, firms_needed=[4, 5, 7], who=["other than the firm", "anyone"])
def seven_firms(known: Known, firms_needed, who) -> list[Sign]:
    """Most of the seven are confirmed, twice, and seen at work in Japan afterwards."""
    moves = into_japan(known, SEVEN)
    number = outlets(moves, who)
    later = moves[
        (moves["known_from"] >= AFTER_ESSAY)
        & (moves["period"].str.ljust(7, "~") >= AFTER_ESSAY[:7])
    ]
    active = (outlets(later, who) >= 1).sum() if len(later) else np.nan
    return [
        sign("firms_confirmed", (number >= 1).sum(), firms_needed, moves),
        sign("firms_confirmed_twice", (number >= 2).sum(), firms_needed, moves),
        sign("firms_active_later", active, firms_needed, later),
    ]
