"""Numbers that sentences quote: computed in a notebook cell, checked against the text at build.

In prose a number is written as a link, ``[13.6](val:wide-2025)``: JupyterLab and GitHub show the
number, the book links it to the page of values, and the build fails when the two differ.
"""

from collections.abc import Iterable, Mapping
from numbers import Real

import pandas as pd
from IPython.display import display

from whyleave.sources import sources

MIME = "application/vnd.whyleave.values+json"


def quote(values: Mapping[str, Real], unit: str, source) -> None:
    """Record values under keys that sentences can quote: an output of the cell shows them.

    Parameters
    ----------
    values: key and value; keys are unique in the whole book.
    unit: the unit of all of them, for the page of values.
    source: a table with a ``source`` column, source keys, or several of either.

    Raises KeyError for an unknown source, ValueError for a missing value.
    """
    keys = sorted(_source_keys(source))
    unknown = [key for key in keys if key not in sources().index]
    if unknown:
        raise KeyError(f"not in book/references.bib: {', '.join(unknown)}")
    empty = [key for key, value in values.items() if pd.isna(value)]
    if empty:
        raise ValueError(f"no value for {', '.join(empty)}: the row is missing from the data")
    records = [
        {"key": key, "value": _plain(value), "unit": unit, "sources": keys}
        for key, value in values.items()
    ]
    shown = ", ".join(f"{record['key']} {record['value']:.6g}" for record in records)
    display({"text/plain": f"Quoted in the text, {unit}: {shown}", MIME: records}, raw=True)


def _source_keys(source) -> set[str]:
    if isinstance(source, str):
        return {source}
    if isinstance(source, pd.DataFrame):
        return set(source["source"])
    if isinstance(source, Iterable):
        return set().union(*map(_source_keys, source))
    raise TypeError("source: a table with a source column, or keys of references.bib")


def _plain(value) -> float:
    """Python's own number, rounded far below what any sentence shows, so that JSON is stable."""
    return round(float(value), 6)
