"""The data layer: every bad input gives one error that names file, row, column and rule."""

import pandas as pd
import pytest
from frictionless import Package, system

from whyleave import DataError, as_known, labels, load, paths, yearly
from whyleave.data import check, package
from whyleave.publish import results
from whyleave.sources import sources

TABLES = sorted(package())


@pytest.mark.parametrize("name", TABLES)
def test_table_loads_with_the_types_of_its_schema(name):
    frame = load(name)
    fields = package()[name]["schema"]["fields"]
    assert list(frame.columns) == [field["name"] for field in fields]
    for field in fields:
        kind = frame[field["name"]].dtype.kind
        assert kind in {"number": "f", "integer": "i", "date": "M"}.get(field.get("type"), "OTU")


def test_a_validator_that_we_did_not_write_agrees():
    with system.use_context(trusted=True):
        report = Package(str(paths.DATA / "datapackage.json")).validate()
    assert report.valid, report.flatten(["name", "rowNumber", "fieldName", "message"])[:5]


def test_every_file_is_described():
    assert {path.stem for path in paths.DATA.glob("*.csv")} == set(TABLES)


def edit(path, old, new):
    text = path.read_text("utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), "utf-8")


BAD = {
    "thousands separator": ('3058.5', '"3,058.5"', 2, "value", "type number"),
    "spreadsheet date": ("2024-02-19", "19.02.2024", 2, "known_from", "type date"),
    "no such day": ("2024-02-19", "2024-02-30", 2, "known_from", "type date"),
    "impossible value": ("3058.5", "-3058.5", 2, "value", "minimum"),
    "wrong unit by a thousand": ("3058.5", "3058500", 2, "value", "limits"),
    "unknown category": ("up to 3", "under 3", 2, "age", "enum"),
    "unknown source": ("herald-2024-02", "herald-1924", 2, "source", "source"),
    "unknown country": ("KOR,", "SOK,", 2, "entity", "entity"),
    "odd period": (",2021,", ",'21,", 2, "period", "pattern"),
    "empty cell": ("3058.5", "", 2, "value", "required"),
    "missing column": ("grade,", "", 1, "grade", "columns"),
    "extra column": ("grade,", "grade,colour,", 1, "colour", "columns"),
    "swapped columns": ("source,grade", "grade,source", 1, None, "columns"),
    "too many cells": ("3058.5,", "3058.5,7,", 2, None, "shape"),
}  # fmt: skip


@pytest.mark.parametrize("what", BAD)
def test_bad_input_is_named(table, what):
    path, checked = table
    old, new, row, column, rule = BAD[what]
    edit(path, old, new)
    with pytest.raises(DataError) as caught:
        checked()
    error = caught.value
    assert (error.file, error.row, error.column, error.rule) == (path.name, row, column, rule)
    assert f"data/{path.name}, row {row}" in str(error)
    assert rule in str(error)


def test_duplicate_key_names_both_rows(table):
    path, checked = table
    lines = path.read_text("utf-8").splitlines()
    path.write_text("\n".join([*lines, lines[3], ""]), "utf-8")
    with pytest.raises(DataError, match=rf"row {len(lines) + 1}.*repeats row 4.*primary key"):
        checked()


def test_lost_encoding_is_named(table):
    path, checked = table
    path.write_bytes(path.read_bytes() + b"KOR,2020,wide,over 7,1" + b"\xb1\xb9\n")
    with pytest.raises(DataError, match="not UTF-8.*encoding"):
        checked()


def test_missing_and_empty_files_are_named(table):
    path, checked = table
    path.write_text(path.read_text("utf-8").splitlines()[0], "utf-8")
    with pytest.raises(DataError, match="no rows"):
        checked()
    path.unlink()
    with pytest.raises(DataError, match="is missing.*exists"):
        checked()


@pytest.mark.parametrize("start, end", [("\ufeff", "\n"), ("", "\r\n")])
def test_harmless_ways_of_saving_are_harmless(table, start, end):
    path, checked = table
    before = checked()
    text = path.read_text("utf-8")
    path.write_bytes((start + text.replace("\n", end)).encode("utf-8"))
    pd.testing.assert_frame_equal(before, checked())


def test_unknown_table_lists_the_known():
    with pytest.raises(DataError, match="Known: .*venture-capital-oecd"):
        load("venture")


def test_loading_hands_out_a_fresh_table():
    spoilt = load("essays")
    spoilt["title_en"] = "spoilt"
    assert "spoilt" not in set(load("essays")["title_en"])


def test_no_source_stands_unused():
    used = set().union(*(set(load(t)["source"]) for t in TABLES if "source" in load(t)))
    used |= set(load("sentences").query("basis == 'source'")["detail"])
    drawn = set(results.figures()["sources"].str.split("; ").explode())  # the essays themselves
    assert used | drawn == set(sources().index)


def test_nothing_is_known_before_its_period_ends_nor_after_its_source():
    published = pd.to_datetime(sources()["published"], format="mixed").dt.year
    for name in TABLES:
        frame = load(name)
        if not {"source", "known_from"} <= set(frame):
            continue
        year = frame["known_from"].dt.year
        late = frame[year > frame["source"].map(published)]
        assert late.empty, f"{name} knows a figure later than its source: {late.index + 2}"
        if "period" in frame and "plans" not in package()[name]:
            end = frame["period"].str.extract(r"(\d{4})[^/]*$")[0].fillna(frame["period"].str[:4])
            early = frame[year < end.astype(int)]
            assert early.empty, (
                f"{name} knows a figure before its period ends: rows {early.index + 2}"
            )


def test_as_known_keeps_only_what_was_public():
    frame = as_known(load("korean-venture-investment"), "2025-04-04")
    assert frame["known_from"].max() <= pd.Timestamp("2025-04-04")
    assert yearly(frame.query("measure == 'wide'"))["year"].max() == 2024


def test_names_in_two_languages(monkeypatch):
    assert labels.name("DEU") == "Germany"
    monkeypatch.setenv("BOOK_LANG", "ko")
    assert labels.name("JPN") == "일본"
    with pytest.raises(KeyError, match="labels.csv has no entity 'XYZ'"):
        labels.name("XYZ")


def test_check_reads_what_it_is_given(tmp_path):
    with pytest.raises(DataError, match="data/nothing.csv: is missing"):
        check(package()["essays"], tmp_path / "nothing.csv")
