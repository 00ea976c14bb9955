"""Whether the figures of a table can be true: four rules that a schema may state.

All of them stand in ``data/datapackage.json``, beside the fields; ``field`` is ``value`` unless
named, and ``where`` narrows a rule to rows with given cells.

``limits``  lowest and highest figure; with ``"of": "median"`` for the middle of all these rows
``jumps``   highest ``ratio`` or ``difference`` from one period of a series (``by``) to the next;
            jumps listed under ``explained`` are known and pass
``orders``  two columns of which the ``first`` is never greater, or later, than the ``last``
``sums``    columns (``parts``) that add up to another (``total``)
"""

from collections.abc import Iterator
from typing import NamedTuple

import numpy as np
import pandas as pd

CHECK = "Check the unit, the sign and the digits against the source."
WIDEN = "If it is right, widen the rule in datapackage.json."


class Breach(NamedTuple):
    """One rule broken: where, what is wrong, what to do."""

    problem: str
    advice: str
    row: int | None
    column: str
    rule: str
    others: int = 0


def breaches(frame: pd.DataFrame, schema: dict) -> Iterator[Breach]:
    """The rules of a schema that a table breaks; its index holds the row numbers of the file."""
    for name, rule in RULES.items():
        for terms in schema.get(name, []):
            yield from rule(frame, terms)


def _limits(frame, terms) -> Iterator[Breach]:
    column, values = _figures(frame, terms)
    low, high = terms.get("minimum", -np.inf), terms.get("maximum", np.inf)
    where = " and ".join(f"{key} is {cell}" for key, cell in terms.get("where", {}).items())
    span = f"outside {low:g} to {high:g}" + (f" where {where}" if where else "")
    if terms.get("of") == "median":
        middle = values.median()
        if len(values) and not low <= middle <= high:
            problem = f"the figures have their middle at {middle:g}, {span}"
            yield Breach(problem, f"{CHECK} {WIDEN}", None, column, "limits")
        return
    bad = values[~values.between(low, high)]
    if len(bad):
        problem = f"{bad.iloc[0]:g} is {span}"
        yield Breach(problem, f"{CHECK} {WIDEN}", bad.index[0], column, "limits", len(bad) - 1)


def _jumps(frame, terms) -> Iterator[Breach]:
    column, values = _figures(frame, terms)
    if "ratio" in terms:
        values = values[values != 0]
    rows = frame.loc[values.index].assign(figure=values, row=values.index)
    rows = rows.sort_values("period", kind="stable")
    old = rows.groupby(terms["by"], sort=False)[["figure", "period", "row"]].shift()
    if "ratio" in terms:
        allowed = f"a ratio of {terms['ratio']:g}"
        bad = ~(rows["figure"] / old["figure"]).between(1 / terms["ratio"], terms["ratio"])
    else:
        allowed = f"a difference of {terms['difference']:g}"
        bad = (rows["figure"] - old["figure"]).abs() > terms["difference"]
    bad &= old["row"].notna()
    for known in terms.get("explained", []):
        cells = pd.Series(known).drop("why")
        bad &= ~(rows[cells.index] == cells).all(axis=1)
    if bad.any():
        row = rows.index[bad].min()
        problem = (
            f"{values[row]:g} stands against {old.loc[row, 'figure']:g} of "
            f"{old.loc[row, 'period']} in row {old.loc[row, 'row']:.0f}, more than {allowed}"
        )
        advice = f"{CHECK} If both rows are right, add the jump to 'explained'."
        yield Breach(problem, advice, row, column, "jumps", int(bad.sum()) - 1)


def _orders(frame, terms) -> Iterator[Breach]:
    first, last = frame[terms["first"]], frame[terms["last"]]
    bad = frame.index[first > last]
    if len(bad):
        problem = f"{terms['first']} lies beyond {terms['last']}"
        advice = "Check both cells; the columns may be swapped."
        yield Breach(problem, advice, bad[0], terms["first"], "orders", len(bad) - 1)


def _sums(frame, terms) -> Iterator[Breach]:
    parts, total = frame[terms["parts"]], frame[terms["total"]]
    gap = (parts.sum(axis=1, skipna=False) - total).abs()
    bad = frame.index[gap > terms.get("within", 0) + 1e-9]
    if len(bad):
        problem = f"{' and '.join(terms['parts'])} do not add up to {total[bad[0]]:g}"
        yield Breach(problem, CHECK, bad[0], terms["total"], "sums", len(bad) - 1)


def _figures(frame, terms) -> tuple[str, pd.Series]:
    column = terms.get("field", "value")
    here = pd.Series(True, index=frame.index)
    for key, cell in terms.get("where", {}).items():
        here &= frame[key] == cell
    return column, frame.loc[here, column].dropna()


RULES = {"limits": _limits, "jumps": _jumps, "orders": _orders, "sums": _sums}
