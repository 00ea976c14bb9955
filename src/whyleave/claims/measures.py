"""Small measures that several claim tests share."""

import numpy as np
import pandas as pd

G7 = ["CAN", "DEU", "FRA", "GBR", "ITA", "JPN", "USA"]


def latest_year(frame: pd.DataFrame, column: str = "year") -> int | None:
    """The last year of a frame, None when it is empty."""
    return int(frame[column].max()) if len(frame) else None


def change(frame: pd.DataFrame, start: int, end: int) -> float:
    """Percentage change of ``value`` between two years of a one-entity frame, NaN without data."""
    values = frame.set_index("year")["value"]
    if start not in values.index or end not in values.index:
        return np.nan
    return 100 * (values[end] / values[start] - 1)
