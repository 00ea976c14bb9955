"""Pages made from tables: the ledger, the codebook, the values, the sources.

Each function returns MyST Markdown for the directive ``{generated}``.
"""

import html
import re

import nbformat
import pandas as pd

from whyleave import paths
from whyleave.claims import claims
from whyleave.claims.ledger import latest_source
from whyleave.data import load, next_edition, package
from whyleave.figures.forms import number
from whyleave.figures.style import VERDICTS
from whyleave.labels import name
from whyleave.publish import prose, results
from whyleave.publish.chapters import source_list
from whyleave.publish.execute import code_cells, executed, notebooks
from whyleave.publish.freshness import build_day, due
from whyleave.publish.teach.exercises import exercises
from whyleave.publish.verdicts import ledger
from whyleave.sources import sources

SYMBOLS = {verdict: symbol for verdict, (symbol, *_) in VERDICTS.items()}


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
            f'<li><a class="tile verdict-{slug(row.verdict_today)}" href="{_passage(claim, row)}" '
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
        f'<li><span class="tile verdict-{slug(v)}" aria-hidden="true">{SYMBOLS[v]}</span> '
        f"{name(v, 'verdict')}: {counts[v]}</li>"
        for v in SYMBOLS if v in counts
    )  # fmt: skip
    return f'<div class="verdict-grid">{"".join(groups)}<ul class="tiles-key">{key}</ul></div>'


def ledger_page() -> str:
    """The table of all claims with both verdicts."""
    texts = claims()
    rows = [
        "| Claim | What it says | At the essay's date | Today | Strength | Stands under |",
        "|---|---|---|---|---|---|",
    ]
    for row in ledger().itertuples():
        link = f'<a href="{_passage(row.id, row)}">{row.id}</a>'
        share = "" if pd.isna(row.robust_share) else f"{100 * row.robust_share:.0f}% of choices"
        rows.append(
            f"| {link} | {texts.loc[row.id, 'claim_en']} | {_mark(row.verdict_at_essay)} "
            f"| {_mark(row.verdict_today)} | {row.strength} | {share} |"
        )
    note = f"Today means the newest source read, of {latest_source()}."
    return "\n".join(rows) + f"\n\n{note}"


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
            f"| {_mark(row.verdict)} | {row.sources} | {', '.join(map(_source_link, keys))} "
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
    """Every number that a sentence quotes, with unit, sources and chapter."""
    rows = "".join(
        f'<tr id="{key}"><td><code>{key}</code></td><td>{number(v["value"])}</td><td>{v["unit"]}</td>'
        f'<td><a href="{_page(v["chapter"])}">{v["chapter"]}</a></td>'
        f"<td>{', '.join(_source_link(s) for s in v['sources'])}</td></tr>"
        for key, v in sorted(results.values().items())
    )
    stated = "".join(
        f'<tr id="{key}"><td><code>{key}</code></td><td>true</td><td>statement</td>'
        f'<td><a href="{_page(v["chapter"])}">{v["chapter"]}</a></td>'
        f"<td>{', '.join(_source_link(s) for s in v['sources'])}</td></tr>"
        for key, v in sorted(results.statements().items())
    )
    return (
        '<div class="table-scroll" tabindex="0" role="region" aria-label="Values">'
        '<table class="table"><thead><tr><th>Key</th>'
        "<th>Value</th><th>Unit</th><th>Chapter</th><th>Sources</th></tr></thead>"
        f"<tbody>{rows}{stated}</tbody></table></div>"
    )


def sources_page() -> str:
    """The bibliography, one entry a source, with anchors."""
    return "\n\n".join(
        f"(source-{row.Index})=\n`{row.Index}`\n{source_list([row.Index]).removeprefix('- ')}"
        for row in sources().sort_index().itertuples()
    )


def glossary_page() -> str:
    """All terms in both languages, each with an anchor."""
    return "\n\n".join(
        f'<span id="{row.term}"></span>**{row.en}** ({row.ko})\n: {row.meaning_en} {row.meaning_ko}'
        for row in load("glossary").itertuples()
    )


def figures_page() -> str:
    """All figures with their headline, linked."""
    return "\n".join(f"- [{row.headline}](#fig-{row.id})" for row in results.figures().itertuples())


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


def slug(verdict: str) -> str:
    return verdict.replace(" ", "-")


def _passage(claim: str, row) -> str:
    anchor = f"#verdict-{claim}" if row.strength else ""
    return f"../notebooks/{row.chapter}.html{anchor}"


def _mark(verdict: str) -> str:
    return f'<span class="badge verdict-{slug(verdict)}">{SYMBOLS[verdict]} {name(verdict, "verdict")}</span>'


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
    "codebook": codebook_page,
    "freshness": freshness_page,
    "values": values_page,
    "sources": sources_page,
    "figures": figures_page,
    "glossary": glossary_page,
    "lesson-plans": lesson_plans,
    "skills": skills,
    "chapter-tables": chapter_tables,
}
