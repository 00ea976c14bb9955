"""Bringing in a newer edition: nothing is written unseen, half written, or unconfirmed."""

import json
import os
import shutil
import subprocess
import sys

import nbformat
import pytest

from whyleave import data, paths
from whyleave.publish import prose, replace

TABLE = "essays"
TEXT = "Essay A came in month [12](val:month). Essay B came in month [4](val:other)."
CODE = """from whyleave import load, quote
months = load("essays").set_index("essay")["date"].dt.month
quote({"month": months["A"], "other": months["B"]}, "month", "oecd-vc-2026")"""
CLAIM_TEST = """from whyleave.claims.testing import all_or_part, claim_test, sign
from whyleave.data import load


@claim_test("A01", all_or_part)
def december(known):
    used = load("venture-capital-oecd").head(1)
    return [sign("spending", known.undated("essays")["date"].dt.month.max(), 12, used)]
"""


@pytest.fixture(scope="module")
def book(tmp_path_factory):
    """A copy of the book with one notebook and one claim test; both read the table of essays."""
    root = tmp_path_factory.mktemp("book")
    for name in ("data", "src"):
        shutil.copytree(
            paths.ROOT / name, root / name, ignore=shutil.ignore_patterns("__pycache__")
        )
    for name in ("book", "notebooks"):
        (root / name).mkdir()
    claims, package = root / "data" / "claims.csv", root / "data" / "datapackage.json"
    claims.write_text("".join(claims.read_text("utf-8").splitlines(keepends=True)[:2]), "utf-8")
    described = json.loads(package.read_text("utf-8"))
    next(r for r in described["resources"] if r["name"] == "claims")["rows"] = 1
    package.write_text(json.dumps(described, indent=1, ensure_ascii=False) + "\n", "utf-8")
    for name in ("requirements.lock", "book/references.bib"):
        shutil.copy(paths.ROOT / name, root / name)
    cells = [nbformat.v4.new_markdown_cell(TEXT, id="a"), nbformat.v4.new_code_cell(CODE, id="b")]
    nbformat.write(nbformat.v4.new_notebook(cells=cells), root / "notebooks" / "small.ipynb")
    tests = root / "src" / "whyleave" / "claims" / "chapters"
    for file in set(tests.glob("*.py")) - {tests / "__init__.py"}:
        file.unlink()
    (tests / "small.py").write_text(CLAIM_TEST, "utf-8")
    return root


@pytest.fixture
def tables(tmp_path, monkeypatch):
    """A data folder with two tables, in this process, and a newer file for one of them."""
    folder = tmp_path / "data"
    folder.mkdir()
    for name in ("datapackage.json", "essays.csv", "labels.csv"):
        shutil.copy(paths.DATA / name, folder / name)
    monkeypatch.setattr(paths, "DATA", folder)
    monkeypatch.setattr(replace, "report", lambda name, new: "the report")
    newer = tmp_path / "newer.csv"
    newer.write_text((folder / "essays.csv").read_text("utf-8").replace("12-08", "11-08"), "utf-8")
    return folder, newer


def contents(folder):
    return {path.name: path.read_bytes() for path in folder.iterdir()}


def command(book, *more):
    return subprocess.run(
        [sys.executable, "-m", "whyleave.publish", "replace", TABLE, str(book / "new.csv"), *more],
        env={"WHYLEAVE_ROOT": str(book), "PATH": os.environ["PATH"], "PYTHONPATH": str(book / "src")},
        capture_output=True, text=True, stdin=subprocess.DEVNULL,
    )  # fmt: skip


def test_the_report_names_verdict_value_and_sentence_and_nothing_is_written(book):
    before, old = contents(book / "data"), (book / "data" / "essays.csv").read_text("utf-8")
    (book / "new.csv").write_text(old.replace("2025-12-08", "2025-11-08"), "utf-8")
    done = command(book)
    assert "Cells changed: 1\n  A: date '2025-12-08' -> '2025-11-08'" in done.stdout
    assert "A01 at the essay's date: holds -> does not hold" in done.stdout
    assert "A01 today: holds -> does not hold" in done.stdout
    assert "month: 12 -> 11" in done.stdout and "other:" not in done.stdout
    assert (
        "Sentences that would be wrong: 1\n"
        "  notebooks/small.ipynb, cell 1: 12 -> 11 (month), in: Essay A came in month 12."
    ) in done.stdout
    assert done.returncode == 1 and "repeat it with YES=1" in done.stderr
    assert contents(book / "data") == before


def test_what_stops_working_is_reported_and_can_still_be_accepted(book):
    before, text = contents(book / "data"), (book / "data" / "essays.csv").read_text("utf-8")
    kept = [line for line in text.splitlines(keepends=True) if not line.startswith("B,")]
    (book / "new.csv").write_text("".join(kept), "utf-8")
    done = command(book, "--yes")
    assert "Rows removed: 1\n  B" in done.stdout
    assert "notebooks/small.ipynb, cell 2: KeyError: 'B'" in done.stdout
    assert "month: 12 -> not computed" in done.stdout
    assert done.returncode == 0 and "coverage: Two essays" in done.stdout
    now = contents(book / "data")
    renewed = {json.dumps(r) for r in json.loads(now["datapackage.json"])["resources"]} - {
        json.dumps(r) for r in json.loads(before["datapackage.json"])["resources"]
    }
    assert [json.loads(r)["rows"] for r in renewed] == [len(kept) - 1]
    assert now["essays.csv"] == (book / "new.csv").read_bytes()
    assert all(now[f] == before[f] for f in before if f not in ("essays.csv", "datapackage.json"))


@pytest.mark.parametrize(
    "old, new, place",
    [("2025-12-08", "8.12.2025", "row 2, column 'date'"), ("date", "day", "row 1, column 'date'")],
)
def test_a_bad_file_is_refused(tables, old, new, place):
    folder, newer = tables
    before = contents(folder)
    newer.write_text((folder / "essays.csv").read_text("utf-8").replace(old, new), "utf-8")
    with pytest.raises(replace.ReplaceError, match=f"(?s)newer.csv, read as.*{place}.*rule"):
        replace.replace(TABLE, newer, lambda: True)
    assert contents(folder) == before


@pytest.mark.parametrize("table, file", [("essay", "newer.csv"), (TABLE, "nothing.csv")])
def test_an_unknown_table_or_file_is_named(tables, table, file):
    with pytest.raises(replace.ReplaceError, match="There is no (table 'essay'|file .*nothing)"):
        replace.replace(table, tables[1].with_name(file), lambda: True)


def test_unconfirmed_writes_nothing(tables):
    folder, newer = tables
    before = contents(folder)
    assert not replace.replace(TABLE, newer, lambda: False)
    assert contents(folder) == before


@pytest.mark.parametrize("answer, accepted", [("y", True), ("", False), ("n", False)])
def test_a_person_is_asked(monkeypatch, answer, accepted):
    monkeypatch.setattr(sys.stdin, "isatty", lambda: True, raising=False)
    monkeypatch.setattr("builtins.input", lambda _: answer)
    assert replace.ask() is accepted


@pytest.mark.parametrize("step", ["fsync", "replace"])
def test_an_interrupted_write_leaves_the_old_file(tables, monkeypatch, step):
    folder, newer = tables
    before = contents(folder)

    def interrupted(*_):
        raise KeyboardInterrupt

    monkeypatch.setattr(os, step, interrupted)
    with pytest.raises(KeyboardInterrupt):
        replace.replace(TABLE, newer, lambda: True)
    assert contents(folder) == before


def with_hash(folder, digest):
    path = folder / "datapackage.json"
    package = json.loads(path.read_text("utf-8"))
    next(r for r in package["resources"] if r["name"] == TABLE)["hash"] = digest
    path.write_text(json.dumps(package, indent=1, ensure_ascii=False) + "\n", "utf-8")


def test_cut_off_between_the_two_files_the_same_command_completes_it(tables, monkeypatch):
    """The table comes first: it stands whole, its hash is the old one, and that can be seen."""
    folder, newer = tables
    monkeypatch.setattr(data, "digest", lambda path: f"sha256:{path.stat().st_size}", raising=False)
    with_hash(folder, "sha256:old")
    really, wrote = replace.write, []

    def cut_off(path, content):
        if wrote:
            raise KeyboardInterrupt
        really(path, content)
        wrote.append(path.name)

    monkeypatch.setattr(replace, "write", cut_off)
    with pytest.raises(KeyboardInterrupt):
        replace.replace(TABLE, newer, lambda: True)
    assert wrote == ["essays.csv"]
    assert (folder / "essays.csv").read_bytes() == newer.read_bytes()
    assert '"sha256:old"' in (folder / "datapackage.json").read_text("utf-8")

    monkeypatch.setattr(replace, "write", really)
    assert replace.replace(TABLE, newer, lambda: True)
    renewed = f'"sha256:{newer.stat().st_size}"'
    assert renewed in (folder / "datapackage.json").read_text("utf-8")
    assert not replace.replace(TABLE, newer, lambda: True), "nothing is left to do"


def test_describing_again_keeps_every_other_byte(tables):
    folder, _ = tables
    package = folder / "datapackage.json"
    assert replace.described(folder, TABLE, folder / "essays.csv") == package.read_bytes()


def test_a_file_saved_by_a_spreadsheet_is_stored_as_plain_text(tables):
    folder, newer = tables
    plain = newer.read_bytes()
    newer.write_bytes(b"\xef\xbb\xbf" + plain.replace(b"\n", b"\r\n"))
    assert replace.replace(TABLE, newer, lambda: True)
    assert (folder / "essays.csv").read_bytes() == plain


@pytest.mark.parametrize(
    "shown, value, new",
    [("13.6", 14.123, "14.1"), ("1,752", 1804, "1,804"), ("2024", 2025, "2025"), ("seven", 9, "9")],
)
def test_a_new_number_is_printed_like_the_old(shown, value, new):
    assert prose.like(shown, value) == new


def test_sentences_are_told_apart():
    text = "It was [13.6](val:a) percent, see [this](term:vc). Then **[2](val:b)**.\nEnd."
    assert prose.quotations(text) == [
        ("It was 13.6 percent, see this.", "13.6", "a"), ("Then **2**.", "2", "b"),
    ]  # fmt: skip
