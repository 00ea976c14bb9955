"""Every table says when newer figures are due, and a commit says the same thing for ever."""

import os
import subprocess
from datetime import date

import pytest

from whyleave import data, paths
from whyleave.publish import freshness
from whyleave.publish.pages import GENERATED


@pytest.mark.parametrize("day", [None, "2027-06-30"])
def test_next_edition_is_a_day_or_null(day):
    data.next_edition({"name": "x", "next_edition": day})


@pytest.mark.parametrize("stated", [{}, {"next_edition": "June"}, {"next_edition": 2027}])
def test_a_table_without_the_day_of_its_next_edition_is_refused(stated):
    resource = {k: v for k, v in data.package()["essays"].items() if k != "next_edition"} | stated
    with pytest.raises(data.DataError, match=r"of 'essays' \[rule: next_edition\]"):
        data.check(resource, paths.DATA / "essays.csv")


def test_the_day_of_the_build_is_that_of_the_commit(monkeypatch, tmp_path):
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1767225600")
    assert str(freshness.build_day()) == "2026-01-01"
    monkeypatch.delenv("SOURCE_DATE_EPOCH")
    env = {
        f"GIT_{who}_{what}": value
        for who in ("AUTHOR", "COMMITTER")
        for what, value in {"NAME": "x", "EMAIL": "x@x", "DATE": "2026-03-01T00:00:00Z"}.items()
    }
    for arguments in (["init", "-q"], ["commit", "-q", "--allow-empty", "-m", "x"]):
        subprocess.run(["git", *arguments], cwd=tmp_path, env=os.environ | env, check=True)
    monkeypatch.setattr(paths, "ROOT", tmp_path)
    assert str(freshness.build_day()) == "2026-03-01"


def test_what_is_due_grows_with_the_day():
    assert freshness.due(date(2020, 1, 1)) == []
    due = freshness.due(date(2100, 1, 1))
    dated = [r for r in data.package().values() if r["next_edition"]]
    assert sorted(r["name"] for r in due) == sorted(r["name"] for r in dated)
    assert freshness.stale(date(2020, 1, 1)).startswith(f"0 of {len(data.package())} tables")


def test_the_page_states_its_day_and_what_was_due(monkeypatch):
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1738368000")
    page = GENERATED["freshness"]()
    assert page == GENERATED["freshness"]()
    assert "On 1 February 2025" in page
    assert "(#data-regulatory-quality), since 2024-10-31" in page
    assert "older-population" not in page
