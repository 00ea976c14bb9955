"""Attacks on the verdicts: which turn when one source is lost or one figure is off by a tenth,
and which false data would turn each.
"""

from collections.abc import Callable, Iterator

import numpy as np
import pandas as pd

from whyleave.claims.testing import evaluate
from whyleave.data import load

UNSURE = ["press", "estimated"]
FOCUS = ["KOR", "JPN", "USA", "CHN"]
PANEL = 60  # unsure figures of one source in one table; beyond it other countries move together
TENTH = 0.1

DISTORTIONS = {
    "times 1000": lambda rows: rows.assign(value=rows["value"] * 1000.0),
    "over 1000": lambda rows: rows.assign(value=rows["value"] / 1000.0),
    "sign turned": lambda rows: rows.assign(value=-rows["value"]),
    "shuffled": lambda rows: rows.assign(
        value=np.random.default_rng(0).permutation(rows["value"].to_numpy(dtype=float))
    ),
    "read backwards": lambda rows: rows.assign(value=rows["value"].to_numpy(dtype=float)[::-1]),
    "left out": lambda rows: rows.iloc[:0],
}
PARTS = ("indicator", "kind", "measure", "parameter", "organisation", "entity", "figure", "step")
FEW = 14  # values of a column tried one by one

Loader = Callable[[str], pd.DataFrame]


def without(source: str) -> Loader:
    """``load`` as if a source had never been found."""

    def other(name: str) -> pd.DataFrame:
        frame = load(name)
        return frame[frame["source"] != source] if "source" in frame else frame

    return other


def moved(table: str, rows: pd.Index, by: float) -> Loader:
    """``load`` with the values of some rows of one table moved by a share of themselves."""

    def other(name: str) -> pd.DataFrame:
        frame = load(name)
        if name == table:
            frame["value"] = frame["value"].astype("float64")
            frame.loc[rows, "value"] *= 1 + by
        return frame

    return other


def figures(tables: set[str], keys: list[str]) -> list[tuple[str, pd.Index]]:
    """The press and estimated figures of these tables that come from these sources, each by
    itself; in a large panel the countries out of focus are one."""
    found = []
    for table in sorted(tables):
        frame = load(table)
        if not {"value", "grade", "source"} <= set(frame.columns):
            continue
        unsure = frame[
            frame["grade"].isin(UNSURE) & frame["source"].isin(keys) & frame["value"].notna()
        ]
        for _, rows in unsure.groupby("source"):
            alone = rows.index
            if len(rows) > PANEL and "entity" in rows:
                far = ~rows["entity"].isin(FOCUS)
                alone = rows.index[~far]
                found.append((table, rows.index[far]))
            found += [(table, pd.Index([row])) for row in alone]
    return found


def distorted(recipe: str) -> Loader:
    """``load`` with tables distorted as a recipe says: "table, column=value: how; table: how"."""
    steps: dict[str, list[tuple[str, str]]] = {}
    for step in filter(None, recipe.split("; ")):
        where, how = step.split(": ")
        table, _, part = where.partition(", ")
        steps.setdefault(table, []).append((part, how))

    def other(name: str) -> pd.DataFrame:
        frame = load(name)
        for part, how in steps.get(name, []):
            column, _, value = part.partition("=")
            here = frame[column].astype("str") == value if part else pd.Series(True, frame.index)
            changed = DISTORTIONS[how](frame[here])
            frame = pd.concat([frame[~here], changed]).sort_index()
        return frame

    return other


def steps(tables: set[str]) -> Iterator[str]:
    """The single distortions of these tables: of the whole, then of the rows of one kind."""
    for table in sorted(tables):
        frame = load(table)
        ways = [how for how in DISTORTIONS if "value" in frame or how == "left out"]
        yield from (f"{table}: {how}" for how in ways)
        for column in PARTS:
            values = frame[column].unique()[:FEW] if column in frame else []
            yield from (f"{table}, {column}={value}: {how}" for value in values for how in ways)


def turned_by(claim: str, most: int = 6) -> str:
    """A recipe of false data that turns the verdict of today: the first single distortion that
    does, else the one that is reached by taking, step after step, what shows most (or fewest)
    signs. Empty when ``most`` steps do not turn it.
    """
    tables: set[str] = set()

    def watched(name: str) -> pd.DataFrame:
        tables.add(name)
        return load(name)

    verdict = evaluate(claim, load=watched).verdict
    single = list(steps(tables))
    for sign in (1, -1):
        recipe = ""
        for _ in range(most):
            tried = {}
            for step in single:
                longer = "; ".join(filter(None, [recipe, step]))
                try:
                    found = evaluate(claim, load=distorted(longer))
                    if found.verdict != verdict:
                        return longer
                    tried[step] = sign * found.share if found.counted else -np.inf
                except (ArithmeticError, LookupError, ValueError):  # the test refuses such data
                    continue
            best = max(tried, key=tried.get)
            recipe = "; ".join(filter(None, [recipe, best]))
            single = [s for s in sorted(tried, key=tried.get, reverse=True)[:40] if s != best]
        single = list(steps(tables))
    return ""


def attack(claim: str) -> dict:
    """What turns the verdict of today (base case).

    ``sources`` and ``turning_sources``: the sources its signs rest on, and those without which the
    verdict is another. ``figures`` and ``turning_figures``: the press and estimated figures from
    these sources, and how many of them turn it when they are a tenth higher or lower.
    ``turned_by``: a recipe of false data that turns it.
    """
    tables: set[str] = set()

    def watched(name: str) -> pd.DataFrame:
        tables.add(name)
        return load(name)

    base = evaluate(claim, load=watched)
    verdict, keys = base.verdict, base.sources

    def turns(loader: Loader) -> bool:
        return evaluate(claim, load=loader).verdict != verdict

    lost = [key for key in keys if turns(without(key))]
    unsure = figures(tables, keys)
    off = [
        rows
        for table, rows in unsure
        if any(turns(moved(table, rows, by)) for by in (TENTH, -TENTH))
    ]
    return {
        "claim": claim, "verdict": verdict, "sources": len(keys), "turning_sources": "; ".join(lost),
        "figures": len(unsure), "turning_figures": len(off), "turned_by": turned_by(claim),
    }  # fmt: skip
