"""Pages made from tables: the ledger, the codebook, the values, the sources.

Each function returns MyST Markdown for the directive ``{generated}``.
"""

import html

import pandas as pd

from whyleave import paths
from whyleave.claims import claims
from whyleave.claims.ledger import latest_source
from whyleave.data import load, next_edition, package
from whyleave.figures.forms import number
from whyleave.figures.style import VERDICTS
from whyleave.labels import name
from whyleave.publish import results
from whyleave.publish.chapters import source_list
from whyleave.publish.editions import downloads
from whyleave.publish.execute import executed
from whyleave.publish.freshness import build_day, due
from whyleave.publish.site import POLICY
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


def _page(chapter: str) -> str:
    return "ledger.html" if chapter == "ledger" else f"../notebooks/{chapter}.html"


def slug(verdict: str) -> str:
    return verdict.replace(" ", "-")


def _passage(claim: str, row) -> str:
    anchor = f"#verdict-{claim}" if row.strength else ""
    return f"../notebooks/{row.chapter}.html{anchor}"


def _mark(verdict: str) -> str:
    return f'<span class="badge verdict-{slug(verdict)}">{SYMBOLS[verdict]} {name(verdict, "verdict")}</span>'


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
    "codebook": codebook_page,
    "downloads": downloads,
    "headers": headers,
    "freshness": freshness_page,
    "values": values_page,
    "sources": sources_page,
    "figures": figures_page,
    "glossary": glossary_page,
}
