"""The ledger, computed once for a state of data and tests and then kept."""

import hashlib
from concurrent.futures import ProcessPoolExecutor
from functools import cache
from pathlib import Path

import pandas as pd

from whyleave import claims, paths
from whyleave.claims.ledger import entry
from whyleave.claims.verdict_box import SEEN, after_colon, value_name
from whyleave.labels import name
from whyleave.publish.execute import traced

KEPT = paths.BUILD / "ledger"


def ledger() -> pd.DataFrame:
    """``whyleave.ledger()``, from ``_build`` if neither data nor tests have changed."""
    return traced_ledger().drop(columns=["reads", "grid"])


def grids() -> dict[str, dict]:
    """Verdict and signs of every tested claim under every combination of choices."""
    return {row.id: row.grid for row in traced_ledger().itertuples() if row.grid}


@cache
def traced_ledger() -> pd.DataFrame:
    """The ledger with the tables that each claim's test read (``reads``) and its ``grid``."""
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
        grid = _grid(claims.verdict(claim)) if claim in claims.registered() else None
    return row | {"reads": reads, "grid": grid}


def _grid(box: claims.Verdict) -> dict:
    """The choices of a claim's test, in words, and for every combination of them (the last choice
    runs fastest) the verdict and, for each sign, the number of what was found in ``found``."""
    runs = box.now.runs
    signs = []
    for column in zip(*(signs for _, signs in runs), strict=True):
        words = [[SEEN[sign.seen], after_colon(box.says(sign))] for sign in column]
        found = list(map(list, dict.fromkeys(map(tuple, words))))
        signs.append(
            {"expect": box.expect[column[0].key], "found": found,
             "at": [found.index(word) for word in words]}
        )  # fmt: skip
    return {
        "controls": [
            {"label": name(choice, "choice"), "values": [_shown(v) for v in values]}
            for choice, values in box.now.test.grid.items()
        ],
        "verdicts": list(box.now.choices["verdict"]),
        "signs": signs,
        "robustness": box.robustness(),
    }


def _shown(value) -> str:
    """A value of a choice; whole numbers plainly, as many of them are years."""
    return str(value) if isinstance(value, int) else value_name(value)
