"""``make chapter COUNTRY=DEU CHAPTER=venture-capital``: the chapter's figures for another country.

The chapter's own code runs with the other country's code in place of Korea's. Headlines and
sentences are findings about Korea, so none is kept: figures are drawn without, the text is left
out. A figure that has no rows of the country, or whose code fails on it, is listed with the reason.
"""

import ast
import contextlib
import html
import io
from pathlib import Path
from unittest import mock

import nbformat
import pandas as pd

from whyleave import labels, paths
from whyleave.figures.chart import Chart
from whyleave.publish.execute import code_cells, notebooks
from whyleave.publish.teach.exercises import part

HERE = "KOR"


class Abroad(ast.NodeTransformer):
    """Puts another country's code wherever a text of the code has Korea's; drops the findings."""

    def __init__(self, country: str):
        self.country = country

    def visit_Constant(self, node):
        if isinstance(node.value, str):
            node.value = node.value.replace(HERE, self.country)
        return node

    def visit_keyword(self, node):
        if node.arg == "finding":
            node.value = ast.copy_location(ast.Constant(True), node.value)
        return self.generic_visit(node)


def redraw(path: Path, country: str) -> list[tuple[str, str | None, str]]:
    """(figure, SVG or None, alternative text or reason) for each figure of a chapter.

    Raises KeyError where there is no such country.
    """
    if labels.alpha2(country) is None or country == HERE:
        raise KeyError(f"'{country}' is not the ISO 3166-1 alpha-3 code of another country")
    called = labels.name(country)
    found, names = [], {}

    def show(chart, *data, finding=None):
        table = pd.concat(data, ignore_index=True)
        rows = [c for c in table if table[c].dtype.kind in "OTU" and (table[c] == country).any()]
        if not rows:
            found.append((chart.key, None, f"the data drawn have no rows of {called}"))
            return chart
        chart.words = {
            "headline": f"{called} in place of Korea",
            "subtitle": chart.words["subtitle"].replace("Korea", called), "method": "",
        }  # fmt: skip
        drawn(chart, *data, finding=True)
        found.append((chart.key, chart._repr_mimebundle_()["image/svg+xml"], chart.alt))
        return chart

    drawn = Chart.show
    nothing = {f"whyleave.{name}": lambda *_, **__: None for name in ("quote", "state")}
    with contextlib.ExitStack() as stack:
        stack.enter_context(mock.patch.object(Chart, "show", show))
        for target, put in nothing.items():
            stack.enter_context(mock.patch(target, put))
        stack.enter_context(contextlib.redirect_stdout(io.StringIO()))
        for cell in code_cells(nbformat.read(path, as_version=4)):
            if part(cell):
                continue
            tree = Abroad(country).visit(ast.parse(cell.source))
            error = _run(tree, names)
            done = {key for key, *_ in found}
            why = _reason(error, called) if error else "it was not shown"
            found += [(key, None, why) for key in _figures(tree) if key not in done]
    return found


def _run(tree: ast.Module, names: dict) -> Exception | None:
    """Run a cell statement by statement, past those that fail; return the first error.

    Much of a cell computes what only the text needs. A chart that is half drawn is thrown away.
    """
    first = None
    for statement in tree.body:
        try:
            exec(compile(ast.Module([statement], []), "cell", "exec"), names)
        except Exception as error:  # the chapter's code on data it was not written for
            first = first or error
            used = {node.id for node in ast.walk(statement) if isinstance(node, ast.Name)}
            if "chart" in used:
                names.pop("chart", None)
    return first


def _figures(tree: ast.AST) -> list[str]:
    """The names of the figures that a cell draws."""
    return [
        node.args[0].value
        for node in ast.walk(tree)
        if isinstance(node, ast.Call) and getattr(node.func, "id", "") == "Chart" and node.args
    ]


def _reason(error: Exception, called: str) -> str:
    if isinstance(error, NameError):
        return f"it is drawn with '{error.name}', a step above that has no rows of {called}"
    if isinstance(error, (KeyError, IndexError, ValueError)):
        return f"a table it needs has no rows of {called} ({type(error).__name__}: {error})"
    return f"{type(error).__name__}: {error}"


def write(chapter: str, country: str, folder: Path | None = None) -> Path:
    """Write the page of a chapter for another country; return where. Raises KeyError."""
    path = next((p for p in notebooks() if p.stem == chapter), None)
    if path is None:
        raise KeyError(
            f"no chapter '{chapter}'. There are: {', '.join(p.stem for p in notebooks())}"
        )
    figures = redraw(path, country)
    drawn = [f for f in figures if f[1]]
    called = labels.name(country)
    shown = "".join(
        f'<figure aria-label="{html.escape(alt, quote=True)}">{svg[svg.index("<svg") :]}'
        f"<figcaption>{key}. {html.escape(alt)}</figcaption></figure>"
        for key, svg, alt in drawn
    )
    missing = "".join(
        f"<li><b>{key}</b>: {html.escape(why)}</li>" for key, svg, why in figures if not svg
    )
    page = (
        '<!DOCTYPE html>\n<html lang="en"><head><meta charset="utf-8">'
        f"<title>{called}: {chapter}</title><style>body {{ font: 1rem/1.5 sans-serif; max-width: 46rem; "
        "margin: 2rem auto; padding: 0 1rem } svg { max-width: 100%; height: auto }</style></head><body>"
        f"<h1>{called}: figures of the chapter “{chapter}”</h1><p>{len(drawn)} of {len(figures)} figures "
        f"have data of {called}. Headlines and text of the chapter are findings about Korea and are left "
        f"out; other marks of Korea in a figure are Korea's still.</p>{shown}"
        f"<h2>Not drawn</h2><ul>{missing or '<li>All were.</li>'}</ul></body></html>\n"
    )
    target = (folder or paths.BUILD / "own-country") / country / f"{chapter}.html"
    target.parent.mkdir(parents=True, exist_ok=True)
    target.write_text(page, "utf-8")
    return target
