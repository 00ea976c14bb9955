"""From an executed notebook to the pages of the book: captions, alternative texts, cards."""

import html

import nbformat

from whyleave.claims.verdict_box import MIME as VERDICT
from whyleave.figures.chart import MIME as FIGURE
from whyleave.publish.teach.exercises import for_book
from whyleave.quotes import MIME as VALUES
from whyleave.quotes import STATEMENTS
from whyleave.sources import sources

RESULTS = "../results"


def chapter(notebook: nbformat.NotebookNode) -> nbformat.NotebookNode:
    """The notebook as the book shows it.

    Figures get number, caption, alternative text and a card; values quoted in the text leave the
    page (they have their own); other outputs stay. An exercise becomes one box, without its tests.
    """
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
                cells.append(nbformat.v4.new_markdown_cell(card(record)))
            if VERDICT in data:
                used |= set(data.pop(VERDICT)["sources"])
    if used:
        cells.append(nbformat.v4.new_markdown_cell(f"## Sources\n\n{source_list(used)}"))
    for number, cell in enumerate(cells):
        cell["id"] = f"cell-{number}"
    notebook.cells = cells
    return notebook


def card(record: dict) -> str:
    """Source, licence, retrieval, method and downloads of a figure, folded away below it."""
    key = record["figure"]
    estimates = record["estimates"]
    grades = f" Some values are {' or '.join(estimates)} figures." if estimates else ""
    return (
        f":::{{dropdown}} Source, data and method of this figure\n:class-container: figure-card\n\n"
        f"{source_list(record['sources'])}\n\n"
        f"**Method.** {record['method']}{grades}\n\n"
        f"**Download.** "
        f'<a href="{RESULTS}/figures/{key}.csv" download>Data (CSV)</a>, '
        f'<a href="{RESULTS}/figures/{key}.svg" download>picture (SVG)</a>. '
        f"**Described in words.** {html.escape(record['alt'])}\n:::"
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
