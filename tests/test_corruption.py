"""Whatever people do to a data file by accident is refused in words, or changes nothing.

A few accidents leave figures that could be true (``PLAUSIBLE``). Loading lets them pass, so that a
figure can be changed on purpose; the content hash of the file gives them away here.
"""

import csv
import functools
import io
import os
import re
import shutil
import subprocess
import sys
from dataclasses import dataclass

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from whyleave import DataError, paths
from whyleave.data import check, digest, package
from whyleave.plausibility import breaches

TABLES = sorted(package())
READS = [
    t for t in TABLES if t != "confirmations"
]  # our own log, full of addresses: nothing reads it
MONTHS = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"]


@dataclass
class Damage:
    """A spoilt file, and the place the error must name: none, a row, a column or a cell."""

    content: bytes
    row: int | None = None
    column: str | None = None


class Sheet:
    """A data file as a spreadsheet shows it. ``rows[0]`` is the header."""

    def __init__(self, table):
        self.resource = package()[table]
        self.path = paths.DATA / self.resource["path"]
        self.content = self.path.read_bytes()
        self.text = self.content.decode("utf-8")
        self.rows = list(csv.reader(io.StringIO(self.text, newline="")))
        self.header = self.rows[0]
        self.fields = {field["name"]: field for field in self.resource["schema"]["fields"]}
        self.frame = check(self.resource, self.path)

    def save(self, rows) -> bytes:
        out = io.StringIO(newline="")
        csv.writer(out, lineterminator="\n").writerows(rows)
        return out.getvalue().encode("utf-8")

    def cells(self, wanted) -> list[tuple[int, int]]:
        """Places of the cells that a predicate of field, cell and row accepts."""
        fields = [self.fields[column] for column in self.header]
        return [
            (r, c)
            for r, row in enumerate(self.rows[1:], start=1)
            for c, cell in enumerate(row)
            if wanted(fields[c], cell, dict(zip(self.header, row, strict=True)))
        ]


sheet = functools.cache(Sheet)


def kind(field):
    return field.get("type", "string")


def in_cells(wanted, spoil, whole=True):
    """Damage to one cell, or to all such cells of its column."""

    def damage(paper, pick):
        places = _places(paper, wanted)
        if not places:
            return None
        row, column = pick(places)
        here = [(row, column)]
        if whole and pick([False, False, True]):
            here = [(r, c) for r, c in places if c == column]
        rows = [list(cells) for cells in paper.rows]
        for r, c in here:
            rows[r][c] = spoil(rows[r][c])
        return Damage(paper.save(rows), here[0][0] + 1, paper.header[column])

    return damage


@functools.cache
def _places(paper, wanted):
    return paper.cells(wanted)


def is_number(field, cell, row):
    return kind(field) in ("number", "integer") and cell != ""


def is_nonzero(field, cell, row):
    return is_number(field, cell, row) and float(cell) != 0


def is_amount(field, cell, row):
    """A figure with a unit; years, ranks and flags are not mistaken by a thousand."""
    return is_nonzero(field, cell, row) and field["name"] == "value"


def is_percent(field, cell, row):
    return is_amount(field, cell, row) and row.get("unit", "").startswith("percent")


def is_negative(field, cell, row):
    return is_nonzero(field, cell, row) and cell.startswith("-")


def is_large(field, cell, row):
    return is_number(field, cell, row) and abs(float(cell)) >= 1000


def is_decimal(field, cell, row):
    return is_number(field, cell, row) and "." in cell


def is_month(field, cell, row):
    return re.fullmatch(r"\d{4}-\d{2}", cell)


def is_day(field, cell, row):
    return re.fullmatch(r"\d{4}-\d{2}-\d{2}", cell)


def is_required(field, cell, row):
    return field.get("constraints", {}).get("required")


def is_filled(field, cell, row):
    return cell != ""


def figure(value):
    return f"{value:.15f}".rstrip("0").rstrip(".")


def american(day):
    year, month, of_month = day.split("-")
    return f"{int(month)}/{int(of_month)}/{year}"


def swapped_columns(paper, pick):
    names = range(len(paper.header))
    a = pick(list(names))
    b = pick([c for c in names if c != a])
    rows = [paper.header]
    for cells in paper.rows[1:]:
        cells = list(cells)
        cells[a], cells[b] = cells[b], cells[a]
        rows.append(cells)
    return Damage(paper.save(rows))


def swapped_headers(paper, pick):
    header = list(paper.header)
    a = pick(range(len(header)))
    b = pick([c for c in range(len(header)) if c != a])
    header[a], header[b] = header[b], header[a]
    return Damage(paper.save([header, *paper.rows[1:]]), 1)


def renamed_column(paper, pick):
    column = pick(range(len(paper.header)))
    header = list(paper.header)
    header[column] = pick([header[column].title(), header[column] + " ", "Column1", ""])
    return Damage(paper.save([header, *paper.rows[1:]]), 1, paper.header[column])


def dropped_column(paper, pick):
    column = pick(range(len(paper.header)))
    rows = [cells[:column] + cells[column + 1 :] for cells in paper.rows]
    return Damage(paper.save(rows), 1, paper.header[column])


def dropped_rows(paper, pick):
    first = pick(range(1, len(paper.rows)))
    last = min(len(paper.rows), first + pick([1, 1, 5]))
    return Damage(paper.save(paper.rows[:first] + paper.rows[last:]))


def duplicated_row(paper, pick):
    row = pick(range(1, len(paper.rows)))
    to = pick([row + 1, len(paper.rows)])
    rows = paper.rows[:to] + [paper.rows[row]] + paper.rows[to:]
    return Damage(paper.save(rows), to + 1)


def saved_in(encoding):
    """Saved in an encoding that is not UTF-8; what it lacks becomes a question mark."""
    return lambda paper, pick: Damage(paper.text.encode(encoding, "replace"))


def read_in(encoding):
    """UTF-8 opened in another encoding and saved again as UTF-8."""

    def damage(paper, pick):
        return Damage(paper.content.decode(encoding, "replace").encode("utf-8"))

    return damage


def opened_on_windows(paper, pick):
    text = "".join(bytes([byte]).decode("cp1252", "ignore") or chr(byte) for byte in paper.content)
    return Damage(text.encode("utf-8"))


def truncated(paper, pick):
    start = paper.content.index(b"\n") + 1
    return Damage(paper.content[: pick(range(start, len(paper.content)))])


def cut_in_last_row(paper, pick):
    start = paper.content.rstrip(b"\n").rindex(b"\n") + 1
    return Damage(paper.content[: pick(range(start, len(paper.content)))])


def extra_line(*lines):
    """A line that does not belong, anywhere below the header."""

    def damage(paper, pick):
        after = pick(range(1, len(paper.rows) + 1))
        line = pick(lines).format(commas="," * (len(paper.header) - 1))
        text = paper.save(paper.rows[:after]).decode() + line + "\n"
        return Damage(text.encode() + paper.save(paper.rows[after:]), after + 1)

    return damage


def footer(paper, pick):
    line = pick(["Source: OECD", "Source: OECD{commas}", '"Source: OECD, 2026"', "\nSource: OECD"])
    line = line.format(commas="," * (len(paper.header) - 1))
    return Damage(paper.content + line.encode() + b"\n", len(paper.rows) + 1)


def resaved(change):
    return lambda paper, pick: Damage(change(paper.text).encode("utf-8"))


def quoted(paper, pick):
    out = io.StringIO(newline="")
    csv.writer(out, quoting=csv.QUOTE_ALL).writerows(paper.rows)
    return Damage(out.getvalue().encode("utf-8"))


def other_separator(paper, pick):
    out = io.StringIO(newline="")
    csv.writer(out, delimiter=pick([";", "\t"]), lineterminator="\n").writerows(paper.rows)
    return Damage(out.getvalue().encode("utf-8"), 1)


CORRUPTIONS = {
    "month as a spreadsheet date": in_cells(
        is_month, lambda c: f"{MONTHS[int(c[5:]) - 1]}-{c[2:4]}"
    ),
    "day as a spreadsheet date": in_cells(is_day, american),
    "thousands separators": in_cells(is_large, lambda c: f"{float(c):,}"),
    "decimal comma": in_cells(is_decimal, lambda c: c.replace(".", ",")),
    "power of ten": in_cells(is_large, lambda c: f"{float(c):.2E}"),
    "a thousand times too large": in_cells(is_amount, lambda c: figure(float(c) * 1000)),
    "a thousand times too small": in_cells(is_amount, lambda c: figure(float(c) / 1000)),
    "percent as fraction": in_cells(is_percent, lambda c: figure(float(c) / 100)),
    "percent sign": in_cells(is_percent, lambda c: c + "%"),
    "sign lost": in_cells(is_negative, lambda c: c.lstrip("-")),
    "empty cell": in_cells(is_required, lambda c: ""),
    "text for a number": in_cells(is_number, lambda c: "N/A"),
    "spaces": in_cells(is_filled, lambda c: c + " "),
    "hard space": in_cells(is_filled, lambda c: "\u00a0" + c),
    "swapped columns": swapped_columns,
    "swapped headers": swapped_headers,
    "renamed column": renamed_column,
    "dropped column": dropped_column,
    "dropped rows": dropped_rows,
    "duplicated row": duplicated_row,
    "saved in Latin-1": saved_in("latin-1"),
    "saved in Korean Windows": saved_in("cp949"),
    "saved in UTF-16": saved_in("utf-16"),
    "saved in ASCII": saved_in("ascii"),
    "opened in Latin-1": read_in("latin-1"),
    "opened in Korean Windows": read_in("cp949"),
    "opened in Western Windows": opened_on_windows,
    "truncated": truncated,
    "cut in the last row": cut_in_last_row,
    "blank line": extra_line("", "{commas}", " "),
    "stray line": extra_line("Table 1", "Table 1{commas}"),
    "footer": footer,
    "other separator": other_separator,
    "quotes around all": quoted,
    "byte order mark": resaved(lambda text: "\ufeff" + text),
    "Windows line ends": resaved(lambda text: text.replace("\n", "\r\n")),
}
ALWAYS_HARMLESS = {"quotes around all", "byte order mark", "Windows line ends"}
# What can leave figures or texts that could be true.
PLAUSIBLE = {
    "a thousand times too large": "figures of all sizes stand side by side",
    "a thousand times too small": "figures of all sizes stand side by side",
    "percent as fraction": "small shares are true elsewhere in the column",
    "sign lost": "both signs occur",
    "swapped columns": "both hold text in one language, or figures of one size",
    "saved in ASCII": "one letter became a question mark at the end of a word",
}


UNIT_RULES = {"limits", "jumps", "minimum", "maximum", "type integer"}


@st.composite
def damages(draw, paper):
    def pick(choices):
        return choices[draw(st.integers(0, len(choices) - 1))]

    what = draw(st.sampled_from(sorted(CORRUPTIONS)))
    return what, CORRUPTIONS[what](paper, pick)


@pytest.mark.filterwarnings("ignore:Generating overly large repr")
@pytest.mark.parametrize("table", READS)
def test_an_accident_is_refused_in_words_or_changes_nothing(table, tmp_path):
    paper = sheet(table)
    path = tmp_path / paper.path.name

    @settings(max_examples=18, derandomize=True, deadline=None, database=None)
    @given(damages(paper))
    def attack(drawn):
        what, damage = drawn
        if damage is None:  # the table has no such cell
            return
        path.write_bytes(damage.content)
        try:
            read = check(paper.resource, path)
        except DataError as error:
            assert what not in ALWAYS_HARMLESS, error
            names_the_place(error, damage, path.name)
        else:
            if not read.equals(paper.frame):
                assert what in PLAUSIBLE, f"{what} passes in {table}"
                assert digest(path) != digest(paper.path)

    attack()


def names_the_place(error, damage, file):
    text = str(error)
    assert (
        error.file == file and text.startswith(f"data/{file}") and f"[rule: {error.rule}]" in text
    )
    of_all_rows = {"rows", "limits"}
    assert error.row or error.rule in of_all_rows, text
    assert error.row is None or f"row {error.row}" in text
    # A wrong figure may show first beside another one, or once more of its column are read.
    elsewhere = {"rows", "limits", "jumps", "sums", "orders", "minimum", "maximum"}
    if damage.row and error.rule not in elsewhere:
        assert error.row == damage.row, text
    if damage.column and error.rule not in {"sums", "orders"}:
        assert error.column == damage.column, text


@pytest.mark.parametrize("what", ["a thousand times too large", "a thousand times too small"])
def test_a_whole_column_in_a_wrong_unit_is_refused(what, tmp_path):
    wrong = {
        table: CORRUPTIONS[what](sheet(table), lambda choices: choices[-1]) for table in TABLES
    }
    passed = []
    for table, damage in wrong.items():
        path = tmp_path / sheet(table).path.name
        path.write_bytes(damage.content if damage else b"")
        try:
            check(package()[table], path)
            passed.append(table)
        except DataError as error:
            assert damage is None or error.rule in UNIT_RULES, error
    assert passed == []


@pytest.mark.parametrize("table", TABLES)
def test_no_file_changed_since_it_was_described(table):
    resource = package()[table]
    assert resource["hash"] == digest(paths.DATA / resource["path"]), (
        f"data/{resource['path']} has changed since datapackage.json described it ('git diff data' "
        "shows where). If that was meant, run 'make describe'; if not, 'git checkout data'."
    )


def test_a_row_more_is_welcome(tmp_path):
    paper = sheet("korean-venture-by-age")
    path = tmp_path / paper.path.name
    new = [cell.replace("2021", "2020") for cell in paper.rows[1]]
    path.write_bytes(paper.save([*paper.rows, new]))
    assert len(check(paper.resource, path)) == len(paper.frame) + 1


def test_an_explained_jump_passes():
    frame = pd.DataFrame(
        {"entity": "KOR", "period": ["2020", "2021", "2022"], "value": [1, 90, 80]}
    )
    rule = {"by": ["entity"], "ratio": 30}
    found = list(breaches(frame, {"jumps": [rule]}))
    assert [(b.row, b.column, b.rule) for b in found] == [(1, "value", "jumps")]
    known = {"entity": "KOR", "period": "2021", "why": "a new law"}
    assert not list(breaches(frame, {"jumps": [rule | {"explained": [known]}]}))


def test_a_broken_file_costs_neither_the_last_good_book_nor_a_traceback(tmp_path):
    shutil.copytree(paths.DATA, tmp_path / "data")
    (tmp_path / "book").mkdir()
    shutil.copy(paths.BIBLIOGRAPHY, tmp_path / "book")
    good = tmp_path / "_build" / "html" / "index.html"
    good.parent.mkdir(parents=True)
    good.write_text("the last good book", "utf-8")
    broken = tmp_path / "data" / "essays.csv"
    broken.write_bytes(broken.read_bytes()[:300])
    run = subprocess.run(
        [sys.executable, "-m", "whyleave.publish", "book"],
        env={**os.environ, "WHYLEAVE_ROOT": str(tmp_path)}, capture_output=True, text=True,
    )  # fmt: skip
    assert run.returncode == 1 and "Traceback" not in run.stderr
    assert "the last good book is untouched" in run.stderr
    assert len(re.findall("data/essays.csv, row", run.stderr)) == 1
    assert good.read_text("utf-8") == "the last good book"
