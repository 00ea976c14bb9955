"""Data, claim tests and charts of the book *Why Innovation Leaves*.

Floor plan, arrows pointing down only::

    notebooks            narrate
    figures   claims     how a chart looks; what a claim's test is
    models               taxes, stock options, the capital gap: plain functions
    data                 load(name): a checked, typed table, or an error for people
    sources   labels     who said so; what things are called, in two languages
"""

from whyleave.claims import ledger, verdict
from whyleave.data import DataError, as_known, load, yearly
from whyleave.figures import Chart, Table, setup
from whyleave.labels import name
from whyleave.quotes import quote, state
from whyleave.sources import sources

__all__ = [
    "Chart",
    "DataError",
    "Table",
    "as_known",
    "ledger",
    "load",
    "name",
    "quote",
    "setup",
    "sources",
    "state",
    "verdict",
    "yearly",
]
