"""Shared fixtures: a copy of a table to break, the built site, a browser."""

import shutil
from pathlib import Path

import pytest

from whyleave import data, paths


@pytest.fixture
def table(tmp_path):
    """A writable copy of ``korean-venture-by-age.csv`` and a function that checks it."""
    name = "korean-venture-by-age"
    path = tmp_path / f"{name}.csv"
    shutil.copy(paths.DATA / path.name, path)
    return path, lambda: data.check(data.package()[name], path)


@pytest.fixture(scope="session")
def site() -> Path:
    """The built site; `make test` builds it first."""
    folder = paths.BUILD / "html"
    if not (folder / "index.html").exists():
        pytest.fail("no built book: run 'make book' first")
    return folder
