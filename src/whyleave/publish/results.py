"""What the book found, for machines: values, figures, verdicts."""

import json
from pathlib import Path

import nbformat
import pandas as pd

from whyleave import paths
from whyleave.data import load
from whyleave.figures.chart import MIME as FIGURE
from whyleave.publish import prose
from whyleave.publish.execute import code_cells, executed, notebooks
from whyleave.publish.teach.exercises import checked_prose
from whyleave.publish.tiles import tiles
from whyleave.publish.verdicts import ledger
from whyleave.quotes import MIME as VALUES
from whyleave.quotes import STATEMENTS

PAGES = paths.ROOT / "book"
GENERATED_PAGES = {"bench.md"}  # tables of measurements, written by a script
README_FIGURE = "vc-share-of-gdp"
PICTURE = PAGES / "assets" / "venture-capital.svg"


class TextError(RuntimeError):
    """Numbers in the text that differ from the data, or that nothing checks."""


def outputs(mime: str) -> list[tuple[str, dict, dict]]:
    """(chapter, the JSON of this type, all of the output's data), in order of the notebooks."""
    return [
        (path.stem, output.data[mime], output.data)
        for path in notebooks()
        for cell in code_cells(executed(path))
        for output in cell.outputs
        if mime in output.get("data", {})
    ]


def values() -> dict[str, dict]:
    """All quoted values by key, with those of the ledger. Raises TextError when a key stands twice."""
    count = {"chapter": "ledger", "value": float(len(ledger())), "unit": "claims", "sources": []}
    found = {"claims": count}
    for chapter, records, _ in outputs(VALUES):
        for record in records:
            if record["key"] in found:
                raise TextError(
                    f"value '{record['key']}' is quoted twice; keys are unique in the book"
                )
            found[record["key"]] = {
                "chapter": chapter,
                **{k: v for k, v in record.items() if k != "key"},
            }
    return found


def statements() -> dict[str, dict]:
    """All checked statements by key. Raises TextError when a key stands twice."""
    found = {}
    for chapter, records, _ in outputs(STATEMENTS):
        for record in records:
            if record["key"] in found:
                raise TextError(f"statement '{record['key']}' is made twice; keys are unique")
            found[record["key"]] = {"chapter": chapter, "sources": record["sources"]}
    return found


def figures() -> pd.DataFrame:
    """All figures: id, chapter, headline, alt, sources, data file, svg."""
    return pd.DataFrame(
        [
            {"id": f["figure"], "chapter": chapter, "headline": f["headline"], "alt": f["alt"],
             "sources": "; ".join(f["sources"]), "data": f"figures/{f['figure']}.csv",
             "svg": f"figures/{f['figure']}.svg"}
            for chapter, f, _ in outputs(FIGURE)
        ]
    )  # fmt: skip


def texts() -> list[tuple[str, str]]:
    """(where, Markdown) of every text cell of the notebooks and every page."""
    cells = [
        (f"notebooks/{path.name}, cell {number}", checked_prose(cell))
        for path in notebooks()
        for number, cell in enumerate(nbformat.read(path, as_version=4).cells, start=1)
        if cell.cell_type == "markdown"
    ]
    pages = sorted(set(PAGES.rglob("*.md")) - {PAGES / name for name in GENERATED_PAGES})
    return cells + [
        (f"book/{path.relative_to(PAGES).as_posix()}", path.read_text("utf-8")) for path in pages
    ]


def check_text() -> None:
    """Hold every number and every comparison in notebooks and pages to what it rests on.

    Raises TextError listing all problems.
    """
    known, facts = values(), statements()
    problems = [p for where, text in texts() for p in prose.check(text, known, facts, where)]
    problems += prose.uncovered(texts(), load("sentences"))
    if problems:
        raise TextError("\n".join(map(str, problems)))


def readme_picture() -> str:
    """The SVG that README.md shows."""
    shown = [data for _, record, data in outputs(FIGURE) if record["figure"] == README_FIGURE]
    return shown[0]["image/svg+xml"]


def write(folder: Path) -> None:
    """Publish ledger.csv, figures.csv, values.json, every figure's SVG and CSV, a picture of all."""
    (folder / "figures").mkdir(parents=True, exist_ok=True)
    tiles(ledger(), folder / "preview.png")
    ledger().to_csv(folder / "ledger.csv", index=False, lineterminator="\n")
    figures().to_csv(folder / "figures.csv", index=False, lineterminator="\n")
    text = json.dumps(values(), indent=1, ensure_ascii=False, sort_keys=True)
    (folder / "values.json").write_text(text + "\n", "utf-8")
    for _, record, data in outputs(FIGURE):
        (folder / "figures" / f"{record['figure']}.csv").write_text(record["csv"], "utf-8")
        (folder / "figures" / f"{record['figure']}.svg").write_text(data["image/svg+xml"], "utf-8")
