"""Exercises: what students get gives nothing away, solutions pass, nothing else does."""

import contextlib
import copy
import io
import numbers
import re

import nbformat
import pandas as pd
import pytest

from whyleave import paths
from whyleave.publish.execute import code_cells, executed, notebooks
from whyleave.publish.teach import exercises as ex

READY = [p for p in notebooks() if ex.exercises(nbformat.read(p, as_version=4), p.stem)]
chapters = pytest.mark.parametrize("path", READY, ids=lambda path: path.stem)


def read(path):
    return nbformat.read(path, as_version=4)


def words(text):
    """Text without spaces and line breaks, so that formatting hides nothing."""
    return re.sub(r"\s+", "", text)


def secrets(notebook):
    """What no student may see: each line of a solution or hidden test that stands nowhere else."""
    found = ex.exercises(notebook)
    public = [c.source for c in notebook.cells if ex.part(c) in (None, "task", "hint")]
    public += [ex.without(ex.SOLUTION, e.solution) for e in found if e.auto]
    public += [ex.without(ex.HIDDEN, e.proof) for e in found if e.auto]
    public = words(ex.plain_links("".join(public)))
    lines = [
        line
        for e in found
        for text in (e.answer, e.hidden)
        for line in (
            text.splitlines() if e.auto else re.split(r"(?<=[.:;]) ", ex.plain_links(text))
        )
    ]
    return {words(line) for line in lines if len(words(line)) > 15} - {
        words(line) for line in lines if words(line) in public
    }


@chapters
def test_each_chapter_has_the_five_kinds_in_order_and_names_of_its_own(path):
    found = ex.exercises(read(path), path.stem)
    assert [e.kind for e in found if e.kind in ex.KINDS][:1] == ["read"]
    assert set(ex.KINDS) == {e.kind for e in found}
    assert all(e.skills and e.points > 0 and 5 <= e.minutes <= 60 for e in found)


def test_ids_are_unique_in_the_book():
    ids = [e.id for path in READY for e in ex.exercises(read(path))]
    assert len(ids) == len(set(ids))


@chapters
def test_no_solution_no_hidden_test_no_rubric_reaches_a_student(path):
    notebook = read(path)
    hidden = secrets(notebook)
    assert hidden
    given = words(nbformat.writes(ex.student(notebook)).encode().decode("unicode_escape"))
    assert [line for line in hidden if line in given] == []
    assert not re.search("BEGINSOLUTION|BEGINHIDDEN|output_type", given)


@chapters
def test_the_book_shows_hint_and_solution_folded_and_no_test(path):
    shown = "\n".join(cell.source for cell in ex.for_book(read(path).cells))
    for exercise in ex.exercises(read(path)):
        assert f"(exercise-{exercise.id})=" in shown
        assert exercise.answer in shown and exercise.hidden not in shown
    assert "SOLUTION" not in shown


@chapters
def test_editions_are_the_same_every_time(path):
    for edition in (ex.student, ex.teacher, ex.graded):
        assert nbformat.writes(edition(read(path))) == nbformat.writes(edition(read(path)))


@chapters
def test_the_grader_locks_tests_and_chapter_and_adds_up_to_the_points(path):
    notebook = ex.graded(read(path))
    nbformat.validate(notebook)
    marked = [c.metadata.nbgrader for c in notebook.cells if "nbgrader" in c.metadata]
    assert len({m["grade_id"] for m in marked}) == len(marked)
    points = sum(e.points for e in ex.exercises(read(path)))
    assert sum(m["points"] for m in marked if m["grade"]) == points
    for cell in code_cells(notebook):
        assert cell.metadata.nbgrader["locked"] is not cell.metadata.nbgrader["solution"]


def wrong(value):
    """Answers that are plausible and wrong, for the kinds of values that exercises ask for."""
    if isinstance(value, bool):
        return [not value]
    if isinstance(value, numbers.Real):
        return [value * 1.5 + 1, -value - 1]
    if isinstance(value, pd.DataFrame | pd.Series | list):
        return [value[1:]]
    if isinstance(value, dict):
        return [{key: None for key in value}]
    if callable(value):
        return [lambda *_, **__: None]
    return [type(value)()] if isinstance(value, str | set | tuple) else []


def fails(code, names):
    with contextlib.redirect_stdout(io.StringIO()), contextlib.redirect_stderr(io.StringIO()):
        try:
            exec(code, names)
        except Exception:
            return True
    return False


@chapters
def test_solutions_pass_and_empty_and_wrong_answers_fail(path):
    """The chapter once, then each exercise unanswered, answered, and answered wrong name by name."""
    notebook, names = read(path), {"__name__": "__main__"}
    for cell in code_cells(notebook):
        if ex.part(cell) is None:
            assert not fails(cell.source, names), cell.source[:200]
    taken = set(names)
    for exercise in (e for e in ex.exercises(notebook) if e.auto):
        here = copy.copy(names)
        assert fails(ex.without(ex.SOLUTION, exercise.solution, ex.WRITE_CODE), here)
        assert fails(exercise.proof, here), f"{exercise.id}: passes unanswered"
        given = re.findall(r"^(?:from|import) .*", exercise.solution, re.MULTILINE)
        given = {n for line in given for n in re.findall(r"\w+", line)}
        here = copy.copy(names)
        exec(exercise.solution, here)
        made = set(here) - taken - given
        assert not {n for n in taken if here[n] is not names[n]} - {"__builtins__"}, exercise.id
        exec(exercise.proof, copy.copy(here))
        asked = made & set(re.findall(r"`(\w+)`", exercise.task))
        assert asked, f"{exercise.id}: the task names no result in backticks"
        caught = [
            fails(exercise.proof, here | {name: value})
            for name in asked
            for value in wrong(here[name])
        ]
        assert any(caught), f"{exercise.id}: every wrong answer passes"


def test_what_breaks_the_form_is_refused_by_name():
    notebook = read(READY[0])
    task = next(c for c in notebook.cells if ex.part(c) == "task")
    for change, said in [
        ({"minutes": "15"}, "'minutes' must be given as int"),
        ({"kind": "play"}, "kind is one of"),
        ({"points": 99}, "the rubric gives 4 of 99"),
    ]:
        broken = copy.deepcopy(notebook)
        cell = next(c for c in broken.cells if ex.part(c) == "task")
        cell.metadata["exercise"] = {**task.metadata["exercise"], **change}
        with pytest.raises(ex.ExerciseError, match=said):
            ex.exercises(broken, "here")
    broken = copy.deepcopy(notebook)
    broken.cells = [c for c in broken.cells if ex.part(c) != "hint"]
    with pytest.raises(ex.ExerciseError, match="after the task come hint, solution"):
        ex.exercises(broken, "here")


@chapters
def test_the_run_that_the_book_shows_ran_the_tests(path):
    kept = paths.BUILD / "executed" / path.name
    if not kept.exists():
        pytest.skip("no run is kept yet: make book")
    outputs = [o.output_type for c in code_cells(executed(path)) for o in c.outputs]
    assert "error" not in outputs
