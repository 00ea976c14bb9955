"""Bring in a newer edition of a table: check it, show what it does to the book, then write it.

The order of writing is CSV first, ``datapackage.json`` second, each in one step. Cut off in
between, the new table stands whole beside the hash of the old one: loading says so, and the same
command again completes it.
"""

import json
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable
from itertools import chain
from pathlib import Path

import pandas as pd

from whyleave import data, paths
from whyleave.publish import prose, results
from whyleave.publish.execute import execute
from whyleave.publish.preview import ANSWER, said
from whyleave.publish.verdicts import traced_ledger

COPIED = ["data", "book", "notebooks", "src", "_build/executed", "requirements.lock"]
SHOWN = 20  # lines of a list before it is cut
VERDICTS = {"verdict_at_essay": "at the essay's date", "verdict_today": "today"}
FIRMNESS = {"strength": "strength", "robust_share": "share of choices"}


class ReplaceError(RuntimeError):
    """The new file cannot be taken; nothing has been written."""


def replace(name: str, file: Path, confirmed: Callable[[], bool]) -> bool:
    """Replace the table ``name`` by a file, once its report has been shown and confirmed.

    Returns whether it was replaced. Raises ReplaceError for an unknown table or a file that
    breaks the schema, NotebookError when the book does not run as it is.
    """
    if name not in data.package():
        raise ReplaceError(f"There is no table '{name}'. Known: {', '.join(data.package())}.")
    path = paths.DATA / data.package()[name]["path"]
    with tempfile.TemporaryDirectory() as folder:
        new = Path(folder) / path.name
        _take(name, file, new)
        if new.read_bytes() == path.read_bytes():
            if described(paths.DATA, name, new) == _package(paths.DATA).read_bytes():
                print(f"{file} is what stands in data/{path.name}: nothing to replace.")
                return False
            print(f"{file} stands in data/{path.name} already; only its hash is to be renewed.")
        else:
            print(f"data/{path.name} <- {file}\n\n{report(name, new)}\n")
        if not confirmed():
            print("Nothing was written.")
            return False
        write(path, new.read_bytes())
        write(_package(paths.DATA), described(paths.DATA, name, new))
    print(reminder(name))
    return True


def report(name: str, new: Path) -> str:
    """What a new file for a table would change: rows, verdicts, headlines, sentences, figures.

    Brings the kept runs of the book up to date first, then runs what reads the table in a
    temporary copy. Raises NotebookError when the book does not run as it is, ReplaceError when the
    copy cannot be run.
    """
    resource = data.package()[name]
    execute()
    verdicts = traced_ledger().set_index("id", drop=False)
    verdicts = verdicts[verdicts["reads"].map(lambda reads: name in reads)].to_dict("index")
    before, after = said(), _after(name, new, list(verdicts))
    return "\n\n".join(
        [
            row_changes(paths.DATA / resource["path"], new, resource["schema"]["primaryKey"]),
            _listed("Verdicts that would turn", _turned(verdicts, after["verdicts"], VERDICTS)),
            _listed(
                "Verdicts that would stand more or less firmly",
                _turned(verdicts, after["verdicts"], FIRMNESS),
            ),
            _listed("Headlines, cells and claim tests that would fail", _failures(after)),
            *_sentences(before["values"], after["values"]),
            _listed("Figures that would be redrawn", _redrawn(before["figures"], after["figures"])),
        ]
    )


def row_changes(old: Path, new: Path, key: list[str]) -> str:
    """The rows added, removed and changed between two files of one table, told apart by key."""
    was, now = (
        pd.read_csv(path, dtype="str", keep_default_na=False, encoding="utf-8-sig")
        .assign(row=lambda rows: rows[key].agg(", ".join, axis=1))
        .set_index("row")
        for path in (old, new)
    )
    kept = was.index.intersection(now.index)
    cells = pd.DataFrame(
        {"was": was.loc[kept].stack(), "now": now.loc[kept].stack()}
    ).query("was != now")  # fmt: skip
    return "\n\n".join(
        [
            f"Rows: {len(was)} now, {len(now)} then.",
            _listed("Rows added", now.index.difference(was.index, sort=False)),
            _listed("Rows removed", was.index.difference(now.index, sort=False)),
            _listed(
                "Cells changed",
                [f"{row}: {column} {c.was!r} -> {c.now!r}"
                 for (row, column), c in zip(cells.index, cells.itertuples(), strict=True)],
            ),
        ]
    )  # fmt: skip


def described(folder: Path, name: str, table: Path) -> bytes:
    """The ``datapackage.json`` of a data folder, with rows and hash of one table renewed."""
    package = json.loads(_package(folder).read_bytes())
    for resource in package["resources"]:
        if resource["name"] == name:
            rows = len(data.check({**resource, "rows": 0}, table))
            resource |= {"rows": rows, "hash": data.digest(table)}
    return (json.dumps(package, indent=1, ensure_ascii=False) + "\n").encode()


def write(path: Path, content: bytes) -> None:
    """Give a file new content in one step: cut off, it is the old file or the new one, whole."""
    fresh = path.with_name(f"{path.name}.new")
    try:
        with open(fresh, "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        shutil.copymode(path, fresh)
        os.replace(fresh, path)
    finally:
        fresh.unlink(missing_ok=True)


def reminder(name: str) -> str:
    """What a person has to look at after a replacement."""
    resource = data.package()[name]
    stated = "\n".join(f"  {k}: {resource[k]}" for k in ("next_edition", "coverage", "breaks"))
    return (
        f"Replaced. Is this still true of '{name}' in data/datapackage.json?\n{stated}\n"
        "Correct it there, correct the sentences and headlines listed above, then run "
        "'make notebooks' and 'make test'."
    )


def ask() -> bool:
    """Ask at the terminal. Raises ReplaceError without one, saying how to accept."""
    if not sys.stdin.isatty():
        raise ReplaceError("There is no terminal to ask. To accept, repeat it with YES=1.")
    try:
        return input("Replace the table? [y/N] ").strip().lower() in ("y", "yes")
    except EOFError:
        return False


def _take(name: str, file: Path, new: Path) -> None:
    """Copy a file, as UTF-8 with plain line ends, if it keeps the schema of the table."""
    if not file.is_file():
        raise ReplaceError(f"There is no file {file}.")
    shutil.copyfile(file, new)
    try:
        data.check({**data.package()[name], "rows": 0}, new)
    except data.DataError as error:
        raise ReplaceError(
            f"{file}, read as data/{new.name}, breaks the schema.\n{error}"
        ) from None
    text = new.read_text("utf-8-sig")  # reads every line end as \n
    new.write_bytes(f"{text.rstrip()}\n".encode())


def _after(name: str, new: Path, claims: list[str]) -> dict:
    """What the book says, on these claims too, in a temporary copy that has the new file."""
    with tempfile.TemporaryDirectory() as folder:
        book = Path(folder)
        for part in COPIED:
            source = paths.ROOT / part
            copy = shutil.copytree if source.is_dir() else shutil.copyfile
            (book / part).parent.mkdir(exist_ok=True)
            copy(source, book / part)
        shutil.copyfile(new, book / "data" / new.name)
        _package(book / "data").write_bytes(described(book / "data", name, new))
        print("running the book on the new file in a temporary copy", flush=True)
        done = subprocess.run(
            [sys.executable, "-m", "whyleave.publish.preview", *claims],
            env=os.environ | {"WHYLEAVE_ROOT": str(book)}, capture_output=True, text=True,
        )  # fmt: skip
        if done.returncode:
            raise ReplaceError(f"The book cannot be run on the new file.\n{done.stderr[-3000:]}")
        return json.loads((book / "_build" / ANSWER).read_text("utf-8"))


def _turned(before: dict, after: dict, columns: dict[str, str]) -> list[str]:
    """The entries of the ledger that differ in some columns."""
    return [
        f"{claim} {when}: {row[column]} -> {after[claim][column]}"
        for claim, row in before.items()
        for column, when in columns.items()
        if str(after[claim].get(column, row[column])) != str(row[column])  # nan is nan
    ]


def _failures(after: dict) -> list[str]:
    tests = {f"test of {c}": r["failure"] for c, r in after["verdicts"].items() if "failure" in r}
    return [f"{where}: {error}" for where, error in chain(after["failures"].items(), tests.items())]


def _sentences(before: dict[str, float], after: dict[str, float]) -> list[str]:
    """Two lists: the values that change, and the sentences whose number would be wrong."""
    changed = {key for key in before if before[key] != after.get(key)}
    values = [f"{key}: {before[key]:g} -> {_new(after.get(key))}" for key in sorted(changed)]
    wrong = [
        f"{where}: {shown} -> {prose.like(shown, after[key])} ({key}), in: {sentence}"
        for where, text in results.texts()
        for sentence, shown, key in prose.quotations(text)
        if key in changed and key in after and not prose.agrees(shown, after[key])
    ]
    return [
        _listed("Quoted values that would change", values),
        _listed("Sentences that would be wrong", wrong, most=None),
    ]


def _new(value: float | None) -> str:
    return "not computed" if value is None else f"{value:g}"


def _redrawn(before: dict, after: dict) -> list[str]:
    return [
        f"{figure} ({drawn['chapter']}): {drawn['headline']}"
        for figure, drawn in before.items()
        if drawn != after.get(figure)
    ]


def _listed(what: str, lines, most: int | None = SHOWN) -> str:
    """What is listed, how many, and the lines, cut after the first so many."""
    more = [f"... and {len(lines) - most} more"] if most and len(lines) > most else []
    return "\n  ".join([f"{what}: {len(lines) or 'none'}", *lines[:most], *more])


def _package(folder: Path) -> Path:
    return folder / "datapackage.json"
