"""Run notebooks, several at a time, and only those whose inputs have changed.

Jupyter Book's own cache knows a notebook's code and nothing else. Here a run is kept under a key
of all it depends on: code cells, the package, the lock, Python, and each table it read (with the
table's schema and the sources it names).
"""

import hashlib
import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor, as_completed
from contextlib import contextmanager
from pathlib import Path

import nbformat
from nbclient import NotebookClient
from nbclient.exceptions import CellExecutionError

from whyleave import paths
from whyleave.data import load, package
from whyleave.sources import sources

EXECUTED = paths.BUILD / "executed"
TIMEOUT = 300  # seconds for one cell


class NotebookError(RuntimeError):
    """A notebook failed; the message names it and the cell."""


def notebooks() -> list[Path]:
    return sorted(paths.NOTEBOOKS.glob("*.ipynb"))


def code_cells(notebook) -> list:
    return [cell for cell in notebook.cells if cell.cell_type == "code"]


def executed(path: Path) -> nbformat.NotebookNode:
    """The notebook with the outputs of its last good run, or as it is stored if it never ran here.

    The text is always that of the file: only outputs are kept from the run.
    """
    notebook = nbformat.read(path, as_version=4)
    kept = EXECUTED / path.name
    if kept.exists():
        run = nbformat.read(kept, as_version=4)
        pairs = list(zip(code_cells(notebook), code_cells(run), strict=False))
        if all(ours.source == theirs.source for ours, theirs in pairs):
            for ours, theirs in pairs:
                ours.outputs, ours.execution_count = theirs.outputs, theirs.execution_count
    return notebook


@contextmanager
def traced() -> Iterator[list[str]]:
    """A list that holds, at the end of the block, the names of the tables loaded in it."""
    read = []
    with tempfile.TemporaryDirectory() as folder:
        trace = Path(folder) / "reads"
        os.environ["WHYLEAVE_TRACE"] = str(trace)
        try:
            yield read
        finally:
            del os.environ["WHYLEAVE_TRACE"]
            read += sorted(set(trace.read_text("utf-8").split())) if trace.exists() else []


def run(path: Path, past_failures: bool = False) -> tuple[nbformat.NotebookNode, list[str]]:
    """Run one notebook from top to bottom in its own folder; also return the tables it read.

    Raises NotebookError naming the cell that failed, unless it is to go on past failures: then
    their outputs tell of them.
    """
    notebook = nbformat.read(path, as_version=4)
    for cell in code_cells(notebook):
        cell.outputs, cell.execution_count = [], None
    client = NotebookClient(
        notebook, timeout=TIMEOUT, kernel_name="python3", record_timing=False,
        allow_errors=past_failures, resources={"metadata": {"path": str(path.parent)}},
    )  # fmt: skip
    try:
        with traced() as read:
            client.execute(stderr=subprocess.DEVNULL)  # the kernel greets on stderr
    except CellExecutionError as error:
        failed = next(
            (i for i, cell in enumerate(notebook.cells)
             if any(o.output_type == "error" for o in cell.get("outputs", []))), 0,
        )  # fmt: skip
        source = notebook.cells[failed].source.splitlines()
        raise NotebookError(
            f"notebooks/{path.name}, cell {failed + 1} of {len(notebook.cells)} "
            f'(begins "{source[0] if source else ""}"): {error.ename}: {error.evalue}'
        ) from None
    notebook.metadata["language_info"] = {"name": "python"}
    return notebook, read


def key(path: Path, reads: list[str]) -> str:
    """A digest of everything the outputs of this notebook depend on."""
    digest = hashlib.sha256(sys.version.encode())
    for cell in code_cells(nbformat.read(path, as_version=4)):
        digest.update(cell.source.encode())
    source = paths.ROOT / "src" / "whyleave"
    files = [
        f
        for f in sorted(source.rglob("*"))
        if f.suffix in {".py", ".ttf"} and "publish" not in f.parts
    ]
    for file in [*files, paths.ROOT / "requirements.lock"]:
        digest.update(file.read_bytes())
    named = set()
    for name in reads:
        resource = package()[name]
        digest.update(json.dumps(resource["schema"], sort_keys=True).encode())
        digest.update((paths.DATA / resource["path"]).read_bytes())
        frame = load(name)
        named |= set(frame["source"]) if "source" in frame else set()
    digest.update(sources().loc[sorted(named)].to_json().encode())
    return digest.hexdigest()


def is_current(path: Path) -> bool:
    """Whether the kept run of a notebook still stands."""
    record = EXECUTED / f"{path.stem}.json"
    if not record.exists() or not (EXECUTED / path.name).exists():
        return False
    kept = json.loads(record.read_text("utf-8"))
    try:
        return kept["key"] == key(path, kept["reads"])
    except KeyError:  # a table it read is gone from the schema: run and see
        return False


def _job(path: Path) -> tuple[str, float]:
    start = time.perf_counter()
    notebook, reads = run(path)
    EXECUTED.mkdir(parents=True, exist_ok=True)
    nbformat.write(notebook, EXECUTED / path.name)
    record = {"key": key(path, reads), "reads": reads}
    (EXECUTED / f"{path.stem}.json").write_text(json.dumps(record, indent=1), "utf-8")
    return path.name, time.perf_counter() - start


def execute(everything: bool = False) -> list[str]:
    """Run all notebooks whose inputs changed (or all). Prints progress, returns the names run.

    Raises NotebookError after all have had their turn if any failed; a failed one keeps no run,
    so it fails again next time.
    """
    wanted = [path for path in notebooks() if everything or not is_current(path)]
    if not wanted:
        print("notebooks: all runs are current, nothing to execute")
        return []
    for path in wanted:
        (EXECUTED / f"{path.stem}.json").unlink(missing_ok=True)
    print(f"notebooks: {len(wanted)} to run", flush=True)
    failures, done = [], []
    with ProcessPoolExecutor(min(len(wanted), os.cpu_count() or 1)) as pool:
        jobs = {pool.submit(_job, path): path for path in wanted}
        for count, job in enumerate(as_completed(jobs), start=1):
            try:
                name, seconds = job.result()
                done.append(name)
                print(f"  [{count}/{len(wanted)}] {name}  {seconds:.1f} s", flush=True)
            except NotebookError as error:
                failures.append(str(error))
                print(f"  [{count}/{len(wanted)}] {jobs[job].name}  FAILED", flush=True)
    if failures:
        raise NotebookError("\n".join(failures))
    return done


def store() -> None:
    """Write the outputs of the kept runs into ``notebooks/``, as they are committed."""
    for path in notebooks():
        notebook = executed(path)
        for number, cell in enumerate(code_cells(notebook), start=1):
            cell.execution_count = number
            for output in cell.outputs:
                if output.output_type == "execute_result":
                    output.execution_count = number
        nbformat.write(notebook, path)
