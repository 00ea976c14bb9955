"""The pages on which a reader changes an assumption: what the models give on a grid of controls.

Everything is computed here, at build, by the book's own models, so that the page only looks up.
Each function returns HTML: the numbers as JSON, and the starting case as a table, which is all
that a reader without JavaScript, or on paper, gets.
"""

import html
import json
from collections.abc import Callable, Iterator, Sequence
from functools import cache, partial
from itertools import product

from whyleave.claims import claims
from whyleave.claims.chapters.japan_incentives import example_firm
from whyleave.data import load, yearly
from whyleave.figures.forms import number
from whyleave.figures.style import VERDICTS
from whyleave.labels import name
from whyleave.models import capital_gap
from whyleave.models.corporate_tax import Result, japanese_tax, korean_tax
from whyleave.models.option_law import schemes
from whyleave.models.tax_law import japanese_law, korean_law
from whyleave.publish.listing import Row, listing
from whyleave.publish.verdicts import grids, ledger

TONES = {"KOR": "first", "JPN": "second"}

# label, then what is shown and what it means to the model; the start is the index of a value
SIZE = ("Firm", {"large or mid-size, sales of 400 billion won": False,
                 "small, sales of 40 billion won": True}, 0)  # fmt: skip
YEAR = ("Law of the year", {"2024": 2024, "2025": 2025, "2026": 2026}, 1)
CLASS = ("In Korea its research counts as", {
    "ordinary, of a large firm": "ordinary", "ordinary, of a mid-size firm": "ordinary mid-size",
    "new growth technology": "new growth", "strategic technology (AI listed)": "strategic"}, 3)  # fmt: skip
REACH = ("Japan's box lowers", {
    "every tax on profit": "every tax", "the national tax and what is levied on it": "levied on it",
    "the national tax only": "national only"}, 0)  # fmt: skip
LICENCES = ("Share of profit from licences", {f"{v}%": v / 100 for v in range(0, 101, 10)}, 5)
RESEARCH = ("Research, of sales", {f"{v}%": v / 100 for v in (0, 2, 5, 10, 15, 20, 30)}, 3)
MARGIN = ("Profit, of sales", {f"{v}%": v / 100 for v in (10, 25, 40)}, 1)

TIMES = ("Gain at exercise, of a good Korean start-up's", {
    f"{v:g} times": v for v in (0.1, 0.25, 0.5, 1, 2, 3, 5, 10)}, 3)  # fmt: skip
PRICE = ("Exercise price, of that gain", {f"{v}%": v / 100 for v in (1, 25, 50, 100, 200)}, 2)
LATER = ("Gain after exercise, of that gain", {f"{v}%": v / 100 for v in (0, 50, 100, 200)}, 0)
SHOWN = ("Show", {"the share that is kept": "net_share",
                  "the tax due before a share can be sold": "due_early"}, 0)  # fmt: skip

PEERS = ["USA", "ISR", "GBR", "CAN", "SWE", "EST", "FIN", "FRA", "DEU", "JPN"]
NEW = ("Of the announced money is new", {f"{v}%": v / 100 for v in range(0, 101, 10)}, 10)

SERIES = {  # table, indicator, title, unit, digits
    "vc": ("venture-capital-oecd", "vc_share_of_gdp", "Venture capital", "percent of GDP", 2),
    "genai": (
        "generative-ai-use",
        "people_using_genai",
        "People using generative AI",
        "percent",
        1,
    ),
    "models": ("ai-capacity", "notable_models", "Notable AI models", "models", 0),
}
START = ["KOR", "JPN", "USA", "ISR"]


def tax() -> str:
    """Corporate tax of one AI firm in Korea and Japan, step by step."""
    law = load("tax-parameters")
    rates = load("exchange-rates").query("period == '2025-03'").set_index("entity")["value"]
    yen = rates["KOR"] / rates["JPN"]
    korean, japanese = cache(partial(korean_law, law)), cache(partial(japanese_law, law))

    def korea(small, year, kind, licences, research, margin):
        if year < 2025 and kind == "strategic":  # AI was not strategic yet
            return [None] * 4
        firm = example_firm(small, licences, research, margin=margin)
        return _steps(korean_tax(firm, korean(year, kind)), ["licence", "rd_credit"])

    def japan(small, year, reach, licences, research, margin):
        firm = example_firm(small, licences, research, local=yen, margin=margin)
        taken = ["box", "rd_credit", "strategic_credit"]
        return _steps(japanese_tax(firm, japanese(year, reach)), taken)

    before, paid = "Tax before any relief", "Tax paid"
    parts = [
        _part("Korea", "first", korea, [SIZE, YEAR, CLASS, LICENCES, RESEARCH, MARGIN],
              [before, "Relief for licences", "Research credit", paid]),
        _part("Japan", "second", japan, [SIZE, YEAR, REACH, LICENCES, RESEARCH, MARGIN],
              [before, "Innovation box", "Research credit", "AI credit of 2026", paid]),
    ]  # fmt: skip
    for part in parts:
        part["falling"] = True  # from the first row each step takes off, to the last
    controls = [SIZE, YEAR, CLASS, REACH, LICENCES, RESEARCH, MARGIN]
    return _explorer("tax", "percent of profit", controls, parts)


def options() -> str:
    """What an employee keeps of an option gain under each scheme."""
    outcomes = schemes(load("option-parameters"), load("stock-option-rules"))
    keys = list(outcomes())

    def kept(times, price, later, shown):
        return [100 * getattr(one, shown) for one in outcomes(times, price, later).values()]

    controls = [TIMES, PRICE, LATER, SHOWN]
    rows = [name(key, "indicator") for key in keys]
    part = _part("", "", kept, controls, rows)
    part["tones"] = [TONES.get(key[4:7].upper(), "context") for key in keys]
    return _explorer("options", "percent of the whole gain", controls, [part])


def gap() -> str:
    """The yearly gap in venture capital to a peer, and what announced money would fill of it."""
    oecd = yearly(load("venture-capital-oecd")).query("year == 2024")
    share, amount = (
        oecd[oecd["indicator"] == key].set_index("entity")["value"]
        for key in ("vc_share_of_gdp", "vc_amount")
    )
    rate = yearly(load("exchange-rates")).set_index(["entity", "year"])["value"]["KOR", 2024]
    gdp = 100 * amount["KOR"] / share["KOR"] * rate / 1e6  # trillion won
    wide = yearly(load("korean-venture-investment")).query("measure == 'wide' and year == 2024")
    plan = load("policy-capital").set_index(["indicator", "period"])["value"]
    direct = plan["growth_fund_direct_stakes", "2026/2030"] / 5
    through = plan["growth_fund_through_funds", "2026/2030"] / 5
    lasting = plan["growth_fund_ten_years", "2026"] / 1000
    controls = [
        ("Compared with", {name(peer): peer for peer in PEERS}, 0),
        ("Korean venture money as counted by",
         {"the OECD": share["KOR"], "the ministry, wide": wide["value"].iloc[0] / 10 / gdp}, 0),
        ("Money announced",
         {"direct stakes and funds": direct + through, "direct stakes only": direct,
          "funds of ten years or more": lasting}, 0),
        NEW,
    ]  # fmt: skip

    def sizes(peer, own, announced, new):
        missing = capital_gap.yearly_gap(own, share[peer], gdp)
        added = new * announced
        return [missing, added, missing - added, capital_gap.closed(added, missing)]

    rows = ["Gap a year", "New money a year", "Left to find (minus: to spare)",
            "Percent of the gap filled"]  # fmt: skip
    part = _part("", "first", sizes, controls, rows)
    part["tones"], part["undrawn"] = ["context", "first", "second", ""], [3]
    return _explorer("gap", "trillion won", controls, [part])


def countries() -> str:
    """One measure over time for the countries that a reader picks."""
    spec, used = {"start": START, "series": {}}, set()
    for key, (table, indicator, title, unit, digits) in SERIES.items():
        rows = load(table)
        rows = rows[rows["indicator"] == indicator]
        wide = rows.pivot(index="entity", columns="period", values="value").round(digits + 1)
        wide = wide.loc[sorted(wide.index, key=name)]
        values = {
            entity: [None if value != value else value for value in line]
            for entity, line in zip(wide.index, wide.to_numpy().tolist(), strict=True)
        }
        used |= set(values)
        spec["series"][key] = {
            "title": title, "unit": unit, "digits": digits, "periods": list(wide.columns),
            "values": values, "data": f"data.html#data-{table}",
        }  # fmt: skip
    spec["names"] = {entity: name(entity) for entity in sorted(used, key=name)}
    first = spec["series"]["vc"]
    head = "".join(f'<th scope="col">{name(entity)}</th>' for entity in START)
    body = "".join(
        f'<tr><th scope="row">{period}</th>'
        + "".join(f"<td>{number(first['values'][entity][i])}</td>" for entity in START)
        + "</tr>"
        for i, period in enumerate(first["periods"])
        if all(first["values"][entity][i] is not None for entity in START)
    )
    caption = f"{first['title']}, {first['unit']}"
    return _section(
        "countries",
        spec,
        f"<caption>{caption}</caption><thead><tr><th>Period</th>{head}</tr></thead>"
        f"<tbody>{body}</tbody>",
    )


def verdicts() -> str:
    """The verdict and the signs of a claim under each choice of its test."""
    texts = claims()["claim_en"]
    shown = {
        claim: {key: grid[key] for key in ("controls", "verdicts", "signs")}
        | {"says": texts[claim], "at": f"../notebooks/{claims().loc[claim, 'chapter']}.html"}
        for claim, grid in grids().items()
    }
    spec = {"claims": shown, "symbols": {verdict: mark[0] for verdict, mark in VERDICTS.items()}}
    anchors = "".join(f'<span id="{claim}"></span>' for claim in shown)
    return f"<div>{anchors}{_section('verdicts', spec, '')}</div>"


def robustness() -> str:
    """All tested claims: how firmly each verdict stands."""
    shares = ledger().set_index("id")["robust_share"]
    rows = [
        Row(
            [f'<a href="#{claim}">{claim}</a>', grid["verdicts"][0],
             f"{100 * shares[claim]:.0f}", html.escape(grid["robustness"])],
            facets={"verdict": grid["verdicts"][0]},
        )
        for claim, grid in grids().items()
    ]  # fmt: skip
    head = ["Claim", "Verdict today", "Stands under, percent of choices", "How robust"]
    return listing("How firmly each verdict stands", head, rows, {"verdict": "Verdict today"})


def _steps(result: Result, taken: Sequence[str]) -> list[float]:
    """Percent of profit: tax before, what each relief takes off, what is paid."""
    amounts = [result.before, *(-result.steps[step] for step in taken), result.tax]
    return [100 * amount / result.base for amount in amounts]


def _part(title: str, tone: str, model: Callable, over: list, rows: list[str]) -> dict:
    """One country or model: its rows for every combination of its controls, the last fastest."""
    cases = product(*(values.values() for _, values, _ in over))
    numbers = [_short(value) for case in cases for value in model(*case)]
    return {"title": title, "tones": [tone] * len(rows), "over": [c[0] for c in over],
            "rows": rows, "numbers": numbers}  # fmt: skip


def _short(value: float | None) -> float | int | None:
    """One decimal, as short as JSON can say it."""
    if value is None:
        return None
    rounded = round(value, 1) + 0.0
    return int(rounded) if rounded == int(rounded) else rounded


def _explorer(key: str, unit: str, controls: list, parts: list[dict]) -> str:
    spec = {
        "unit": unit,
        "controls": [
            {"label": label, "values": list(values), "start": start}
            for label, values, start in controls
        ],
        "parts": parts,
    }
    starts = {label: start for label, _, start in controls}
    sizes = {label: len(values) for label, values, _ in controls}
    body = "".join(
        f'<tr><th scope="row">{row}</th><td>{number(value)}</td></tr>'
        for part in parts
        for row, value in _case(part, starts, sizes)
    )
    head = f'<thead><tr><th scope="col">What</th><th scope="col">{unit}</th></tr></thead>'
    return _section(key, spec, f"{head}<tbody>{body}</tbody>")


def _case(part: dict, chosen: dict[str, int], sizes: dict[str, int]) -> Iterator[tuple[str, float]]:
    place = 0
    for label in part["over"]:
        place = place * sizes[label] + chosen[label]
    rows, title = part["rows"], part["title"]
    numbers = part["numbers"][place * len(rows) : (place + 1) * len(rows)]
    return zip((f"{title}: {row}" if title else row for row in rows), numbers, strict=True)


def _section(key: str, spec: dict, table: str) -> str:
    text = json.dumps(spec, ensure_ascii=False, separators=(",", ":")).replace("</", "<\\/")
    shown = f'<table class="table explore-table">{table}</table>' if table else ""
    return (
        f'<div class="explore" id="try-{key}" data-explore="{key}">'
        f'<script type="application/json">{text}</script>{shown}</div>'
    )
