"""The ledger, computed once for a state of data and tests and then kept."""

import hashlib
from concurrent.futures import ProcessPoolExecutor
from functools import cache
from pathlib import Path

import pandas as pd

from whyleave import claims, paths
from whyleave.claims.ledger import entry
from whyleave.publish.execute import traced

KEPT = paths.BUILD / "ledger"


def ledger() -> pd.DataFrame:
    """``whyleave.ledger()``, from ``_build`` if neither data nor tests have changed."""
    return traced_ledger().drop(columns="reads")


@cache
def traced_ledger() -> pd.DataFrame:
    """The ledger with the tables that each claim's test read, in the column ``reads``."""
    files = [*paths.DATA.glob("*"), paths.BIBLIOGRAPHY, Path(__file__)]
    files += (paths.ROOT / "src" / "whyleave").glob("*.py")
    files += (paths.ROOT / "src" / "whyleave" / "claims").rglob("*.py")
    files += (paths.ROOT / "src" / "whyleave" / "models").rglob("*.py")
    digest = hashlib.sha256()
    for file in sorted(files):
        digest.update(file.read_bytes())
    kept = KEPT / f"{digest.hexdigest()}.pickle"
    if kept.exists():
        return pd.read_pickle(kept)
    with ProcessPoolExecutor() as pool:
        table = pd.DataFrame(pool.map(_traced_entry, claims.claims().index))
    KEPT.mkdir(parents=True, exist_ok=True)
    for old in KEPT.glob("*.pickle"):
        old.unlink()
    table.to_pickle(kept)
    return table


def _traced_entry(claim: str) -> dict:
    with traced() as reads:
        row = entry(claim)
    return row | {"reads": reads}
