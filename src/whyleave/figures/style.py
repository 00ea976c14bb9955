"""The house style: colours, type, deterministic SVG."""

from pathlib import Path

import matplotlib as mpl
import numpy as np
import seaborn as sns
from matplotlib import font_manager
from matplotlib_inline.backend_inline import set_matplotlib_formats

FONTS = Path(__file__).parents[1] / "fonts"
FAMILY = "Noto Sans KR"

FIRST, SECOND, THIRD, FOURTH = "#b8122f", "#0b5fa5", "#c98500", "#161616"
CONTEXT, INK, QUIET, RULE, PAPER = "#8c8c8c", "#1a1a1a", "#595959", "#d9d9d9", "#ffffff"
SERIES = (FIRST, SECOND, FOURTH, THIRD)
MARKERS = ("o", "s", "^", "D")
VERDICTS = {  # symbol, colour, fill of a marker; the colours stand in book/assets/book.css too
    "holds": ("●", "#1b6e3c", "full"),
    "holds in part": ("◐", "#7a5600", "left"),
    "does not hold": ("○", "#b8122f", "none"),
    "cannot be told": ("?", "#0b5fa5", "?"),
    "not a claim of fact": ("–", "#595959", "–"),
}

WIDTH = 6.2  # inches: still readable when a telephone shows it 343 pixels wide
RC = {
    "font.family": [FAMILY],
    "font.size": 11,
    "axes.titlesize": 11,
    "axes.titleweight": "bold",
    "axes.titlelocation": "left",
    "axes.labelsize": 10.5,
    "axes.spines.top": False,
    "axes.spines.right": False,
    "axes.spines.left": False,
    "axes.edgecolor": QUIET,
    "axes.grid": True,
    "axes.grid.axis": "y",
    "axes.axisbelow": True,
    "grid.color": RULE,
    "grid.linewidth": 0.8,
    "xtick.color": QUIET,
    "ytick.color": QUIET,
    "xtick.labelsize": 10.5,
    "ytick.labelsize": 10.5,
    "ytick.left": False,
    "text.color": INK,
    "axes.labelcolor": QUIET,
    "figure.facecolor": PAPER,
    "axes.facecolor": PAPER,
    "axes.unicode_minus": True,
    "lines.linewidth": 2.4,
    "svg.hashsalt": "whyleave",
    "svg.fonttype": "path",
    "mathtext.default": "regular",
}


def use_style() -> None:
    """Make the house style matplotlib's and seaborn's own."""
    known = {font.fname for font in font_manager.fontManager.ttflist}
    for path in sorted(FONTS.glob("*.ttf")):
        if str(path) not in known:
            font_manager.fontManager.addfont(path)
    sns.set_theme(style="white", palette=SERIES, rc=RC)


def setup() -> None:
    """First line of every notebook: the house style, SVG without dates, fixed random numbers."""
    use_style()
    np.random.seed(0)
    set_matplotlib_formats("svg", metadata={"Date": None, "Creator": None})
    mpl.rcParams["figure.dpi"] = 96
