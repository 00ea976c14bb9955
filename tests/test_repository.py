"""What is committed agrees with itself."""

import re

import nbformat
import pytest

from whyleave import paths
from whyleave.publish import results
from whyleave.publish.execute import code_cells, notebooks


@pytest.mark.parametrize("path", notebooks(), ids=lambda path: path.stem)
def test_stored_outputs_are_of_one_clean_run(path):
    cells = code_cells(nbformat.read(path, as_version=4))
    assert [cell.execution_count for cell in cells] == list(range(1, len(cells) + 1))
    kinds = {output.output_type for cell in cells for output in cell.outputs}
    assert kinds <= {"execute_result", "display_data"}, "no errors, no warnings, no prints"
    assert str(paths.ROOT) not in path.read_text("utf-8")


def test_readme_shows_the_current_figure():
    assert results.PICTURE.read_text("utf-8") == results.readme_picture(), "run 'make notebooks'"


@pytest.mark.parametrize("name", ["requirements.lock", "requirements-class.lock"])
def test_lock_has_hashes_and_no_address(name):
    lock = (paths.ROOT / name).read_text("utf-8")
    assert "://" not in lock
    for requirement in re.findall(
        r"^[\w.-]+==.*?(?=^[\w.-]+==|\Z)", lock, re.MULTILINE | re.DOTALL
    ):
        assert "--hash=sha256:" in requirement


def test_no_notebook_imports_book_machinery():
    for path in notebooks():
        code = "\n".join(cell.source for cell in code_cells(nbformat.read(path, as_version=4)))
        assert "whyleave.publish" not in code and "sphinx" not in code and "myst" not in code
