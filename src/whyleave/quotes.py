"""What sentences rest on: numbers and statements, computed in a notebook cell, checked at build.

In prose a number is written as a link, ``[13.6](val:wide-2025)``: JupyterLab and GitHub show the
number, the book links it to the page of values, and the build fails when the two differ. A
comparison is written as ``[more than in any year](fact:most-in-2025)``: the cell that states it
fails when it is not true of the data.
"""

from collections.abc import Iterable, Mapping
from numbers import Real

import pandas as pd
from IPython.display import display

from whyleave.sources import sources

MIME = "application/vnd.whyleave.values+json"
STATEMENTS = "application/vnd.whyleave.statements+json"


class StatementError(AssertionError):
    """What a sentence says is no longer true of the data."""


def quote(values: Mapping[str, Real], unit: str, source) -> None:
    """Record values under keys that sentences can quote: an output of the cell shows them.

    Parameters
    ----------
    values: key and value; keys are unique in the whole book.
    unit: the unit of all of them, for the page of values.
    source: a table with a ``source`` column, source keys, or several of either.

    Raises KeyError for an unknown source, ValueError for a missing value.
    """
    keys = _known_sources(source)
    empty = [key for key, value in values.items() if pd.isna(value)]
    if empty:
        raise ValueError(f"no value for {', '.join(empty)}: the row is missing from the data")
    records = [
        {"key": key, "value": _plain(value), "unit": unit, "sources": keys}
        for key, value in values.items()
    ]
    shown = ", ".join(f"{record['key']} {record['value']:.6g}" for record in records)
    display({"text/plain": f"Quoted in the text, {unit}: {shown}", MIME: records}, raw=True)


def state(statements: Mapping[str, bool], source) -> None:
    """Record statements under keys that sentences can link: an output of the cell shows them.

    Parameters
    ----------
    statements: key and whether it is true; keys are unique in the whole book.
    source: as for ``quote``.

    Raises StatementError naming those that are not true, KeyError for an unknown source.
    """
    keys = _known_sources(source)
    if wrong := [key for key, true in statements.items() if not bool(true)]:
        raise StatementError(
            f"not true of the data: {', '.join(wrong)}. Read the sentence that links it again and "
            "correct it, or the data."
        )
    records = [{"key": key, "sources": keys} for key in statements]
    shown = ", ".join(statements)
    display({"text/plain": f"True of the data: {shown}", STATEMENTS: records}, raw=True)


def _known_sources(source) -> list[str]:
    keys = sorted(_source_keys(source))
    if unknown := [key for key in keys if key not in sources().index]:
        raise KeyError(f"not in book/references.bib: {', '.join(unknown)}")
    return keys


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
