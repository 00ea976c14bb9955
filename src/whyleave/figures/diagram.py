"""Boxes and arrows: what is a reason for what."""

import textwrap

import pandas as pd
from matplotlib.axes import Axes
from matplotlib.patches import FancyBboxPatch, Rectangle

from whyleave.figures import style

BOX, HEIGHT, EDGE = 1.0, 0.78, 0.075  # width of a box, its height in rows, its coloured edge


def flow(
    ax: Axes,
    boxes: pd.DataFrame,
    links: pd.DataFrame,
    *,
    columns: list[str],
    titles: list[str],
    colours: dict[str, str],
    fills: dict[str, str],
    unit: str,
    letters: int = 17,
) -> str:
    """Boxes in columns from left to right, an arrow for each link.

    ``boxes``: one row a box, indexed by key, with ``column``, ``place`` (row from the top),
    ``text`` and ``state``; the state colours the edge of the box and its arrows and sets how the
    mark on its edge is filled (``fills``: "full", "left", "none", or a letter).
    ``links``: columns ``start`` and ``end`` with keys of boxes. ``letters`` fit on a line.
    """
    step = BOX + 0.2
    spot = {key: (step * columns.index(b["column"]), b["place"]) for key, b in boxes.iterrows()}
    for start, end in links[["start", "end"]].itertuples(index=False):
        (x0, y0), (x1, y1) = spot[start], spot[end]
        tail, head = (x0 + BOX, y0), (x1 - 0.01, y1)
        if x0 == x1:  # in one column: from box to box, up or down
            edge = HEIGHT / 2 * (1 if y1 > y0 else -1)
            tail, head = (x0 + BOX / 2, y0 + edge), (x1 + BOX / 2, y1 - edge)
        ax.annotate(
            "", head, xytext=tail, zorder=1,
            arrowprops={"arrowstyle": "-|>", "color": colours[boxes.loc[start, "state"]],
                        "linewidth": 1.1, "shrinkA": 0, "shrinkB": 0, "alpha": 0.75},
        )  # fmt: skip
    for key, box in boxes.iterrows():
        (x, y), colour = spot[key], colours[box["state"]]
        ax.add_patch(
            FancyBboxPatch((x, y - HEIGHT / 2), BOX, HEIGHT, boxstyle="square,pad=0", zorder=2,
                           facecolor=style.PAPER, edgecolor=style.RULE, linewidth=1)
        )  # fmt: skip
        ax.add_patch(
            Rectangle((x, y - HEIGHT / 2), EDGE, HEIGHT, color=colour, zorder=3, linewidth=0)
        )
        lines = textwrap.wrap(f"{key} {box['text']}", letters)
        ax.text(x + EDGE + 0.03, y, "\n".join(lines), va="center", fontsize=9.4, zorder=4,
                linespacing=1.05)  # fmt: skip
        middle = x + EDGE / 2
        if len(fill := fills[box["state"]]) == 1:
            ax.text(middle, y, fill, color=style.PAPER, ha="center", va="center", fontsize=9,
                    fontweight="bold", zorder=5)  # fmt: skip
        else:
            ax.plot(middle, y, "o", markersize=5.5, fillstyle=fill, color=style.PAPER,
                    markerfacecoloralt=colour, markeredgecolor=style.PAPER, zorder=5)  # fmt: skip
    for column, title in enumerate(titles):
        ax.text(step * column, -0.75, title, fontsize=10.5, fontweight="bold", va="bottom")
    ax.set_xlim(-0.02, step * (len(columns) - 1) + BOX + 0.02)
    ax.set_ylim(boxes["place"].max() + 0.6, -1.2)
    ax.axis("off")
    said = links.groupby("end", sort=False)["start"].agg(", ".join)
    told = "; ".join(f"{box['text']} ({key}, {box['state']})" for key, box in boxes.iterrows())
    arrows = "; ".join(f"{end} rests on {starts}" for end, starts in said.items())
    return f"Diagram, {unit}. Boxes: {told}. Arrows: {arrows}."
