"""A chart of the book: words from tables, drawing by forms, one output with all that readers need.

The cell's output carries the SVG, the alternative text as plain text, and a JSON part with the
sources and the data, from which the book makes caption, card and downloads.
"""

import io

import pandas as pd
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure

from whyleave.data import load
from whyleave.figures import forms, style
from whyleave.figures.diagram import flow
from whyleave.labels import language, name
from whyleave.sources import short_names

MIME = "application/vnd.whyleave.figure+json"
HEADLINE_WORDS = 10


class HeadlineError(AssertionError):
    """A chart's headline is no longer true of the data."""


class LayoutError(ValueError):
    """Words of a chart do not fit on it."""


class Chart:
    """One figure. Its headline, subtitle and method stand in ``data/figures.csv`` under its name.

    Parameters
    ----------
    figure: key of the row in ``data/figures.csv``.
    panels: number of rows and columns of axes; panels are stacked so that a telephone can
        show them.
    height: height in inches of the whole figure.
    """

    def __init__(
        self,
        figure: str,
        panels: tuple[int, int] = (1, 1),
        height: float = 4.6,
        ratios: list[float] | None = None,
    ):
        words = load("figures").set_index("figure")
        if figure not in words.index:
            raise KeyError(f"data/figures.csv has no figure '{figure}'. Add a row with its words.")
        self.key = figure
        self.words = {
            part: words.loc[figure, f"{part}_{language()}"]
            for part in ("headline", "subtitle", "method")
        }
        style.use_style()
        self.figure = Figure(figsize=(style.WIDTH, height), dpi=96)
        FigureCanvasAgg(self.figure)
        axes = self.figure.subplots(*panels, squeeze=False, height_ratios=ratios)
        self.axes = list(axes.flat)
        self.told: list[str] = []
        self.hollow = False
        self._layout(height)

    def _layout(self, height: float) -> None:
        """Room for headline and subtitle above, the source line below, labels at the right."""
        top, bottom = 1 - 0.86 / height, 0.72 / height
        self.figure.subplots_adjust(
            left=0.09, right=0.8, top=top, bottom=bottom, hspace=0.62, wspace=0.3
        )

    def room(self, left: float = 0.09, right: float = 0.8, **more) -> "Chart":
        """Set the margins (fractions of the width) where names need more space."""
        self.figure.subplots_adjust(left=left, right=right, **more)
        return self

    def lines(self, data: pd.DataFrame, panel: int = 0, title: str = "", **how) -> "Chart":
        return self._form(forms.lines, data, panel, title, how)

    def bars(self, data: pd.DataFrame, panel: int = 0, title: str = "", **how) -> "Chart":
        return self._form(forms.bars, data, panel, title, how)

    def stacked(self, data: pd.DataFrame, panel: int = 0, title: str = "", **how) -> "Chart":
        return self._form(forms.stacked, data, panel, title, how)

    def dots(self, data: pd.DataFrame, panel: int = 0, title: str = "", **how) -> "Chart":
        return self._form(forms.dots, data, panel, title, how)

    def heat(self, data: pd.DataFrame, panel: int = 0, title: str = "", **how) -> "Chart":
        return self._form(forms.heat, data, panel, title, how)

    def timeline(self, data: pd.DataFrame, panel: int = 0, title: str = "", **how) -> "Chart":
        return self._form(forms.timeline, data, panel, title, how)

    def pairs(self, data: pd.DataFrame, panel: int = 0, title: str = "", **how) -> "Chart":
        return self._form(forms.pairs, data, panel, title, how)

    def strip(self, data: pd.DataFrame, panel: int = 0, title: str = "", **how) -> "Chart":
        return self._form(forms.strip, data, panel, title, how)

    def compare(self, data: pd.DataFrame, panel: int = 0, title: str = "", **how) -> "Chart":
        return self._form(forms.compare, data, panel, title, how)

    def waterfall(self, data: pd.DataFrame, panel: int = 0, title: str = "", **how) -> "Chart":
        return self._form(forms.waterfall, data, panel, title, how)

    def spans(self, data: pd.DataFrame, panel: int = 0, title: str = "", **how) -> "Chart":
        return self._form(forms.spans, data, panel, title, how)

    def flow(self, boxes: pd.DataFrame, links: pd.DataFrame, panel: int = 0, **how) -> "Chart":
        self.told.append(flow(self.axes[panel], boxes, links, **how))
        return self

    def reference(self, at: float, text: str, panel: int = 0, along: str = "x") -> "Chart":
        self.told.append(forms.reference(self.axes[panel], at, text, along))
        return self

    def _form(self, form, data, panel, title, how) -> "Chart":
        if data.empty:
            raise ValueError(f"figure '{self.key}': nothing to draw in panel {panel}")
        if title:
            self.axes[panel].set_title(title, pad=8)
            self.figure.subplots_adjust(top=1 - 1.12 / self.figure.get_figheight())
        said = form(self.axes[panel], data, **how)
        self.hollow |= how.get("hollow") is not None and bool(how["hollow"].any())
        self.told.append(f"{title}: {said}" if title else said)
        return self

    def show(self, *data: pd.DataFrame, finding: bool) -> "Chart":
        """Finish the chart: headline, subtitle, source line.

        ``data`` are the tables drawn, with their ``source`` column: they become the download and
        the source line. ``finding`` states in code what the headline says in words.

        Raises HeadlineError when the finding is not true of the data, LayoutError when headline
        or subtitle is too long.
        """
        headline = self.words["headline"]
        if not bool(finding):
            raise HeadlineError(
                f"figure '{self.key}': the headline \"{headline}\" is not true of the data any "
                "more. Read the chart again and change the headline in data/figures.csv."
            )
        self.data = pd.concat(data, ignore_index=True)
        self.sources = sorted(set(self.data["source"]))
        height = self.figure.get_figheight()
        write = self.figure.text
        title = write(0.01, 1 - 0.1 / height, headline, fontsize=13.5, fontweight="bold", va="top")
        subtitle = write(
            0.01,
            1 - 0.37 / height,
            self.words["subtitle"],
            fontsize=10.5,
            color=style.QUIET,
            va="top",
        )
        line = self._source_line()
        self.figure.subplots_adjust(bottom=(0.54 + 0.15 * line.count("\n")) / height)
        foot = write(0.01, 0.05 / height, line, fontsize=8.5, color=style.QUIET, va="bottom")
        for part in (title, subtitle, foot):
            if part.get_window_extent().x1 > self.figure.bbox.x1:
                raise LayoutError(
                    f"figure '{self.key}': \"{part.get_text()}\" does not fit. Shorten it in "
                    "data/figures.csv."
                )
        return self

    @property
    def alt(self) -> str:
        """The alternative text, computed from what was drawn."""
        return f"{self.words['headline']}. {' '.join(self.told)}"

    def _source_line(self, width: int = 104, most: int = 5) -> str:
        names = short_names(self.sources)
        more = f" and {len(names) - most} more, listed below" if len(names) > most else ""
        hollow = f" {name('hollow', 'box')}" if self.hollow else ""
        words = f"{name('sources', 'box')}: {'; '.join(names[:most])}{more}.{hollow}".split()
        rows = [""]
        for word in words:
            if len(rows[-1]) + len(word) > width:
                rows.append("")
            rows[-1] += word + " "
        return "\n".join(row.strip() for row in rows)

    def _repr_mimebundle_(self, include=None, exclude=None):
        file = io.StringIO()
        self.figure.savefig(file, format="svg", metadata={"Date": None, "Creator": None})
        record = {
            "figure": self.key,
            **self.words,
            "alt": self.alt,
            "sources": self.sources,
            "estimates": sorted(set(self.data.get("grade", [])) & {"estimated", "press"}),
            "csv": self.data.to_csv(index=False, float_format="%.6g"),
        }
        return {"image/svg+xml": file.getvalue(), "text/plain": self.alt, MIME: record}
