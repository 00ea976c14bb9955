"""The ledger, computed once for a state of data and tests and then kept."""

import hashlib
from concurrent.futures import ProcessPoolExecutor
from functools import cache

import pandas as pd

from whyleave import claims, paths
from whyleave.claims.ledger import entry

KEPT = paths.BUILD / "ledger"


@cache
def ledger() -> pd.DataFrame:
    """``whyleave.ledger()``, from ``_build`` if neither data nor tests have changed."""
    files = [*paths.DATA.glob("*"), paths.BIBLIOGRAPHY]
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
        table = pd.DataFrame(pool.map(entry, claims.claims().index))
    KEPT.mkdir(parents=True, exist_ok=True)
    for old in KEPT.glob("*.pickle"):
        old.unlink()
    table.to_pickle(kept)
    return table
