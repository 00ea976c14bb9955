"""Running notebooks: only what depends on a change, and a failure is never forgotten."""

import shutil
import subprocess
import sys

import nbformat
import pytest

from whyleave import paths

CODE = 'from whyleave import load\n\nlen(load("essays"))'


@pytest.fixture
def checkout(tmp_path):
    """A small copy of the book with one notebook that reads one table."""
    for name in ("data", "book", "src"):
        shutil.copytree(
            paths.ROOT / name, tmp_path / name, ignore=shutil.ignore_patterns("__pycache__")
        )
    for name in ("requirements.lock", "_config.yml", "_toc.yml"):
        shutil.copy(paths.ROOT / name, tmp_path / name)
    (tmp_path / "notebooks").mkdir()
    write(tmp_path, CODE)
    return tmp_path


def write(root, code):
    cells = [nbformat.v4.new_markdown_cell("# Small"), nbformat.v4.new_code_cell(code)]
    for number, cell in enumerate(cells):
        cell["id"] = f"cell-{number}"
    nbformat.write(nbformat.v4.new_notebook(cells=cells), root / "notebooks" / "small.ipynb")


def execute(root):
    """What ``execute()`` prints in that checkout, and whether it succeeded."""
    done = subprocess.run(
        [sys.executable, "-c", "from whyleave.publish.execute import execute; execute()"],
        env={"WHYLEAVE_ROOT": str(root), "PATH": "/usr/bin:/bin", "PYTHONPATH": str(root / "src")},
        capture_output=True, text=True,
    )  # fmt: skip
    return done.stdout + done.stderr, done.returncode == 0


def test_only_what_depends_on_a_change_runs_again(checkout):
    assert "1 to run" in execute(checkout)[0]
    assert "nothing to execute" in execute(checkout)[0]

    other = checkout / "data" / "funding-rounds.csv"
    other.write_text(other.read_text("utf-8").replace("122", "123"), "utf-8")
    assert "nothing to execute" in execute(checkout)[0]

    read = checkout / "data" / "essays.csv"
    read.write_text(read.read_text("utf-8").replace("2025-12-08", "2025-12-09"), "utf-8")
    assert "1 to run" in execute(checkout)[0]

    style = checkout / "src" / "whyleave" / "figures" / "style.py"
    style.write_text(style.read_text("utf-8") + "\n# touched\n", "utf-8")
    assert "1 to run" in execute(checkout)[0]


def test_a_failing_notebook_fails_every_time_and_names_its_cell(checkout):
    write(checkout, "first = 1\n1 / 0")
    for _ in range(2):
        said, succeeded = execute(checkout)
        assert not succeeded
        assert 'small.ipynb, cell 2 of 2 (begins "first = 1"): ZeroDivisionError' in said


def test_broken_data_fails_the_run_with_row_and_column(checkout):
    path = checkout / "data" / "essays.csv"
    path.write_text(path.read_text("utf-8").replace("2025-12-08", "8.12.2025"), "utf-8")
    said, succeeded = execute(checkout)
    assert not succeeded
    assert "data/essays.csv, row 2, column 'date'" in said


def test_a_failed_build_leaves_the_last_good_site(checkout):
    site = checkout / "_build" / "html"
    site.mkdir(parents=True)
    (site / "index.html").write_text("last good", "utf-8")
    write(checkout, "1 / 0")
    done = subprocess.run(
        [sys.executable, "-m", "whyleave.publish", "book"],
        env={"WHYLEAVE_ROOT": str(checkout), "PATH": "/usr/bin:/bin", "PYTHONPATH": str(checkout / "src")},
        capture_output=True, text=True,
    )  # fmt: skip
    assert done.returncode == 1
    assert "the last good book is untouched" in done.stderr
    assert (site / "index.html").read_text("utf-8") == "last good"
