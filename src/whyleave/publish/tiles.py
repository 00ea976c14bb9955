"""The picture that other sites show when they link to the book: all verdicts as tiles."""

from pathlib import Path

import pandas as pd
from matplotlib.figure import Figure
from matplotlib.patches import FancyBboxPatch

from whyleave.figures import style

SIZE = (12, 6.3)  # inches; at 100 dots an inch the 1200 x 630 that most sites ask for
COLUMNS = 12


def tiles(ledger: pd.DataFrame, file: Path) -> None:
    """Draw one tile a claim, in the colour and with the symbol of its verdict."""
    style.use_style()
    figure = Figure(figsize=SIZE, dpi=100)
    axes = figure.add_axes((0, 0, 1, 1), xlim=(0, SIZE[0]), ylim=(0, SIZE[1]))
    axes.axis("off")
    axes.text(0.6, 5.35, "Why innovation leaves", fontsize=42, fontweight="bold", va="center")
    words = f"Korea, Japan and the second OpenAI: {len(ledger)} claims, each put to a stated test"
    axes.text(0.6, 4.55, words, fontsize=18, color=style.QUIET, va="center")
    for place, row in enumerate(ledger.itertuples()):
        down, across = divmod(place, COLUMNS)
        x, y = 0.6 + 0.91 * across, 3.05 - 0.82 * down
        _, colour, _ = style.VERDICTS[row.verdict_today]
        box = FancyBboxPatch((x, y), 0.77, 0.62, boxstyle="round,pad=0,rounding_size=0.08",
                             facecolor=colour, edgecolor="none")  # fmt: skip
        axes.add_patch(box)
        axes.text(x + 0.385, y + 0.31, row.id, color="white", fontsize=14, fontweight="bold",
                  ha="center", va="center")  # fmt: skip
    figure.savefig(file, metadata={"Software": None})
