"""How a chart of this book looks: one style, a few forms, computed alternative text."""

from whyleave.figures.chart import Chart, HeadlineError
from whyleave.figures.style import setup
from whyleave.figures.table import Table

__all__ = ["Chart", "HeadlineError", "Table", "setup"]
