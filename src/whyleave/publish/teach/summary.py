"""What slides and handouts say of a chapter: read off its executed notebook, the ledger and the plan."""

import re
from dataclasses import dataclass

import nbformat

from whyleave.claims.ledger import claims as claim_texts
from whyleave.data import load
from whyleave.figures.chart import MIME as FIGURE
from whyleave.publish.execute import executed
from whyleave.publish.teach.exercises import Exercise, exercises, part, plain_links
from whyleave.publish.verdicts import ledger

HEADING = re.compile(r"^(#+) +(.*)$", re.MULTILINE)


@dataclass(frozen=True)
class Picture:
    """A figure of the chapter, with the section it stands in and what the text says after it."""

    section: str
    headline: str
    subtitle: str
    alt: str
    svg: str
    said: str


@dataclass(frozen=True)
class Summary:
    stem: str
    title: str
    answer: str
    strongest: str
    pictures: list[Picture]
    claims: list[dict]  # id, claim, verdict at the essay's date, verdict today
    points: list[str]
    unknown: str
    question: str
    plan: list[dict]
    exercises: list[Exercise]


def summary(path) -> Summary:
    """Everything a deck and a handout need, in plain Markdown without the book's own links."""
    notebook = executed(path)
    texts = _sections(notebook)
    title, lead = next(iter(texts.items()))
    plan = load("lesson-plans").query("chapter == @path.stem").sort_values("step")
    talk = plan[plan["activity"].str.startswith("Discuss")]
    return Summary(
        stem=path.stem,
        title=title,
        answer=lead.split("\n\n")[0],
        strongest=_under(texts, "at their strongest", "at its strongest").split("\n\n")[0],
        pictures=_pictures(notebook),
        claims=_claims(path.stem),
        points=[p[2:] for p in _under(texts, "Key points").splitlines() if p.startswith("- ")],
        unknown=_under(texts, "What we cannot know"),
        question=talk["question"].iloc[0] if len(talk) else "",
        plan=plan.to_dict("records"),
        exercises=exercises(notebook, path.stem),
    )


def _plain(text: str) -> str:
    """Without the book's links, and with other links as their words."""
    return re.sub(r"\[([^\]]+)\]\([^)\s]*\)", r"\1", plain_links(text)).strip()


def _sections(notebook: nbformat.NotebookNode) -> dict[str, str]:
    """Text by heading, exercises left out."""
    found, current = {}, ""
    for cell in notebook.cells:
        if cell.cell_type != "markdown" or part(cell):
            continue
        pieces = re.split(r"^#+ +(.*)$", cell.source, flags=re.MULTILINE)
        found[current] = found.get(current, "") + "\n\n" + _plain(pieces[0])
        for heading, text in zip(pieces[1::2], pieces[2::2], strict=True):
            current = heading
            found[current] = _plain(text)
    return {heading: text.strip() for heading, text in found.items() if heading}


def _under(texts: dict[str, str], *words: str) -> str:
    return next((t for h, t in texts.items() if any(w in h for w in words)), "")


def _pictures(notebook: nbformat.NotebookNode) -> list[Picture]:
    found, section = [], ""
    for place, cell in enumerate(notebook.cells):
        if cell.cell_type == "markdown" and (heads := HEADING.findall(cell.source)):
            section = heads[-1][1]
        for output in cell.get("outputs", []):
            if FIGURE in output.get("data", {}):
                record = output.data[FIGURE]
                after = notebook.cells[place + 1 : place + 2]
                said = "".join(_plain(c.source) for c in after if c.cell_type == "markdown")
                found.append(
                    Picture(
                        section, record["headline"], record["subtitle"], record["alt"],
                        output.data["image/svg+xml"], "" if said.startswith("#") else said,
                    )
                )  # fmt: skip
    return found


def _claims(stem: str) -> list[dict]:
    texts, table = claim_texts(), ledger()
    return [
        {"id": row.id, "claim": texts.loc[row.id, "claim_en"], "then": row.verdict_at_essay,
         "today": row.verdict_today}
        for row in table[table["chapter"] == stem].itertuples()
    ]  # fmt: skip
