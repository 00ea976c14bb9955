"""Tests of the claims on companies: A04, B01, B02, B03, B05, B11, B15."""

import numpy as np
import pandas as pd

from whyleave.claims.measures import change
from whyleave.claims.testing import Known, Sign, all_or_part, claim_test, only, sign
from whyleave.data import yearly

OTHERS = ("reporter", "partner")
STEPS = ("entity", "headquarters", "country_head", "product", "service", "activity")
UNREAD = ("essay", "search")  # the essay's own words and our own search are no report
IN_JAPAN = ("rebellions", "allganize", "upstage", "wrtn")  # as the essay's table has it
PLANNING = ("finders-ai", "featuring", "channel-talk")
SEVEN = (*IN_JAPAN, *PLANNING)
AI_FIRMS = (*SEVEN, "wanted-lab", "makina-rocks")
AFTER_ESSAY = "2025-04-05"


def heard(reports: pd.DataFrame, who: str) -> pd.DataFrame:
    """The reports that we read: of anyone, or only of others than the firm itself."""
    if who == "other than the firm":
        return reports[reports["witness"].isin(OTHERS)]
    return reports[~reports["witness"].isin(UNREAD)]


def outlets(reports: pd.DataFrame, who: str = "other than the firm") -> pd.Series:
    """Number of outlets that confirm, by firm; a copy counts as its original."""
    told = heard(reports, who)
    told = told[(told["unit"] == "reports") & (told["value"] >= 1)]
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
    flip_base=["flip-first-figure", "flip-unlisted-none"],
)
def more_start_ups_leave(known: Known, since_year, grown, flow, flip_base) -> list[Sign]:
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
    born, moved = (
        rows.sort_values("year")["value"].iloc[[0, -1]].diff().iloc[-1] if len(rows) > 1 else np.nan
        for rows in (founded, flips)
    )
    if flip_base == "flip-unlisted-none" and len(flips):  # before 2021 too few to be listed
        moved = flips.sort_values("year")["value"].iloc[-1]
    return [
        sign("abroad_stock_grows", growth, grown, stock),
        sign("abroad_flow_grows", last / pace.get(2020, np.nan), 1, stock),
        sign("founded_abroad_grows", born, 1, founded),
        sign("moved_share_grows", moved, 1, flips),
    ]


@claim_test("B01", rule=all_or_part, firms_needed=[5, 8], grown=[50, 100])
def ai_firms_go_to_japan(known: Known, firms_needed, grown) -> list[Sign]:
    """Entities grow, AI firms with an outside report can be named, a seat leaves Korea."""
    entities = yearly(known("korean-firms-abroad").query("indicator == 'new_korean_entities'"))
    end = int(entities["year"].max()) if len(entities) else 0
    moves = into_japan(known, AI_FIRMS)
    seats = moves.query("step == 'headquarters' and origin == 'KOR'")
    return [
        sign("japan_entities_grow", change(entities, 2021, end), grown, entities),
        sign("ai_firms_named", (outlets(moves) >= 1).sum(), firms_needed, moves),
        sign("ai_headquarters_leave", (outlets(seats) >= 1).sum(), 1, moves),
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
    seat_from=["seat-from-anywhere", "seat-from-korea"],
)
def allganize_moves_and_prepares(known: Known, reports, seat_from) -> list[Sign]:
    """The seat moved to Japan and a listing there is prepared. Whether a listing followed is no
    sign: preparing takes years."""
    moves = known("company-moves").query("organisation == 'allganize'")
    seat = moves.query("step == 'headquarters'")
    plan = moves.query("step == 'listing_plan'")
    if seat_from == "seat-from-korea":
        seat = seat.query("origin == 'KOR'")
    return [
        sign("headquarters_in_japan", counted(seat), reports, seat),
        sign("listing_prepared", counted(plan), reports, plan),
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
    moves = heard(known("company-moves").query("organisation == 'elancer'"), who)
    stated = known.undated("essay-figures").query("claim == 'B05' and figure == 'freelancers'")
    entity, found, partners = (
        moves[moves["step"] == step] for step in ("entity", "freelancers", "partners")
    )
    off = 100 * abs(only(found) / only(stated) - 1)
    return [
        sign("entry_reported", counted(entity, who), 1, entity),
        sign("freelancers_agree", off, off_by, found, at_most=True),
        sign("partners_named", only(partners), named_needed, partners),
    ]


@claim_test("B11", rule=all_or_part, who=["anyone", "other than the firm"], reports=[1, 2])
def allganize_clients_and_revenue(known: Known, who, reports) -> list[Sign]:
    """Each statement has a witness apart from the essay: two clients and the revenue share."""
    moves = heard(known("company-moves").query("organisation == 'allganize'"), who)
    stated = known.undated("essay-figures").query("claim == 'B11'")
    smbc, nomura, share = (
        moves[moves["step"] == step] for step in ("client_smbc", "client_nomura", "revenue_share")
    )
    near = share[(share["value"] / only(stated) - 1).abs() <= 0.1]
    return [
        sign("smbc_is_client", counted(smbc, who), reports, smbc),
        sign("nomura_is_client", counted(nomura, who), reports, nomura),
        sign("revenue_share_checked", near["outlet"].nunique(), reports, share),
    ]


@claim_test(
    "B15",
    rule=all_or_part,
    who=["anyone", "other than the firm"],
    reports=[1, 2],
    firms_needed=[4, 3],
)
def seven_firms(known: Known, who, reports, firms_needed) -> list[Sign]:
    """The table cell by cell: the four in Japan, the three on the way, at work afterwards."""
    moves = into_japan(known, SEVEN)
    number = outlets(moves, who) >= reports
    companies = outlets(moves[moves["step"] == "entity"], who) >= reports
    later = moves[
        (moves["known_from"] >= AFTER_ESSAY)
        & (moves["period"].str.ljust(7, "~") >= AFTER_ESSAY[:7])
    ]
    active = (outlets(later, who) >= 1).sum() if len(later) else np.nan
    return [
        sign("offices_confirmed", number.reindex(IN_JAPAN, fill_value=False).sum(), 4, moves),
        sign("plans_confirmed", companies.reindex(PLANNING, fill_value=False).sum(), 3, moves),
        sign("firms_active_later", active, firms_needed, later),
    ]
