"""``data/firmness.csv``: what the attacks on the verdicts found, kept because they take minutes.

Its description in ``datapackage.json`` carries ``made_from``, a digest of tests and data.
"""

import hashlib
import json
from concurrent.futures import ProcessPoolExecutor

import pandas as pd

from whyleave import paths
from whyleave.claims import registered
from whyleave.claims.attack import attack
from whyleave.data import package
from whyleave.publish.describe import describe
from whyleave.publish.verdicts import traced_ledger

FILE = paths.DATA / "firmness.csv"


def state() -> str:
    """A digest of all that the attacks depend on: claim tests, models, and the tables they read."""
    source = paths.ROOT / "src" / "whyleave"
    files = [
        source / "data.py",
        *(source / "claims").rglob("*.py"),
        *(source / "models").glob("*.py"),
    ]
    tables = {table for read in traced_ledger()["reads"] for table in read} - {"labels"}
    digest = hashlib.sha256()
    for file in sorted([*files, *(paths.DATA / f"{table}.csv" for table in tables)]):
        digest.update(file.read_bytes())
    return digest.hexdigest()


def is_current() -> bool:
    """Whether the file was made from the tests and data as they are."""
    return package()["firmness"].get("made_from") == state()


def make() -> str:
    """Attack every verdict and write the findings. Returns a line for the terminal."""
    if is_current():
        return "data/firmness.csv is current."
    with ProcessPoolExecutor() as pool:
        rows = pd.DataFrame(pool.map(attack, registered()))
    rows.to_csv(FILE, index=False, lineterminator="\n")
    path = paths.DATA / "datapackage.json"
    book = json.loads(path.read_text("utf-8"))
    next(r for r in book["resources"] if r["name"] == "firmness")["made_from"] = state()
    path.write_text(json.dumps(book, indent=1, ensure_ascii=False) + "\n", "utf-8")
    describe()
    turned = (rows["turning_sources"] != "").sum()
    return f"data/firmness.csv: {len(rows)} verdicts attacked, {turned} hang on a single source."
