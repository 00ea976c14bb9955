"""From an executed notebook to the pages of the book: captions, alternative texts, cards."""

import html
from functools import cache

import nbformat
import yaml

from whyleave import paths
from whyleave.claims import claims
from whyleave.claims.verdict_box import MIME as VERDICT
from whyleave.figures.chart import MIME as FIGURE
from whyleave.figures.style import VERDICTS
from whyleave.labels import name
from whyleave.publish.teach.exercises import for_book
from whyleave.publish.verdicts import ledger
from whyleave.quotes import MIME as VALUES
from whyleave.quotes import STATEMENTS
from whyleave.sources import sources

RESULTS = "../results"
SYMBOLS = {verdict: symbol for verdict, (symbol, *_) in VERDICTS.items()}
KEY_FIGURES = {
    "paradox": "frontier",
    "regulation": "barred-models",
    "venture-capital": "vc-share-of-gdp",
    "talent": "ai-migration-editions",
    "culture-and-market": "fear-by-base",
    "japan-incentives": "four-firms",
    "japan-market": "office-workers-2024",
    "companies": "moves-by-date",
    "world-policies": "china-models",
    "reforms": "opt-net-share",
    "verdicts": "verdicts-essay-a",
}
TRY = {  # chapter: sections of book/explore.md that belong to it
    "paradox": {"countries": "compare countries"},
    "venture-capital": {"countries": "compare countries", "gap": "size the capital gap"},
    "talent": {"options": "tax an option gain"},
    "japan-incentives": {"tax": "tax a firm in both countries"},
    "reforms": {"options": "tax an option gain", "gap": "size the capital gap"},
}


def chapter(notebook: nbformat.NotebookNode, key: str, opening: str = "") -> nbformat.NotebookNode:
    """The notebook as the book shows it, with a line under its opening.

    It opens with a strip of its claims. Figures get number, caption, alternative text and a card;
    values quoted in the text leave the page (they have their own); other outputs stay. An exercise
    becomes one box, without its tests.
    """
    records = [
        output.data[FIGURE]
        for cell in notebook.cells
        for output in cell.get("outputs", [])
        if FIGURE in output.get("data", {})
    ]
    cells, used = [], set()
    for cell in for_book(notebook.cells):
        cells.append(cell)
        if cell.cell_type != "code":
            continue
        cell.outputs = [
            o for o in cell.outputs if not {VALUES, STATEMENTS} & set(o.get("data", {}))
        ]
        for output in cell.outputs:
            data = output.get("data", {})
            if FIGURE in data:
                record = data.pop(FIGURE)
                used |= set(record["sources"])
                cell.metadata["mystnb"] = {
                    "image": {"alt": record["alt"]},
                    "figure": {"caption": _caption(record), "name": f"fig-{record['figure']}"},
                }
                cells.append(nbformat.v4.new_markdown_cell(card(record, key)))
            if VERDICT in data:
                used |= set(data.pop(VERDICT)["sources"])
    if opening:
        cells.insert(1, nbformat.v4.new_markdown_cell(opening))
    if used:
        cells.append(nbformat.v4.new_markdown_cell(f"## Sources\n\n{source_list(used)}"))
    title, _, rest = cells[0].source.partition("\n")
    cells[:1] = [
        nbformat.v4.new_markdown_cell(part) for part in (title, strip(key, records), rest) if part
    ]
    for number, cell in enumerate(cells):
        cell["id"] = f"cell-{number}"
    notebook.cells = cells
    return notebook


def strip(key: str, records: list[dict]) -> str:
    """What a chapter opens with: its claims with the verdicts of today, its key figure, what the
    reader can try. Empty for a notebook without claims."""
    rows = ledger().query("chapter == @key")
    if rows.empty:
        return ""
    texts = claims()["claim_en"]
    chips = "".join(
        f'<li><a class="claim-chip" href="{_box(row)}" title="{html.escape(texts[row.id])}">'
        f"<strong>{row.id}</strong> {mark(row.verdict_today)}</a></li>"
        for row in rows.itertuples()
    )
    links = [
        f'<p><span>Key figure</span> <a href="#fig-{record["figure"]}">'
        f"{html.escape(record['headline'])}</a></p>"
        for record in records
        if record["figure"] == KEY_FIGURES.get(key)
    ]
    tries = [
        *(f'<a href="../book/explore.html#try-{to}">{words}</a>' for to, words in TRY.get(key, {}).items()),
        f'<a href="../book/robustness.html#{rows["id"].iloc[0]}">shake a verdict</a>',
    ]  # fmt: skip
    return (
        f'<nav class="chapter-strip" aria-label="Claims of this chapter">'
        f"<p><span>Claims and verdicts today</span></p><ul>{chips}</ul>{''.join(links)}"
        f"<p><span>Try it yourself</span> {', '.join(tries)}</p></nav>"
    )


def _box(row) -> str:
    """Where a claim is judged: its verdict box, or the ledger where it has none."""
    return f"#verdict-{row.id}" if row.strength else f"../book/ledger.html#claim-{row.id}"


def mark(verdict: str) -> str:
    """A verdict in its colour, with its symbol."""
    return (
        f'<span class="badge verdict-{slug(verdict)}"><span aria-hidden="true">{SYMBOLS[verdict]}'
        f"</span> {name(verdict, 'verdict')}</span>"
    )


def slug(verdict: str) -> str:
    return verdict.replace(" ", "-")


def chapter_name(key: str) -> str:
    return key.replace("-", " ").capitalize()


def card(record: dict, chapter: str) -> str:
    """Source, licence, retrieval, method, downloads and citation of a figure, folded away below it."""
    key = record["figure"]
    estimates = record["estimates"]
    grades = f" Some values are {' or '.join(estimates)} figures." if estimates else ""
    file = f"{RESULTS}/figures/{key}"
    return (
        f":::{{dropdown}} Source, data and method of this figure\n:class-container: figure-card\n\n"
        f"{source_list(record['sources'])}\n\n"
        f"**Method.** {record['method']}{grades}\n\n"
        f"**Download.** "
        f'<a href="{file}.csv" download>Data (CSV)</a>, '
        f'<a href="{file}.svg" download>picture (SVG)</a>'
        f'<span class="online-only">, <a href="{file}.svg" download="{key}.png" data-png>picture (PNG)</a>'
        f'</span>, <a href="../_sources/notebooks/{chapter}.ipynb" download>the notebook that draws it</a>. '
        f'**Link.** <a href="#fig-{key}">to this figure</a>.\n\n'
        f"{_citation(record, chapter)}\n\n"
        f"**Described in words.** {html.escape(record['alt'])}\n:::"
    )


@cache
def _book() -> dict:
    """Title, authors, version and date of the book, as in ``CITATION.cff``."""
    return yaml.safe_load((paths.ROOT / "CITATION.cff").read_text("utf-8"))


def _citation(record: dict, chapter: str) -> str:
    """How to cite a figure, as text and as BibTeX; the script puts in the address of the site."""
    book = _book()
    authors, year = book["authors"][0]["name"], book["date-released"].year
    headline, title = html.escape(record["headline"]), html.escape(book["title"])
    address = f'<span class="address">notebooks/{chapter}.html#fig-{record["figure"]}</span>'
    text = (
        f"{authors} ({year}): {headline}. Figure in: {title}, version {book['version']}. {address}"
    )
    bibtex = (
        f"@misc{{whyleave-{record['figure']}, author = {{{{{authors}}}}}, title = {{{headline}}}, "
        f"year = {{{year}}}, note = {{Figure in: {title}, version {book['version']}}}, "
        f"howpublished = {{{address}}}}}"
    )
    return "".join(
        f'<p class="cite"><strong>Cite{how}.</strong> <span class="cite-text">{words}</span></p>\n\n'
        for how, words in ((" as text", text), (" as BibTeX", bibtex))
    )


def source_list(keys) -> str:
    """One line a source: who, what, when, on what terms."""
    rows = sources().loc[sorted(keys)].sort_values(["publisher", "published"])
    return "\n".join(
        f"- {row.publisher}: [{_md(row.title)}]({_url(row.url)}), {row.published}. {row.licence}."
        + (f" {row.remark}." if row.remark else "")
        for row in rows.itertuples()
    )


def _caption(record: dict) -> str:
    return f"{record['headline']}. {record['method']}"


def _md(text: str) -> str:
    return text.replace("[", "\\[").replace("]", "\\]")


def _url(url: str) -> str:
    return url.replace("(", "%28").replace(")", "%29").replace("[", "%5B").replace("]", "%5D")
