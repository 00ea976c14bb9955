"""``load(name)``: a checked, typed table from ``data/``, or one clear error.

The one schema is ``data/datapackage.json`` (Data Package standard). Our own in it are ``rule`` on
a field ("source": a key of the bibliography; "entity": a country or a known organisation), the
rules of ``whyleave.plausibility``, ``next_edition`` (the day on which newer figures are due, or
null), and ``rows``: how many rows the file had when it was last described. Fewer are refused. The
standard's ``hash`` is for the tests: loading does not look at it, so that a figure can be tried
without describing the file again.
"""

import csv
import hashlib
import io
import json
import os
import re
from datetime import date
from functools import cache
from pathlib import Path

import numpy as np
import pandas as pd

from whyleave import labels, paths, plausibility
from whyleave.sources import sources

DTYPES = {"string": "str", "number": "float64", "integer": "int64", "date": "datetime64[us]"}
FORMATS = {
    "number": (
        r"-?\d+(\.\d+)?",
        "is not a number",
        "Write digits with a point for decimals: no comma, no unit, no spreadsheet date.",
    ),
    "integer": (r"-?\d+", "is not a whole number", "Write digits only."),
    "date": (
        r"\d{4}-\d{2}-\d{2}",
        "is not a date",
        "Write year-month-day, for example 2025-04-04.",
    ),
}


class DataError(ValueError):
    """A data file breaks its schema. Says which file, row and column, which rule, what to do.

    ``row`` is the line as a spreadsheet shows it: the header is row 1.
    """

    def __init__(self, file, problem, advice, row=None, column=None, rule=None, others=0):
        self.file, self.row, self.column, self.rule = file, row, column, rule
        place = f"data/{file}"
        place += f", row {row}" if row else ""
        place += f", column '{column}'" if column else ""
        more = f" ({others} more like it in this column.)" if others else ""
        super().__init__(f"{place}: {problem} [rule: {rule}]. {advice}{more}")


@cache
def package() -> dict[str, dict]:
    """The resources of ``datapackage.json`` by name."""
    path = paths.DATA / "datapackage.json"
    try:
        resources = json.loads(path.read_text("utf-8"))["resources"]
    except (OSError, ValueError, KeyError) as error:
        raise DataError(
            path.name, f"cannot be read ({error})", "Restore it with git.", rule="schema"
        ) from error
    return {resource["name"]: resource for resource in resources}


def load(name: str) -> pd.DataFrame:
    """The table of this name, checked against its schema.

    Columns are typed as the schema says (string, float64, int64, datetime64); an empty optional
    cell is NaN, NaT or an empty string. Rows stay in the order of the file.

    Raises DataError on the first rule broken, reading the file from top to bottom within
    each column.
    """
    if name not in package():
        known = ", ".join(sorted(package()))
        raise DataError(
            f"{name}.csv", "is not in datapackage.json", f"Known: {known}.", rule="known"
        )
    _trace(name)
    path = paths.DATA / package()[name]["path"]
    changed = path.stat().st_mtime_ns if path.exists() else None
    return _checked(name, path, changed).copy()


@cache
def _checked(name: str, path: Path, changed: int | None) -> pd.DataFrame:
    """Checking once per version of the file keeps an open notebook fast and never stale."""
    return check(package()[name], path)


def check(resource: dict, path: Path) -> pd.DataFrame:
    """Read the CSV file at ``path`` and hold it to a Data Package resource description."""
    file, schema = path.name, resource["schema"]
    next_edition(resource)
    fields = {field["name"]: field for field in schema["fields"]}
    raw = _read(path, list(fields))
    frame = pd.DataFrame({column: _typed(file, raw[column], fields[column]) for column in fields})
    _unique(file, raw, schema.get("primaryKey", []))
    for breach in plausibility.breaches(frame, schema):
        raise DataError(file, **breach._asdict())
    if len(frame) < resource.get("rows", 0):
        raise DataError(
            file, f"has {len(frame)} rows; {resource['rows']} are described",
            "Bring back the lost rows ('git diff data' shows them); if they went on purpose, "
            "run 'make describe'.", rule="rows",
        )  # fmt: skip
    return frame


def next_edition(resource: dict) -> date | None:
    """The day on which the next edition of a table is due; None where nothing newer can come.

    Raises DataError when ``datapackage.json`` states neither a day nor null.
    """
    day = resource.get("next_edition", "")
    try:
        return None if day is None else date.fromisoformat(day)
    except (TypeError, ValueError):
        raise DataError(
            "datapackage.json", f"'{day}' is not the day of the next edition of "
            f"'{resource['name']}'", 'Write a day, "2027-06-30", or null where nothing newer can '
            "come.", rule="next_edition",
        ) from None  # fmt: skip


def digest(path: Path) -> str:
    """The content hash of a file as a Data Package states it: ``sha256:`` and hexadecimals."""
    return "sha256:" + hashlib.sha256(path.read_bytes()).hexdigest()


def check_all() -> None:
    """Hold every table to its schema. Raises one DataError that names all broken files."""
    errors = []
    for name in package():
        try:
            load(name)
        except DataError as error:
            errors.append(error)
    if errors:
        errors[0].args = ("\n".join(dict.fromkeys(map(str, errors))),)
        raise errors[0]


def as_known(frame: pd.DataFrame, date) -> pd.DataFrame:
    """The rows that were public on a date (column ``known_from``)."""
    return frame[frame["known_from"] <= pd.Timestamp(date)]


def yearly(frame: pd.DataFrame) -> pd.DataFrame:
    """Only the rows whose period is one calendar year, with that year as integer ``year``."""
    return frame[frame["period"].str.fullmatch(r"\d{4}")].assign(
        year=lambda rows: rows["period"].astype("int64")
    )


def _read(path: Path, columns: list[str]) -> pd.DataFrame:
    """The cells as text, with the row number of the file as index."""
    file = path.name
    try:
        text = path.read_bytes().decode("utf-8-sig")
    except FileNotFoundError:
        raise DataError(
            file, "is missing", "Restore it with 'git checkout data', or take it out of "
            "datapackage.json.", rule="exists"
        ) from None  # fmt: skip
    except UnicodeDecodeError as error:
        row = path.read_bytes()[: error.start].count(b"\n") + 1
        raise DataError(
            file, "is not UTF-8 text", "Save the file as 'CSV UTF-8'.", row=row, rule="encoding"
        ) from None
    rows = list(csv.reader(io.StringIO(text, newline="")))
    header = rows[0] if rows else []
    if header != columns:
        missing = [c for c in columns if c not in header]
        extra = [c for c in header if c not in columns]
        problem = (
            f"has no column '{missing[0]}'" if missing
            else f"has the column '{extra[0]}', which the schema does not know" if extra
            else "has its columns in another order"
        )  # fmt: skip
        raise DataError(
            file, problem, f"The header must read: {','.join(columns)}.", row=1,
            column=(missing + extra + [None])[0], rule="columns",
        )  # fmt: skip
    for number, cells in enumerate(rows[1:], start=2):
        if len(cells) != len(columns):
            raise DataError(
                file, f"has {len(cells)} cells instead of {len(columns)}",
                "Put quotes around text with a comma; remove empty lines.", row=number, rule="shape",
            )  # fmt: skip
    if len(rows) < 2:
        raise DataError(file, "has no rows", "Restore it with 'git checkout data'.", rule="rows")
    if not text.endswith(("\n", "\r")):
        raise DataError(
            file, "does not end with a line break: it may be cut off",
            "See whether the last row is whole, then end it with Enter.", row=len(rows),
            column=columns[-1], rule="end of file",
        )  # fmt: skip
    return pd.DataFrame(rows[1:], columns=columns, index=range(2, len(rows) + 1), dtype="str")


def _typed(file: str, cells: pd.Series, field: dict) -> pd.Series:
    kind, rules = field.get("type", "string"), field.get("constraints", {})
    filled = cells != ""

    def refuse(bad: pd.Series, problem: str, advice: str, rule: str):
        if bad.any():
            row = bad.idxmax()
            raise DataError(
                file, f"'{cells[row]}' {problem}", advice, row=row, column=field["name"], rule=rule,
                others=int(bad.sum()) - 1,
            )  # fmt: skip

    distinct = cells.unique()
    for odd, problem, advice, rule in ODD:
        refuse(cells.isin([cell for cell in distinct if odd(cell)]), problem, advice, rule)
    if rules.get("required"):
        refuse(~filled, "is empty", "Fill in the cell or take out the row.", "required")
    if kind == "string":
        dates = cells.isin([cell for cell in distinct if _spreadsheet_date(cell)])
        advice = "Write it as in the source, and format the column as text."
        refuse(dates, "is a date as a spreadsheet rewrites it", advice, "spreadsheet date")
    if kind in FORMATS:
        pattern, problem, advice = FORMATS[kind]
        refuse(filled & ~cells.str.fullmatch(pattern), problem, advice, f"type {kind}")
    if kind == "date":
        values = pd.to_datetime(cells, format="%Y-%m-%d", errors="coerce")
        refuse(
            filled & values.isna(), "is not a day of the calendar", FORMATS[kind][2], "type date"
        )
    elif kind == "number":
        values = pd.to_numeric(cells.where(filled, np.nan))
    elif kind == "integer":
        values = pd.to_numeric(cells)
    else:
        values = cells
    if "enum" in rules:
        allowed = ", ".join(map(str, rules["enum"]))
        bad = filled & ~cells.isin(rules["enum"])
        refuse(bad, "is not an allowed value", f"Allowed: {allowed}.", "enum")
    if "pattern" in rules:
        bad = filled & ~cells.str.fullmatch(rules["pattern"])
        refuse(bad, "has the wrong form", field.get("description", ""), "pattern")
    if "minimum" in rules:
        bad = values < rules["minimum"]
        refuse(bad, "is impossible", f"At least {rules['minimum']}.", "minimum")
    if "maximum" in rules:
        bad = values > rules["maximum"]
        refuse(bad, "is impossible", f"At most {rules['maximum']}.", "maximum")
    if field.get("rule") == "source":
        bad = filled & ~cells.isin(sources().index)
        refuse(bad, "is not a known source", "Add it to book/references.bib.", "source")
    if field.get("rule") == "entity":
        bad = filled & ~cells.map(labels.is_entity).astype(bool)
        advice = "Use an ISO 3166-1 alpha-3 code, or add the organisation to data/labels.csv."
        refuse(bad, "is not a known country or organisation", advice, "entity")
    return values.astype(DTYPES[kind])


def _garbled(cell: str) -> bool:
    """Whether a cell was saved in one encoding and read in another ("Ã©" for "é")."""
    words = re.sub(r"https?://\S+", "", cell)  # an address may hold "?page=2"
    if re.search(r"\?\w|\?\?", words) or re.search(r"[\x80-\x9f\ufffd]", cell):
        return True
    for encoding in () if cell.isascii() else ("cp1252", "latin-1", "cp949"):
        try:
            return cell.encode(encoding).decode("utf-8") != cell
        except UnicodeError:
            continue
    return False


def _spreadsheet_date(cell: str) -> bool:
    """Whether a spreadsheet took a cell for a date and rewrote it ("Mar-25", "5/1/2024")."""
    month = "(Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)"
    pattern = rf"{month}-\d{{2,4}}|\d{{1,2}}[-/](\d{{1,2}}|{month})([-/]\d{{2,4}})?"
    return re.fullmatch(pattern, cell) is not None


# What no cell of any column may look like.
ODD = [
    (lambda cell: cell != cell.strip(), "has spaces at its ends", "Take them out.", "spaces"),
    (
        _garbled,
        "is garbled text",
        "Restore the file with git; save it as 'CSV UTF-8'.",
        "encoding",
    ),
]


def _unique(file: str, raw: pd.DataFrame, key: list[str]) -> None:
    again = raw.duplicated(key) if key else pd.Series(False, index=raw.index)
    if again.any():
        row = again.idxmax()
        first = (raw[key] == raw.loc[row, key]).all(axis=1).idxmax()
        raise DataError(
            file, f"repeats row {first} ({', '.join(raw.loc[row, key])})", "Keep one of the two.",
            row=row, column=", ".join(key), rule="primary key", others=int(again.sum()) - 1,
        )  # fmt: skip


def _trace(name: str) -> None:
    """Tell the build which tables a notebook reads, so that only these make it run again."""
    if log := os.environ.get("WHYLEAVE_TRACE"):
        with open(log, "a", encoding="utf-8") as file:
            file.write(name + "\n")
