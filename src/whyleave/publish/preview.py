"""What the book says on the data as they are: quoted values, figures, failures, verdicts.

``python -m whyleave.publish.preview A01 B02`` runs what is not current and the tests of these
claims, and writes the answer to ``_build/preview.json``. It keeps runs that failed, so it is for a
temporary copy of the book.
"""

import hashlib
import json
import sys
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path

import nbformat

from whyleave import paths
from whyleave.claims import claims
from whyleave.claims.ledger import entry
from whyleave.figures.chart import MIME as FIGURE
from whyleave.publish.execute import EXECUTED, executed, is_current, notebooks, run
from whyleave.publish.results import outputs
from whyleave.quotes import MIME as VALUES

ANSWER = "preview.json"


def said() -> dict[str, dict]:
    """What the kept runs say: values by key, figures by name, failures by cell."""
    return {
        "values": {r["key"]: r["value"] for _, records, _ in outputs(VALUES) for r in records}
        | {"claims": float(len(claims()))},
        "figures": {
            record["figure"]: {
                "chapter": chapter,
                "headline": record["headline"],
                "digest": _digest(record, data["image/svg+xml"]),
            }
            for chapter, record, data in outputs(FIGURE)
        },
        "failures": {
            f"notebooks/{path.name}, cell {number}": f"{output.ename}: {output.evalue}"
            for path in notebooks()
            for number, cell in enumerate(executed(path).cells, start=1)
            for output in cell.get("outputs", [])
            if output.output_type == "error"
        },
    }


def preview(wanted_claims: list[str]) -> dict[str, dict]:
    """Run what is not current, past cells that fail, and tell what the book then says.

    The verdicts are those of some claims, as entries of the ledger by claim; a test that failed
    has ``failure`` instead.
    """
    wanted = [path for path in notebooks() if not is_current(path)]
    with ProcessPoolExecutor() as pool:
        runs = pool.map(_run, wanted)
        verdicts = dict(zip(wanted_claims, pool.map(_entry, wanted_claims), strict=True))
        list(runs)
    return said() | {"verdicts": verdicts}


def _run(path: Path) -> None:
    notebook, _ = run(path, past_failures=True)
    EXECUTED.mkdir(parents=True, exist_ok=True)
    nbformat.write(notebook, EXECUTED / path.name)


def _entry(claim: str) -> dict:
    try:
        return entry(claim)
    except Exception as error:  # a test can fail in any way on data it has not met
        return {"failure": f"{type(error).__name__}: {error}"}


def _digest(record: dict, svg: str) -> str:
    return hashlib.sha256((json.dumps(record, sort_keys=True) + svg).encode()).hexdigest()


if __name__ == "__main__":
    (paths.BUILD / ANSWER).write_text(json.dumps(preview(sys.argv[1:])), "utf-8")
