"""Chart forms. They draw a tidy table on axes and describe in words what they drew.

A form knows nothing of any country: what is strong, what is context and what is only an estimate
comes in as arguments. Each returns a sentence or two for the alternative text.
"""

import numpy as np
import pandas as pd
import seaborn as sns
from babel.dates import format_date
from babel.numbers import format_decimal
from matplotlib.axes import Axes

from whyleave.figures import style
from whyleave.labels import language, name


def number(value: float, digits: int | None = None) -> str:
    """A number as readers of this edition write it, with as many digits as its size needs."""
    if digits is None:
        size = abs(value)
        digits = 0 if size >= 100 or value == round(value) else 1 if size >= 10 else 2
    pattern = "#,##0" + ("." + "0" * digits if digits else "")
    return format_decimal(round(value, digits), pattern, locale=language())


def lines(
    ax: Axes,
    data: pd.DataFrame,
    *,
    y: str = "value",
    by: str = "entity",
    strong: list[str],
    unit: str,
    x: str = "year",
    log: bool = False,
    hollow: pd.Series | None = None,
    labelled: tuple[str, ...] = (),
    colours: dict[str, str] | None = None,
    band: tuple[str, str] | None = None,
    ylim: tuple[float, float] | None = None,
    kind: str = "entity",
    digits: int | None = None,
    gaps: dict[str, list[int]] | None = None,
) -> str:
    """Change over time: strong series in colour with a label at their end, the rest grey.

    ``hollow`` marks rows drawn as hollow points (estimates, press figures); ``labelled`` names
    grey series that are labelled too; ``colours`` overrides the colour of a strong series. With
    ``log`` the scale is a ratio scale; ``ylim`` cuts grey lines that leave it; ``band`` names the
    columns of the lower and upper end of an error band. ``gaps`` names, for a strong series, the
    values of ``x`` at which it starts anew because the question or the sample changed.
    """
    if log:
        ax.set_yscale("log")
    if ylim:
        ax.set_ylim(ylim)
    grey = [k for k in data[by].unique() if k not in strong]
    ends = []
    for key in [*grey, *reversed(strong)]:
        part = data[data[by] == key].sort_values(x)
        known = part[part[y] > 0] if log else part
        if known.empty:
            continue
        if key in strong:
            rank = strong.index(key)
            colour = (colours or {}).get(key, style.SERIES[rank % len(style.SERIES)])
            width, order = 2.6, 4
            if band:
                ax.fill_between(known[x], known[band[0]], known[band[1]], color=colour, alpha=0.15,
                                linewidth=0, zorder=1)  # fmt: skip
            open_ = hollow.reindex(known.index, fill_value=False) if hollow is not None else None
            pieces = np.searchsorted((gaps or {}).get(key, []), known[x], side="right")
            for _, piece in known.groupby(pieces):
                ax.plot(piece[x], piece[y], color=colour, linewidth=width, zorder=order)
            _points(ax, known[x], known[y], colour, style.MARKERS[rank % len(style.MARKERS)], open_)
        else:
            colour = style.QUIET if key in labelled else style.CONTEXT
            width, order = (1.6, 3) if key in labelled else (0.8, 2)
            ax.plot(known[x], known[y], color=colour, linewidth=width, zorder=order,
                    alpha=1 if key in labelled else 0.75)  # fmt: skip
        if key in strong or key in labelled:
            last = known.iloc[-1]
            ends.append((last[x], last[y], name(key, kind), colour, key in strong))
    _years(ax, data[x])
    if not log and not ylim:
        ax.set_ylim(bottom=min(0, data[y].min() * 1.05))
    _plain_log_ticks(ax) if log else _thousands(ax)
    _end_labels(ax, ends)
    told = ". ".join(
        _tell(
            data[(data[by] == key)].dropna(subset=[y]).sort_values(x), x, y, name(key, kind), digits
        )
        for key in [*strong, *labelled]
        if (data[by] == key).any()
    )
    others = (
        f" {len(set(grey) - set(labelled))} other lines in grey."
        if set(grey) - set(labelled)
        else ""
    )
    scale = "logarithmic scale, " if log else ""
    broken = "".join(
        f" The line of {name(key, kind)} is broken before {', '.join(map(str, new))}."
        for key, new in (gaps or {}).items()
    )
    return f"Line chart, {scale}{unit}, {data[x].min()} to {data[x].max()}. {told}.{others}{broken}"


def bars(
    ax: Axes,
    data: pd.DataFrame,
    *,
    x: str,
    y: str = "value",
    unit: str,
    colour: str = style.FIRST,
    hollow: pd.Series | None = None,
    digits: int | None = None,
    strong: list | None = None,
) -> str:
    """Amounts side by side, from zero, each with its value on top; a missing one leaves a gap."""
    position = np.arange(len(data))
    open_ = hollow.to_numpy(bool) if hollow is not None else np.zeros(len(data), bool)
    keys = data[x].to_list()
    fill = [colour if strong is None or k in strong else style.CONTEXT for k in keys]
    ax.bar(position, data[y], width=0.62,
           color=[style.PAPER if o else f for o, f in zip(open_, fill, strict=True)],
           edgecolor=fill, linewidth=1.8)  # fmt: skip
    top = max(data[y].max(), 0)
    for place, value in zip(position, data[y], strict=True):
        if np.isnan(value):
            ax.text(place, top * 0.02, name("no figure", "box"), ha="center", va="bottom",
                    fontsize=9.5, color=style.QUIET)  # fmt: skip
            continue
        ax.text(place, value + np.sign(value or 1) * top * 0.02, number(value, digits),
                ha="center", va="bottom" if value >= 0 else "top", fontsize=10.5)  # fmt: skip
    ax.set_xticks(position, [str(k) for k in keys])
    ax.set_yticks([])
    ax.grid(False)
    ax.set_ylim(min(0, data[y].min() * 1.25), top * 1.18)
    if data[y].min() < 0:
        ax.axhline(0, color=style.QUIET, linewidth=1)
        ax.spines["bottom"].set_visible(False)
    told = ", ".join(
        f"{k} {'no figure' if np.isnan(v) else number(v, digits)}"
        + (" (estimate or press figure)" if o else "")
        for k, v, o in zip(keys, data[y], open_, strict=True)
    )
    return f"Bar chart, {unit}: {told}."


def stacked(
    ax: Axes, data: pd.DataFrame, *, x: str, parts: list[str], unit: str, kind: str,
    colours: list[str], digits: int = 0,
) -> str:  # fmt: skip
    """Parts of a whole: horizontal bars that add to 100, a row per ``x``, a column per part."""
    left = np.zeros(len(data))
    for part, colour in zip(parts, colours, strict=True):
        ax.barh(data[x].astype(str), data[part], left=left, color=colour, height=0.66,
                edgecolor=style.PAPER, linewidth=1.2)  # fmt: skip
        for row, (start, value) in enumerate(zip(left, data[part], strict=True)):
            ax.text(start + value / 2, row, number(value, digits), ha="center", va="center",
                    color=style.PAPER if colour != style.RULE else style.INK, fontsize=10.5)  # fmt: skip
            if row == 0:
                ax.text(start + value / 2, -0.62, name(part, kind), ha="center", va="bottom",
                        fontsize=10.5, fontweight="bold",
                        color=colour if colour != style.RULE else style.QUIET)  # fmt: skip
        left = left + data[part].to_numpy()
    ax.set_ylim(len(data) - 0.5, -1.0)
    ax.set_xlim(0, 100)
    ax.grid(False)
    ax.set_xticks([])
    ax.spines["bottom"].set_visible(False)
    told = "; ".join(
        f"{row[x]}: " + ", ".join(f"{name(p, kind)} {number(row[p], digits)}" for p in parts)
        for _, row in data.iterrows()
    )
    return f"Stacked bars, {unit}. {told}."


def dots(
    ax: Axes,
    data: pd.DataFrame,
    *,
    x: str = "value",
    y: str,
    unit: str,
    kind: str | None = "entity",
    strong: list[str],
    log: bool = False,
    hollow: pd.Series | None = None,
    digits: int | None = None,
    order: list[str] | None = None,
    prefix: str = "",
    last_only: bool = False,
    zero: bool = True,
    one_colour: bool = False,
) -> str:
    """Ranking or spread: a row per ``y``, a point per value; the largest of each row is labelled.

    With ``one_colour`` all strong rows share the first colour, such as the firms of one country.
    """
    rows = order or data.groupby(y)[x].max().sort_values(ascending=False).index.to_list()
    ranks = {key: 0 if one_colour else rank for rank, key in enumerate(strong)}
    if log:
        ax.set_xscale("log")
    for place, key in enumerate(rows):
        part = data[data[y] == key].sort_values(x)
        rank = ranks.get(key)
        colour = style.SERIES[rank] if rank is not None else style.CONTEXT
        marker = style.MARKERS[rank] if rank is not None else "o"
        if len(part) > 1:
            ax.plot(part[x], [place] * len(part), color=colour, linewidth=1, zorder=2)
        open_ = hollow.reindex(part.index, fill_value=False) if hollow is not None else None
        _points(ax, part[x], pd.Series(place, index=part.index), colour, marker, open_, size=62)
        ax.annotate(prefix + number(part[x].iloc[-1], digits), (part[x].iloc[-1], place),
                    xytext=(9, 0), textcoords="offset points", va="center", fontsize=10.5,
                    fontweight="bold" if rank is not None else "normal",
                    color=colour if rank is not None else style.QUIET)  # fmt: skip
    names = [name(key, kind) if kind else str(key) for key in rows]
    ax.set_yticks(range(len(rows)), names)
    for text, key in zip(ax.get_yticklabels(), rows, strict=True):
        if key in strong:
            text.set_color(style.SERIES[ranks[key]])
            text.set_fontweight("bold")
    ax.set_ylim(len(rows) - 0.4, -0.6)
    ax.grid(axis="x")
    ax.grid(axis="y", visible=False)
    if log:
        _plain_log_ticks(ax, "x")
        ax.set_xlim(right=data[x].max() * 3.2)
    elif zero:
        low, high = min(0, data[x].min()), data[x].max()
        ax.set_xlim(low - 0.05 * (high - low) * (low < 0), high * 1.15)
    scale = "logarithmic scale, " if log else ""
    told = ", ".join(
        f"{label} {prefix}{number(data.loc[data[y] == key, x].max(), digits)}"
        + (f" (largest of {n})" if (n := int((data[y] == key).sum())) > 1 and not last_only else "")
        for key, label in zip(rows, names, strict=True)
    )
    return f"Dot plot, {scale}{unit}: {told}."


def heat(
    ax: Axes,
    data: pd.DataFrame,
    *,
    unit: str,
    rows: str = "indicator",
    columns: str = "entity",
    value: str = "value",
    digits: int = 2,
    limits: tuple[float, float] | None = None,
    order: list[str] | None = None,
    column_order: list[str] | None = None,
    two_sided: bool = False,
) -> str:
    """A table of shades with the value written in each cell: dark is high.

    ``data`` is long: one row per cell. Names come from labels of kind "indicator". With
    ``two_sided`` the shades part at zero: one colour above it, another below.
    """
    table = data.pivot(index=rows, columns=columns, values=value)
    table = table.reindex(index=order, columns=column_order)
    low, high = limits or (np.nanmin(table), np.nanmax(table))
    shades = sns.light_palette(style.SECOND, as_cmap=True)
    if two_sided:
        high = max(abs(low), abs(high))
        low = -high
        shades = sns.blend_palette([style.SECOND, style.PAPER, style.FIRST], as_cmap=True)
    ax.imshow(table, cmap=shades, vmin=low, vmax=high, aspect="auto")
    for (row, column), cell in np.ndenumerate(table.to_numpy()):
        dark = (abs(cell) / high if two_sided else (cell - low) / (high - low)) > 0.7
        ax.text(
            column, row, "–" if np.isnan(cell) else number(cell, digits), ha="center", va="center",
            fontsize=10, color=style.PAPER if dark else style.INK,
        )  # fmt: skip
    ax.set_xticks(range(table.shape[1]), [name(c, "indicator") for c in table.columns])
    ax.set_yticks(range(table.shape[0]), [name(r, "indicator") for r in table.index])
    ax.xaxis.tick_top()
    ax.tick_params(axis="x", length=0)
    ax.spines["bottom"].set_visible(False)
    ax.grid(False)
    told = "; ".join(
        f"{name(row, 'indicator')}: "
        + ", ".join(
            f"{name(c, 'indicator')} {number(v, digits)}" for c, v in cells.dropna().items()
        )
        for row, cells in table.iterrows()
    )
    return f"Table of shades, {unit}. {told}."


def timeline(
    ax: Axes,
    data: pd.DataFrame,
    *,
    unit: str,
    date: str = "date",
    text: str = "text",
    by: str = "actor",
    lines: dict[str, str] | None = None,
    kinds: list[str] | None = None,
    hollow: pd.Series | None = None,
) -> str:
    """Dated events down the page, oldest first, a colour and marker for each kind of actor.

    ``lines`` maps dates (ISO) to words: thin rules across the page, such as the essays' dates.
    ``kinds`` fixes the order, and so the colours, of the actors where several panels share them.
    ``hollow`` marks the rows of ``data`` whose points are left open.
    """
    open_ = pd.Series(False, index=data.index) if hollow is None else hollow.reindex(data.index)
    events = data.assign(open_=open_).sort_values(date).reset_index(drop=True)
    kinds = kinds or list(dict.fromkeys(events[by]))
    marks = [(pd.Timestamp(day), words) for day, words in (lines or {}).items()]
    rows = sorted(
        [(row[date], row) for _, row in events.iterrows()] + marks, key=lambda item: item[0]
    )
    for place, (day, what) in enumerate(rows):
        if isinstance(what, str):
            ax.axhline(place, color=style.INK, linewidth=1, linestyle=(0, (4, 3)))
            ax.text(1, place - 0.12, what, fontsize=10, ha="right", va="bottom", fontweight="bold")
            continue
        rank = kinds.index(what[by]) % len(style.SERIES)
        colour = style.SERIES[rank]
        look = {"color": colour}
        if what["open_"]:
            look = {"facecolors": style.PAPER, "edgecolors": colour, "linewidths": 1.6}
        ax.scatter(0.17, place, s=52, marker=style.MARKERS[rank], zorder=3, **look)
        ax.text(0.145, place, format_date(day, "MMM y", locale=language()), ha="right", va="center",
                fontsize=10, color=style.QUIET)  # fmt: skip
        ax.text(0.2, place, what[text], va="center", fontsize=10)
    ax.plot([0.17, 0.17], [0, len(rows) - 1], color=style.RULE, linewidth=1.5, zorder=1)
    for rank, kind in enumerate(kinds):
        ax.scatter(0.17 + 0.21 * rank, -1.3, s=46, color=style.SERIES[rank % len(style.SERIES)],
                   marker=style.MARKERS[rank % len(style.MARKERS)], clip_on=False)  # fmt: skip
        ax.text(0.19 + 0.21 * rank, -1.3, name(kind, "actor"), va="center", fontsize=10)
    ax.set_xlim(0, 1)
    ax.set_ylim(len(rows) - 0.5, -1.8)
    ax.axis("off")
    told = "; ".join(
        f"{format_date(row[date], 'long', locale=language())}, {name(row[by], 'actor')}: {row[text]}"
        for _, row in events.iterrows()
    )
    return f"Timeline, {unit}. {told}."


def reference(ax: Axes, at: float, text: str, along: str = "x") -> str:
    """A thin line at a value, with its meaning written beside it."""
    draw = ax.axvline if along == "x" else ax.axhline
    draw(at, color=style.INK, linewidth=1, linestyle=(0, (4, 3)), zorder=1)
    if along == "x":
        ax.annotate(text, (at, 1), xycoords=("data", "axes fraction"), xytext=(0, 4), ha="center",
                    textcoords="offset points", fontsize=10, color=style.INK)  # fmt: skip
    else:
        ax.annotate(text, (0, at), xycoords=("axes fraction", "data"), xytext=(2, 4),
                    textcoords="offset points", fontsize=10, color=style.INK)  # fmt: skip
    return f"A line marks {text}."


def _points(ax, x, y, colour, marker, hollow=None, size=34):
    hollow = pd.Series(False, index=y.index) if hollow is None else hollow.astype(bool)
    face = np.where(hollow, style.PAPER, colour)
    ax.scatter(x, y, s=size, marker=marker, c=face, edgecolors=colour, linewidths=1.6, zorder=5)


def _end_labels(ax, ends):
    """Names at the line ends, pushed apart where they would touch."""
    figure = ax.figure
    figure.canvas.draw()
    spots = sorted(ends, key=lambda end: ax.transData.transform((0, end[1]))[1])
    right = max((end[0] for end in spots), default=0)
    wanted = [ax.transData.transform((0, end[1]))[1] for end in spots]
    gap, placed = 15 * figure.dpi / 96, []
    for height in wanted:
        placed.append(max(height, placed[-1] + gap) if placed else height)
    if placed:
        shift = np.mean(placed) - np.mean(wanted)
        placed = [p - shift for p in placed]
    for (_, y, text, colour, bold), height in zip(spots, placed, strict=True):
        level = ax.transData.inverted().transform((0, height))[1]
        ax.annotate(text, (right, y), xytext=(right, level), textcoords="data", va="center",
                    ha="left", color=colour, fontsize=10.5, annotation_clip=False,
                    fontweight="bold" if bold else "normal")  # fmt: skip
        ax.texts[-1].set_text("  " + text)


def _tell(part, x, y, label, digits):
    if part.empty:
        return f"{label}: no data"
    first, last, top = part.iloc[0], part.iloc[-1], part.loc[part[y].idxmax()]
    if len(part) == 1:
        return f"{label}: {number(last[y], digits)} in {last[x]}"
    peak = (
        "" if top[x] in (first[x], last[x]) else f", highest {number(top[y], digits)} in {top[x]}"
    )
    return (
        f"{label}: {number(first[y], digits)} in {first[x]}, "
        f"{number(last[y], digits)} in {last[x]}{peak}"
    )


def _years(ax, x):
    low, high = int(x.min()), int(x.max())
    step = 1 if high - low <= 7 else 2 if high - low <= 12 else 4
    ax.set_xticks([year for year in range(low, high + 1) if (high - year) % step == 0])
    ax.set_xlim(low - 0.3, high + 0.15)


def _thousands(ax):
    ax.yaxis.set_major_formatter(lambda value, _: number(value))


def _plain_log_ticks(ax, axis="y"):
    which = ax.yaxis if axis == "y" else ax.xaxis
    which.set_major_formatter(lambda value, _: f"{value:,.6f}".rstrip("0").rstrip("."))
    which.set_minor_formatter(lambda value, _: "")
    ax.tick_params(axis=axis, which="minor", length=0)


def pairs(
    ax: Axes,
    data: pd.DataFrame,
    *,
    x: str = "value",
    y: str,
    by: str = "entity",
    strong: list[str],
    unit: str,
    kind: str = "entity",
    digits: int | None = None,
    head: bool = True,
    hollow: pd.Series | None = None,
) -> str:
    """Two or more on one row: a row per ``y`` in the order given, a marker with its number per
    ``by``. With ``head`` the top of the panel names the markers; ``hollow`` marks estimates."""
    rows = list(dict.fromkeys(data[y]))
    for place, key in enumerate(rows):
        part = data[data[y] == key].sort_values(x)
        ax.plot(part[x], [place] * len(part), color=style.RULE, linewidth=3, zorder=1)
        last = len(part) - 1
        for at, (_, row) in enumerate(part.iterrows()):
            rank = strong.index(row[by])
            colour = style.SERIES[rank]
            open_ = pd.Series([hollow is not None and bool(hollow[row.name])])
            _points(ax, pd.Series([row[x]]), pd.Series([place]), colour, style.MARKERS[rank],
                    open_, size=58)  # fmt: skip
            right = at == last
            ax.annotate(number(row[x], digits), (row[x], place), va="center", fontsize=10.5,
                        xytext=(8 if right else -8, 0), textcoords="offset points", color=colour,
                        ha="left" if right else "right",
                        fontweight="bold" if rank == 0 else "normal")  # fmt: skip
    low, high = data[x].min(), data[x].max()
    ax.set_xlim(low - 0.11 * (high - low), high + 0.11 * (high - low))
    if head:
        for rank, key in enumerate(strong):
            spot = 0.05 + 0.3 * rank
            ax.scatter(spot, -1.05, s=50, color=style.SERIES[rank], marker=style.MARKERS[rank],
                       transform=ax.get_yaxis_transform(), clip_on=False)  # fmt: skip
            ax.text(spot + 0.03, -1.05, name(key, kind), va="center", fontsize=10.5,
                    color=style.SERIES[rank], transform=ax.get_yaxis_transform())  # fmt: skip
    ax.set_yticks(range(len(rows)), rows)
    ax.set_ylim(len(rows) - 0.4, -1.5 if head else -0.6)
    ax.set_xticks([])
    ax.spines["bottom"].set_visible(False)
    ax.grid(axis="y")
    told = "; ".join(
        f"{key}: "
        + ", ".join(
            f"{name(row[by], kind)} {number(row[x], digits)}"
            for _, row in data[data[y] == key].iterrows()
        )
        for key in rows
    )
    return f"Dot plot, {unit}. {told}."


def strip(
    ax: Axes,
    data: pd.DataFrame,
    *,
    date: str = "date",
    by: str,
    rows: list[str],
    colours: list[str],
    unit: str,
    kind: str = "indicator",
    outlined: pd.Series | None = None,
    lines: dict[str, str] | None = None,
) -> str:
    """Dated events in rows, one dot each at its date, stacked upward where dates are close.

    ``outlined`` marks dots drawn as outlines (say in the subtitle what they are); ``lines`` maps
    dates (ISO) to words: thin rules, such as the days on which texts appeared.
    """
    data = data.sort_values([by, date])
    days = pd.to_datetime(data[date])
    apart = days.groupby(data[by]).diff() > (days.max() - days.min()) / 36
    level = data.groupby([data[by], apart.cumsum()]).cumcount()
    open_ = outlined if outlined is not None else pd.Series(False, index=data.index)
    base, bases = 0.0, {}
    for key in reversed(rows):
        bases[key] = base
        base += level[data[by] == key].max() + 2.4
    for key, colour in zip(rows, colours, strict=True):
        here = data[by] == key
        _points(ax, days[here], bases[key] + level[here], colour, "o",
                open_.reindex(data.index)[here], size=52)  # fmt: skip
    ax.set_yticks([bases[key] for key in rows], [name(key, kind) for key in rows])
    for text, colour in zip(ax.get_yticklabels(), colours, strict=True):
        text.set_color(colour)
    ax.set_ylim(-0.9, base + 0.4)
    first, last = days.min(), days.max()
    ax.set_xlim(pd.Timestamp(f"{first.year}-01-01"), last + pd.Timedelta(days=45))
    years = range(first.year, last.year + 2)
    ax.set_xticks([pd.Timestamp(f"{y}-01-01") for y in years], [str(y) for y in years])
    for place, (day, words) in enumerate((lines or {}).items()):
        ax.axvline(pd.Timestamp(day), color=style.INK, linewidth=1, linestyle=(0, (4, 3)))
        ax.annotate(words, (pd.Timestamp(day), 1), xycoords=("data", "axes fraction"),
                    xytext=(-4, -2 - 15 * place), textcoords="offset points", fontsize=10,
                    ha="right", va="top")  # fmt: skip
    told = "; ".join(
        f"{name(key, kind)}: "
        + ", ".join(f"{year} {count}" for year, count in
                    days[data[by] == key].dt.year.value_counts().sort_index().items())
        for key in rows
    )  # fmt: skip
    return f"Dots by date, {unit}. Number by year: {told}."


def compare(
    ax: Axes,
    data: pd.DataFrame,
    *,
    y: str,
    by: str = "entity",
    value: str = "value",
    series: list[str],
    unit: str,
    kind: str = "entity",
    row_kind: str = "indicator",
    order: list[str],
    span: tuple[float, float],
    strong: tuple[str, ...] = (),
    digits: int = 0,
) -> str:
    """The same rows for two or more series: a point each on a shared scale, the first with its value.

    ``order`` names the rows from top to bottom, ``span`` the ends of the scale, ``strong`` the rows
    whose names are bold.
    """
    table = data.pivot(index=y, columns=by, values=value).reindex(index=order, columns=series)
    for place, (_, cells) in enumerate(table.iterrows()):
        ax.plot([cells.min(), cells.max()], [place] * 2, color=style.RULE, linewidth=2, zorder=1)
    for rank, key in reversed(list(enumerate(series))):
        places = pd.Series(range(len(table)), index=table.index)
        _points(
            ax, table[key], places, style.SERIES[rank], style.MARKERS[rank], size=46 - 12 * rank
        )
    for place, (first, others) in enumerate(
        zip(table[series[0]], table[series[1:]].mean(axis=1), strict=True)
    ):
        right = not others > first
        ax.annotate(number(first, digits), (first, place), xytext=(8 if right else -8, 0),
                    textcoords="offset points", va="center", ha="left" if right else "right",
                    fontsize=10, fontweight="bold", color=style.SERIES[0])  # fmt: skip
    names = [name(row, row_kind) for row in order]
    ax.set_yticks(range(len(order)), names)
    for text, row in zip(ax.get_yticklabels(), order, strict=True):
        text.set_fontweight("bold" if row in strong else "normal")
    for rank, key in enumerate(series):
        across = span[0] + (span[1] - span[0]) * 0.3 * rank
        ax.scatter(across, -1.5, s=46, color=style.SERIES[rank], marker=style.MARKERS[rank],
                   clip_on=False)  # fmt: skip
        ax.text(across + (span[1] - span[0]) * 0.03, -1.5, name(key, kind), va="center",
                fontsize=10.5, fontweight="bold", color=style.SERIES[rank])  # fmt: skip
    margin = (span[1] - span[0]) * 0.06
    ax.set_xlim(span[0] - margin, span[1] + margin)
    ax.set_ylim(len(order) - 0.4, -0.8)
    ax.grid(axis="x")
    ax.grid(axis="y", visible=False)
    told = "; ".join(
        f"{label}: "
        + ", ".join(f"{name(k, kind)} {number(v, digits)}" for k, v in cells.dropna().items())
        for label, (_, cells) in zip(names, table.iterrows(), strict=True)
    )
    return f"Dot plot, {unit}. {told}."


def waterfall(
    ax: Axes,
    data: pd.DataFrame,
    *,
    step: str = "step",
    value: str = "value",
    unit: str,
    kind: str = "indicator",
    limit: float,
    digits: int = 1,
    colours: tuple[str, str] = (style.SECOND, style.CONTEXT),
) -> str:
    """From a first amount down to what is left: a row per step, top to bottom.

    The first and last rows of ``data`` are totals, the rows between what is taken off (positive).
    ``limit`` is the end of the scale, so that panels can share it.
    """
    left = 0.0
    last = len(data) - 1
    for place, amount in enumerate(data[value]):
        total = place in (0, last)
        start = 0.0 if total else left - amount
        ax.barh(place, amount, left=start, height=0.62, color=colours[0 if total else 1])
        shown = number(amount, digits) if total else "−" + number(amount, digits)
        ax.annotate(shown, (start + amount, place), xytext=(6, 0), textcoords="offset points",
                    va="center", fontsize=10.5, fontweight="bold" if total else "normal")  # fmt: skip
        left = amount if total else start
        if place < last:
            ax.plot([left, left], [place - 0.31, place + 1.31], color=style.QUIET, linewidth=0.8)
    names = [name(key, kind) for key in data[step]]
    ax.set_yticks(range(len(names)), names)
    ax.set_ylim(last + 0.6, -0.6)
    ax.set_xlim(0, limit)
    ax.set_xticks([])
    ax.spines["bottom"].set_visible(False)
    ax.grid(False)
    told = ", ".join(f"{n} {number(v, digits)}" for n, v in zip(names, data[value], strict=True))
    return f"Steps from the first amount to what is left, {unit}: {told}."


def spans(
    ax: Axes,
    data: pd.DataFrame,
    *,
    y: str,
    at: str,
    before: str,
    low: str,
    high: str,
    state: str,
    colours: dict[str, str],
    words: tuple[str, str],
    unit: str,
    limits: tuple[float, float] = (0, 100),
) -> str:
    """A row per ``y``: a bar from ``low`` to ``high``, a filled dot ``at``, a hollow one ``before``.

    ``state`` names the colour of a row and is written at its end; ``words`` name the two dots,
    hollow first.
    """
    rows = data.reset_index(drop=True)
    for place, row in rows.iterrows():
        colour = colours[row[state]]
        ax.plot([row[low], row[high]], [place, place], color=style.RULE, linewidth=7, zorder=1,
                solid_capstyle="round")  # fmt: skip
        if row[before] != row[at]:
            ax.plot([row[before], row[at]], [place, place], color=colour, linewidth=1.4, zorder=2)
        ax.scatter(row[before], place, s=64, facecolor=style.PAPER, edgecolor=colour,
                   linewidth=1.6, zorder=3)  # fmt: skip
        ax.scatter(row[at], place, s=34, color=colour, zorder=4)
        ax.annotate(name(row[state], "verdict"), (1.03, place), va="center", fontsize=9.5,
                    xycoords=ax.get_yaxis_transform(), color=colour, annotation_clip=False)  # fmt: skip
    ax.scatter(0.02, -1.05, s=64, facecolor=style.PAPER, edgecolor=style.INK, linewidth=1.6,
               transform=ax.get_yaxis_transform(), clip_on=False)  # fmt: skip
    ax.scatter(0.62, -1.05, s=34, color=style.INK, transform=ax.get_yaxis_transform(),
               clip_on=False)  # fmt: skip
    for spot, word in zip((0.06, 0.66), words, strict=True):
        ax.text(spot, -1.05, word, va="center", fontsize=10, transform=ax.get_yaxis_transform())
    ax.set_yticks(range(len(rows)), rows[y], fontsize=9.8)
    ax.set_ylim(len(rows) - 0.4, -1.5)
    margin = 0.04 * (limits[1] - limits[0])
    ax.set_xlim(limits[0] - margin, limits[1] + margin)
    ax.grid(True, axis="x")
    ax.grid(False, axis="y")
    told = "; ".join(
        f"{row[y]}: {number(row[at])}, before {number(row[before])}, over choices "
        f"{number(row[low])} to {number(row[high])}, {row[state]}"
        for _, row in rows.iterrows()
    )
    return f"Dot plot, {unit}. {told}."
