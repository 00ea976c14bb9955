"""Small measures that several claim tests share."""

import numpy as np
import pandas as pd

from whyleave.claims.testing import Known
from whyleave.data import yearly

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


def last_ratio(table: pd.DataFrame, over: str, under: str) -> float:
    """The ratio of two columns in the last row that has both, NaN without one."""
    both = table.reindex(columns=[over, under]).dropna()
    return float(both[over].iloc[-1] / both[under].iloc[-1]) if len(both) else np.nan


def gdp(known: Known) -> pd.DataFrame:
    """GDP in million dollars implied by the OECD's two columns: amount over share of GDP.

    A missing last year is filled with the year before.
    """
    panel = yearly(known("venture-capital-oecd"))
    amount, share = (
        panel[panel["indicator"] == indicator].set_index(["year", "entity"])["value"]
        for indicator in ("vc_amount", "vc_share_of_gdp")
    )
    size = (100 * amount / share).unstack().sort_index()
    return size.ffill(limit=1).unstack().dropna().rename("gdp").reset_index()
