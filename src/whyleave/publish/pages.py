"""Pages made from tables: the ledger, the codebook, the values, the sources.

Each function returns MyST Markdown for the directive ``{generated}``.
"""

import html
import re
from functools import partial

import nbformat
import pandas as pd

from whyleave import paths
from whyleave.claims import claims
from whyleave.claims.ledger import latest_source
from whyleave.data import load, next_edition, package
from whyleave.figures.forms import number
from whyleave.labels import alpha2, name
from whyleave.publish import explore, prose, results
from whyleave.publish.chapters import SYMBOLS, chapter_name, mark, slug
from whyleave.publish.editions import downloads
from whyleave.publish.execute import code_cells, executed, notebooks
from whyleave.publish.freshness import build_day, due
from whyleave.publish.listing import Row, facet_attributes, filters, listing
from whyleave.publish.site import POLICY
from whyleave.publish.teach.exercises import exercises
from whyleave.publish.verdicts import ledger
from whyleave.sources import sources

FACETS = {"essay": "Essay", "kind": "Kind", "verdict": "Verdict today", "chapter": "Chapter"}


def answer() -> str:
    """The book's answer: the cell tagged "answer" of the closing chapter."""
    cells = executed(paths.NOTEBOOKS / "verdicts.ipynb").cells
    return next(cell.source for cell in cells if "answer" in cell.metadata.get("tags", []))


def verdict_grid() -> str:
    """All claims as tiles, each leading to its passage; colour and symbol tell the verdict."""
    table = ledger().set_index("id")
    texts = claims()
    groups = []
    for essay, rows in table.groupby("essay"):
        tiles = "".join(
            f'<li {facet_attributes(_facets(row))}><a class="tile verdict-{slug(row.verdict_today)}" '
            f'href="{_passage(claim, row)}" '
            f'title="{html.escape(texts.loc[claim, "claim_en"])} Verdict: {row.verdict_today}.">'
            f'<span class="tile-id">{claim}</span>'
            f'<span aria-hidden="true">{SYMBOLS[row.verdict_today]}</span>'
            f'<span class="visually-hidden"> {row.verdict_today}</span></a></li>'
            for claim, row in rows.iterrows()
        )
        title = load("essays").set_index("essay").loc[essay, "date"]
        groups.append(
            f'<p class="tiles-title">Essay {essay}, {title:%B %Y}</p><ol class="tiles">{tiles}</ol>'
        )
    counts = table["verdict_today"].value_counts()
    key = "".join(
        f'<li class="verdict-{slug(v)}"><span class="tile" aria-hidden="true">{SYMBOLS[v]}</span> '
        f"{name(v, 'verdict')}: {counts[v]}</li>"
        for v in SYMBOLS if v in counts
    )  # fmt: skip
    return (
        f'<div class="verdict-grid listing">{"".join(groups)}<ul class="tiles-key">{key}</ul>'
        f"{filters(FACETS, open_at_start=False)}</div>"
    )


def ledger_page() -> str:
    """The table of all claims with both verdicts."""
    texts = claims()
    rows = [
        Row(
            [
                f'<a href="{_passage(row.id, row)}">{row.id}</a>',
                html.escape(texts.loc[row.id, "claim_en"]),
                mark(row.verdict_at_essay),
                mark(row.verdict_today),
                row.strength,
                "" if pd.isna(row.robust_share)
                else f'<a href="robustness.html#{row.id}">{100 * row.robust_share:.0f}%</a>',
            ],
            key=f"claim-{row.id}", facets=_facets(row),
        )
        for row in ledger().itertuples()
    ]  # fmt: skip
    head = ["Claim", "What it says", "At the essay's date", "Today", "Strength",
            "Stands under, of choices"]  # fmt: skip
    note = f"<p>Today means the newest source read, of {latest_source()}.</p>"
    return listing("The ledger of claims", head, rows, FACETS) + note


def moves_page() -> str:
    """Every report on a company's step into or out of Japan."""
    moves = load("company-moves").sort_values(["organisation", "period"])
    rows = [
        Row(
            [
                html.escape(name(move.organisation)),
                move.period,
                move.step.replace("_", " "),
                name(move.origin) if move.origin else "",
                name(move.destination) if move.destination else "",
                html.escape(move.text_en or move.note),
                f"{move.witness}, {html.escape(move.outlet)}",
                _source_link(move.source),
            ],
            facets={"company": name(move.organisation), "step": move.step.replace("_", " "),
                    "witness": move.witness},
        )
        for move in moves.itertuples()
    ]  # fmt: skip
    head = ["Company", "When", "Step", "From", "To", "What was reported", "Who says so", "Source"]
    facets = {"company": "Company", "step": "Step", "witness": "Who says so"}
    return listing("Company moves", head, rows, facets)


def firmness() -> str:
    """What the attacks on the verdicts found, claim by claim, with a summary first."""
    rows = load("firmness")
    lost, off = rows["turning_sources"] != "", rows["turning_figures"] > 0
    passages = ledger().set_index("id")
    lines = [
        f"Of {len(rows)} verdicts {(~lost & ~off).sum()} survive both attacks, {lost.sum()} turn when "
        f"some single source is lost, and {off.sum()} turn when some single press or estimated "
        f"figure of the {rows['figures'].sum():,} is a tenth off.",
        "",
        "| Claim | Verdict today | Sources | Sources that turn it | Figures moved | Of these turn it |",
        "|---|---|---|---|---|---|",
    ]
    for row in rows.itertuples():
        keys = [key for key in row.turning_sources.split("; ") if key]
        lines.append(
            f'| <a href="{_passage(row.claim, passages.loc[row.claim])}">{row.claim}</a> '
            f"| {mark(row.verdict)} | {row.sources} | {', '.join(map(_source_link, keys))} "
            f"| {row.figures} | {row.turning_figures} |"
        )
    return "\n".join(lines)


def coverage() -> str:
    """How many sentences with a number or a comparison rest on what."""
    count = prose.coverage(results.texts(), load("sentences"))
    words = {
        "value": "a linked number", "fact": "a linked statement", "figure": "a chart's headline",
        "verdict": "the verdict on a claim", "source": "a source", "reading": "nothing: a reading",
    }  # fmt: skip
    rows = "\n".join(f"| {words[key]} | {count.get(key, 0):,} |" for key in words)
    return f"| Rests on | Sentences |\n|---|---|\n{rows}\n| all | {sum(count.values()):,} |"


def confirmations() -> str:
    """How many rows of each table were read again, and with what result."""
    rows = load("confirmations")
    table = pd.crosstab(rows["table"], rows["result"])
    kinds = ["confirmed", "imprecise", "corrected", "unread"]
    table = table.reindex(columns=kinds, fill_value=0)
    lines = [
        f"| [{package()[name]['title']}](#data-{name}) | "
        + " | ".join(str(row[kind]) for kind in kinds) + " |"
        for name, row in table.iterrows()
    ]  # fmt: skip
    whole = " | ".join(f"{table[kind].sum():,}" for kind in kinds)
    return "\n".join(
        [
            "| Table | " + " | ".join(kinds) + " |",
            "|---|---|---|---|---|",
            *lines,
            f"| all | {whole} |",
        ]
    )


def corrections() -> str:
    """The corrections, newest first."""
    rows = load("corrections").sort_values(["date", "chapter"], ascending=[False, True])
    lines = [
        f"| {row.date:%Y-%m-%d} | [{row.chapter}](../notebooks/{row.chapter}.ipynb) | {_cell(row.what)} "
        f"| {_cell(row.was)} | {_cell(row.now)} | {_cell(row.why)} |"
        for row in rows.itertuples()
    ]
    return "\n".join(
        ["| Day | Chapter | What | Was | Is | Why |", "|---|---|---|---|---|---|", *lines]
    )


def codebook_page() -> str:
    """Every table: what it holds, fields, coverage, breaks, sources, share of grades."""
    parts = [_table_of_tables()]
    for key, resource in package().items():
        frame = load(key)
        fields = "\n".join(
            f"| `{f['name']}` | {f.get('type', 'string')} | {f.get('description', '')} | {_rules(f)} |"
            for f in resource["schema"]["fields"]
        )
        parts.append(
            f"({'data-' + key})=\n## {resource['title']}\n\n"
            f"`data/{resource['path']}`, {len(frame):,} rows. {resource['description']}\n\n"
            f"**Coverage.** {resource['coverage']}. **Breaks.** {resource['breaks']} "
            f"**Licence.** {resource['licenses'][0]['name']}.{_grades(frame)}\n\n"
            f"| Field | Type | Meaning | Rule |\n|---|---|---|---|\n{fields}"
        )
    return "\n\n".join(parts)


def freshness_page() -> str:
    """The tables whose next edition was due on the day of the build."""
    day, tables = build_day(), due(build_day())
    rows = "\n".join(
        f"- [{r['title']}](#data-{r['name']}), since {r['next_edition']}" for r in tables
    )
    return (
        f"On {day.day} {day:%B %Y}, the day of the version that you read, {len(tables)} of "
        f"{len(package())} tables were due for a newer edition.\n\n{rows}"
    )


def values_page() -> str:
    """Every number that a sentence quotes, with unit, sources and chapter, and every statement."""
    values = {k: (number(v["value"]), v["unit"], v) for k, v in results.values().items()}
    stated = {k: ("true", "statement", v) for k, v in results.statements().items()}
    rows = [
        Row(
            [
                f"<code>{key}</code>",
                value,
                unit,
                f'<a href="{_page(record["chapter"])}">{record["chapter"]}</a>',
                ", ".join(map(_source_link, record["sources"])),
            ],
            key=key, facets={"chapter": chapter_name(record["chapter"]), "unit": unit},
        )
        for found in (values, stated)
        for key, (value, unit, record) in sorted(found.items())
    ]  # fmt: skip
    head = ["Key", "Value", "Unit", "Chapter", "Sources"]
    return listing("Values", head, rows, {"chapter": "Chapter", "unit": "Unit"})


def sources_page() -> str:
    """The bibliography, one row a source, with anchors."""
    rows = [
        Row(
            [
                html.escape(row.publisher),
                f'<a href="{html.escape(row.url)}">{html.escape(row.title)}</a>',
                row.published,
                html.escape(". ".join(part for part in (row.licence, row.remark) if part)),
                f"<code>{row.Index}</code>",
            ],
            key=f"source-{row.Index}", facets={"publisher": row.publisher, "year": row.published[:4]},
        )
        for row in sources().sort_values(["publisher", "published"]).itertuples()
    ]  # fmt: skip
    head = ["Publisher", "Title", "Published", "Terms and remarks", "Key"]
    return listing("Sources", head, rows, {"publisher": "Publisher", "year": "Year"})


def index_page(kind: str) -> str:
    """Countries or companies: the tables that have figures on them, the chapters that name them."""
    tables: dict[str, set[str]] = {}
    for key, resource in package().items():
        frame = load(key)
        for column in resource["schema"]["fields"]:
            if column.get("rule") == "entity":
                for entity in set(frame[column["name"]]) - {""}:
                    tables.setdefault(entity, set()).add(key)
    prose = {
        chapter: " ".join(text for where, text in results.texts() if f"/{chapter}.ipynb" in where)
        for chapter in claims()["chapter"].unique()
    }
    wanted = {name(e): e for e in tables if bool(alpha2(e)) == (kind == "countries")}
    rows = []
    for title, entity in sorted(wanted.items()):
        word = re.compile(rf"\b{re.escape(title.split(' (')[0])}\b")
        found = [chapter for chapter, text in prose.items() if word.search(text)]
        rows.append(
            Row(
                [
                    html.escape(title),
                    ", ".join(f'<a href="{_page(c)}">{chapter_name(c)}</a>' for c in found),
                    ", ".join(f'<a href="data.html#data-{t}">{t}</a>' for t in sorted(tables[entity])),
                ],
                facets={"named": "in a chapter" if found else "in data only"},
            )
        )  # fmt: skip
    head = ["Name", "Chapters that name it", "Tables with figures on it"]
    return listing(f"Index of {kind}", head, rows, {"named": "Named"})


def glossary_page() -> str:
    """All terms in both languages, each with an anchor."""
    return "\n\n".join(
        f'<span id="{row.term}"></span>**{row.en}** ({row.ko})\n: {row.meaning_en} {row.meaning_ko}'
        for row in load("glossary").itertuples()
    )


def figures_page() -> str:
    """All figures with their headline, linked."""
    return "\n".join(f"- [{row.headline}](#fig-{row.id})" for row in results.figures().itertuples())


def headers() -> str:
    """The lines that make Netlify and its like send the site's security policy, and those of nginx."""
    policy = f"{POLICY.replace(' file:', '')}; frame-ancestors 'none'"
    return (
        f"```\n/*\n  Content-Security-Policy: {policy}\n  X-Content-Type-Options: nosniff\n"
        "  Referrer-Policy: no-referrer\n```\n\nIn nginx:\n\n"
        f'```\nadd_header Content-Security-Policy "{policy}" always;\n'
        'add_header X-Content-Type-Options "nosniff" always;\n'
        'add_header Referrer-Policy "no-referrer" always;\n```'
    )


def lesson_plans() -> str:
    """Fifty minutes on each chapter, in the order of the table."""
    parts = []
    for chapter, rows in load("lesson-plans").groupby("chapter", sort=False):
        lines = "\n".join(
            f"| {r.minutes} | {_cell(r.activity)} | {_cell(r.question)} | {_cell(r.misreading)} |"
            for r in rows.sort_values("step").itertuples()
        )
        parts.append(
            f"## {_title(chapter)}\n\n[Read the chapter](../../notebooks/{chapter}.ipynb).\n\n"
            f"| Minutes | Activity | Question to ask | Common misreading |\n|---|---|---|---|\n{lines}"
        )
    return "\n\n".join(parts)


def skills() -> str:
    """What each exercise trains: from the exercises' metadata."""
    lines = []
    for path in notebooks():
        for e in exercises(nbformat.read(path, as_version=4), path.stem):
            lines.append(
                f"| {path.stem} | [{_cell(e.title)}](#exercise-{e.id}) | {e.kind} | "
                f"{_cell(', '.join(e.skills))} | {e.minutes} | {e.points} |"
            )
    head = "| Chapter | Exercise | Kind | Skills | Minutes | Points |\n|---|---|---|---|---|---|"
    return "\n".join([head, *lines])


def chapter_tables() -> str:
    """The tables that the code of each chapter loads, linked to their description."""
    lines = []
    for path in notebooks():
        cells = code_cells(nbformat.read(path, as_version=4))
        named = re.findall(r'load\(\s*"([a-z-]+)"', "\n".join(c.source for c in cells))
        links = ", ".join(
            f"[{key}](#data-{key})" for key in dict.fromkeys(named) if key in package()
        )
        lines.append(f"| [{path.stem}](../../notebooks/{path.stem}.ipynb) | {links} |")
    return "\n".join(["| Chapter | Tables |", "|---|---|", *lines])


def _title(chapter: str) -> str:
    """The heading of a chapter."""
    cells = nbformat.read(paths.NOTEBOOKS / f"{chapter}.ipynb", as_version=4).cells
    return cells[0].source.splitlines()[0].removeprefix("# ")


def _page(chapter: str) -> str:
    return "ledger.html" if chapter == "ledger" else f"../notebooks/{chapter}.html"


def _passage(claim: str, row) -> str:
    anchor = f"#verdict-{claim}" if row.strength else ""
    return f"../notebooks/{row.chapter}.html{anchor}"


def _facets(row) -> dict[str, str]:
    """By what a claim can be filtered."""
    return {"essay": row.essay, "kind": row.kind,
            "verdict": row.verdict_today, "chapter": chapter_name(row.chapter)}  # fmt: skip


def _cell(text: str) -> str:
    """Plain text in a cell of a Markdown table."""
    return html.escape(text, quote=False).replace("|", "\\|")


def _source_link(key: str) -> str:
    return f'<a href="sources.html#source-{key}">{html.escape(sources().loc[key, "shortname"])}</a>'


def _rules(field: dict) -> str:
    rules = dict(field.get("constraints", {}))
    words = ["required"] if rules.pop("required", False) else ["may be empty"]
    if field.get("rule"):
        words.append(f"known {field['rule']}")
    if "enum" in rules:
        words.append("one of " + ", ".join(f"`{v}`" for v in rules.pop("enum")))
    if "pattern" in rules:
        words.append("pattern `" + rules.pop("pattern").replace("|", "\\|") + "`")
    return "; ".join(words + [f"{k} {v}" for k, v in rules.items()])


def _grades(frame: pd.DataFrame) -> str:
    if "grade" not in frame:
        return ""
    share = 100 * frame["grade"].value_counts(normalize=True)
    return " **Grades.** " + ", ".join(f"{g} {v:.0f}%" for g, v in share.items()) + "."


def _table_of_tables() -> str:
    rows = "\n".join(
        f"| [{r['title']}](#data-{key}) | {len(load(key)):,} | {r['coverage']} "
        f"| {next_edition(r) or 'none to come'} |"
        for key, r in package().items()
    )
    return f"| Table | Rows | Coverage | Next edition |\n|---|---|---|---|\n{rows}"


GENERATED = {
    "answer": answer,
    "verdict-grid": verdict_grid,
    "ledger": ledger_page,
    "firmness": firmness,
    "coverage": coverage,
    "confirmations": confirmations,
    "corrections": corrections,
    "moves": moves_page,
    "countries": partial(index_page, "countries"),
    "companies": partial(index_page, "companies"),
    "try-tax": explore.tax,
    "try-options": explore.options,
    "try-gap": explore.gap,
    "try-countries": explore.countries,
    "try-verdicts": explore.verdicts,
    "robustness": explore.robustness,
    "codebook": codebook_page,
    "downloads": downloads,
    "headers": headers,
    "freshness": freshness_page,
    "values": values_page,
    "sources": sources_page,
    "figures": figures_page,
    "glossary": glossary_page,
    "lesson-plans": lesson_plans,
    "skills": skills,
    "chapter-tables": chapter_tables,
}
