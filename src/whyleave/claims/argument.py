"""How the claims of each essay hang together: which is given as a reason for which."""

import pandas as pd

from whyleave.claims.testing import FAILS, HOLDS, NO_FACT, OPEN, PARTLY
from whyleave.data import load

WEAKEST_FIRST = [FAILS, OPEN, PARTLY, HOLDS]


def reasons(claim: str) -> list[str]:
    """All claims that lead to this one, directly or through others, in order of their ids.

    Raises ValueError when the links of ``data/argument-links.csv`` run in a circle.
    """
    links = load("argument-links").groupby("leads_to")["claim"].agg(list).to_dict()
    found: set[str] = set()

    def climb(end: str, path: tuple[str, ...]) -> None:
        for start in links.get(end, []):
            if start in path:
                circle = " -> ".join((*path[path.index(start) :], start))
                raise ValueError(f"data/argument-links.csv runs in a circle: {circle}")
            found.add(start)
            climb(start, (*path, start))

    climb(claim, (claim,))
    return sorted(found)


def conclusions(ledger: pd.DataFrame) -> pd.DataFrame:
    """One row per conclusion of the essays: its own verdict, the number of its reasons, the verdict
    of the weakest of them, and which these are.

    ``ledger`` is ``whyleave.ledger()``. Columns: claim, verdict, reasons, weakest, weakest_reasons.
    """
    verdicts = ledger.set_index("id")["verdict_today"]
    ends = load("argument-steps").query("step == 'conclusion'")["claim"]

    def row(claim: str) -> dict:
        below = verdicts[reasons(claim)]
        below = below[below != NO_FACT]
        weakest = min(below, key=WEAKEST_FIRST.index)
        return {
            "claim": claim,
            "verdict": verdicts[claim],
            "reasons": len(below),
            "weakest": weakest,
            "weakest_reasons": ", ".join(below.index[below == weakest]),
        }

    return pd.DataFrame(map(row, ends))
