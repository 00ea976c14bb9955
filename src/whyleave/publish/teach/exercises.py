"""The exercises at the end of a chapter, and the editions of a notebook made from them.

An exercise is a run of cells: the task (a text cell with ``exercise`` in its metadata), a cell
tagged ``hint``, one tagged ``solution``, and one tagged ``check`` (code) or ``rubric`` (text).
``FORM`` below is the whole agreement; ``exercises`` refuses in words what breaks it.
"""

import copy
import re
from dataclasses import dataclass

import nbformat
from nbformat import NotebookNode

KINDS = ("read", "compute", "country", "flip", "argue")
FORM = {"id": str, "kind": str, "title": str, "goal": str, "minutes": int, "skills": list,
        "points": int, "check": str}  # fmt: skip
PARTS = {"auto": ("hint", "solution", "check"), "rubric": ("hint", "solution", "rubric")}
SOLUTION = re.compile(r"^### BEGIN SOLUTION\n(.*?)^### END SOLUTION\n?", re.MULTILINE | re.DOTALL)
HIDDEN = re.compile(
    r"^### BEGIN HIDDEN TESTS\n(.*?)^### END HIDDEN TESTS\n?", re.MULTILINE | re.DOTALL
)
OURS = re.compile(r"\[([^\]]*)\]\((?:val|fact|term):[^)\s]*\)")
WRITE_CODE = "# YOUR CODE HERE\nraise NotImplementedError()"  # the words of nbgrader
WRITE_WORDS = "YOUR ANSWER HERE"
FIND_PACKAGE = """\
# Find the package whyleave in this folder or one above it, if it is not installed.
import sys
from pathlib import Path

for folder in (Path.cwd(), *Path.cwd().parents):
    if (folder / "src" / "whyleave").is_dir():
        sys.path.insert(0, str(folder / "src"))
        break"""


class ExerciseError(ValueError):
    """An exercise breaks the agreed form; the message names it and what to do."""


@dataclass(frozen=True)
class Exercise:
    """One exercise: its metadata, and the text of its cells."""

    id: str
    kind: str
    title: str
    goal: str
    minutes: int
    skills: tuple[str, ...]
    points: int
    check: str
    task: str
    hint: str
    solution: str
    proof: str  # the check cell's code, or the rubric

    @property
    def auto(self) -> bool:
        return self.check == "auto"

    @property
    def answer(self) -> str:
        """The solution alone: the code between the markers, or the model answer."""
        return SOLUTION.search(self.solution)[1].strip() if self.auto else self.solution

    @property
    def hidden(self) -> str:
        """The hidden tests, or the rubric: what only a teacher sees."""
        return HIDDEN.search(self.proof)[1].strip() if self.auto else self.proof


def part(cell: NotebookNode) -> str | None:
    """Which part of an exercise a cell is: task, hint, solution, check, rubric; or None."""
    if "exercise" in cell.metadata:
        return "task"
    tags = set(cell.metadata.get("tags", []))
    return next((p for p in ("hint", "solution", "check", "rubric") if p in tags), None)


def exercises(notebook: NotebookNode, where: str = "the notebook") -> list[Exercise]:
    """The exercises of a notebook in order. Raises ExerciseError where one breaks the form."""
    return [_read(group, where) for group in _groups(notebook, where)]


def _groups(notebook: NotebookNode, where: str) -> list[list[NotebookNode]]:
    groups: list[list[NotebookNode]] = []
    for cell in notebook.cells:
        if part(cell) == "task":
            groups.append([cell])
        elif part(cell) and not groups:
            raise ExerciseError(f"{where}: a {part(cell)} stands before the first exercise")
        elif part(cell):
            groups[-1].append(cell)
    return groups


def _read(cells: list[NotebookNode], where: str) -> Exercise:
    about = cells[0].metadata["exercise"]
    name = f"{where}, exercise {about.get('id', '?')}"
    for key, kind in FORM.items():
        if not isinstance(about.get(key), kind):
            raise ExerciseError(f"{name}: '{key}' must be given as {kind.__name__}")
    if about["kind"] not in KINDS or about["check"] not in PARTS:
        raise ExerciseError(f"{name}: kind is one of {KINDS}, check is auto or rubric")
    if not re.fullmatch(r"[a-z0-9-]+", about["id"]):
        raise ExerciseError(f"{name}: an id has small letters, digits and hyphens")
    if tuple(map(part, cells[1:])) != PARTS[about["check"]]:
        raise ExerciseError(f"{name}: after the task come {', '.join(PARTS[about['check']])}")
    task, hint, solution, proof = (cell.source for cell in cells)
    if about["check"] == "auto":
        marked = SOLUTION.search(solution), HIDDEN.search(proof)
        if not all(marked) or solution[marked[0].end() :].strip():
            raise ExerciseError(
                f"{name}: mark the solution and the hidden tests; the solution ends its cell"
            )
    elif rubric_points(proof) != about["points"]:
        raise ExerciseError(f"{name}: the rubric gives {rubric_points(proof)} of {about['points']}")
    return Exercise(
        **{k: tuple(about[k]) if k == "skills" else about[k] for k in FORM},
        task=task, hint=hint, solution=solution, proof=proof,
    )  # fmt: skip


def rubric_points(rubric: str) -> int:
    """The sum of the first column of a rubric."""
    return sum(int(points) for points in re.findall(r"^\| *(\d+) *\|", rubric, re.MULTILINE))


def checked_prose(cell: NotebookNode) -> str:
    """The text of a cell as the checks of prose read it.

    A task, a hint and a rubric ask and say how much: they find nothing. A model answer is held to
    the data like all other text, but argues, so its comparisons are free.
    """
    if part(cell) is None:
        return cell.source
    return f"## Exercises\n\n{cell.source}" if part(cell) == "solution" else ""


def plain_links(text: str) -> str:
    """Text for use outside the book: links to values, statements and terms become their words."""
    return OURS.sub(r"\1", text)


def without(pattern: re.Pattern, text: str, put: str = "") -> str:
    return pattern.sub(f"{put}\n" if put else "", text).rstrip("\n")


# In the book


def shown(number: int, exercise: Exercise) -> str:
    """An exercise as the book shows it: hint and solution folded, the tests left out."""
    answer = f"```python\n{exercise.answer}\n```" if exercise.auto else exercise.answer
    return (
        f"(exercise-{exercise.id})=\n"
        f"::::{{admonition}} Exercise {number}. {exercise.title}\n:class: exercise\n\n"
        f"*Goal: {exercise.goal}. About {exercise.minutes} minutes.*\n\n{exercise.task}\n\n"
        f":::{{dropdown}} Hint\n{exercise.hint}\n:::\n"
        f":::{{dropdown}} Solution\n{answer}\n:::\n::::"
    )


def for_book(cells: list[NotebookNode]) -> list[NotebookNode]:
    """The cells of a chapter with each exercise as one text cell."""
    notebook = nbformat.v4.new_notebook(cells=cells)
    found = iter(enumerate(exercises(notebook), start=1))
    return [
        nbformat.v4.new_markdown_cell(shown(*next(found))) if part(cell) == "task" else cell
        for cell in cells
        if part(cell) in (None, "task")
    ]


# Editions


def student(notebook: NotebookNode) -> NotebookNode:
    """The notebook that a student gets: no solution, no hidden test, no rubric, no output."""
    return _edition(notebook, _for_student)


def teacher(notebook: NotebookNode) -> NotebookNode:
    """The notebook that a teacher gets: everything, with the parts named."""
    return _edition(notebook, _for_teacher)


def graded(notebook: NotebookNode) -> NotebookNode:
    """The notebook as nbgrader's source: chapter and tests locked, points on what is marked."""
    return _edition(notebook, _for_grader)


def _edition(notebook: NotebookNode, make) -> NotebookNode:
    found = {e.id: e for e in exercises(notebook)}
    cells, current, number = [nbformat.v4.new_code_cell(FIND_PACKAGE)], None, 0
    for original in notebook.cells:
        cell = copy.deepcopy(original)
        kind = part(cell)
        if cell.cell_type == "code":
            cell.outputs, cell.execution_count = [], None
        else:
            cell.source = plain_links(cell.source)
        if kind == "task":
            current, number = found[cell.metadata["exercise"]["id"]], number + 1
            cell.source = (
                f"### Exercise {number}. {current.title}\n\n*Goal: {current.goal}. About "
                f"{current.minutes} minutes, {current.points} points.*\n\n{cell.source}"
            )
        cells += make(cell, kind, current)
    fresh = nbformat.v4.new_notebook(cells=cells)
    fresh.metadata = {
        "kernelspec": {"display_name": "Python 3", "language": "python", "name": "python3"},
        "language_info": {"name": "python"},
    }
    for place, cell in enumerate(cells):
        cell["id"] = f"cell-{place}"
    if make is _for_grader:
        _lock(cells)
    return fresh


def _folded(title: str, text: str) -> str:
    return f"<details><summary>{title}</summary>\n\n{text}\n\n</details>"


def _for_student(cell, kind, exercise) -> list[NotebookNode]:
    if kind == "rubric":
        return []
    if kind == "hint":
        cell.source = _folded("Hint", cell.source)
    elif kind == "solution":
        cell.source = (
            without(SOLUTION, cell.source, WRITE_CODE) if exercise.auto else f"*{WRITE_WORDS}*"
        )
    elif kind == "check":
        cell.source = without(HIDDEN, cell.source)
    cell.metadata.pop("exercise", None)
    return [cell]


def _for_teacher(cell, kind, exercise) -> list[NotebookNode]:
    if kind == "hint":
        cell.source = _folded("Hint", cell.source)
    elif kind == "rubric":
        cell.source = f"**Rubric, {exercise.points} points**\n\n{cell.source}"
    elif kind == "solution" and not exercise.auto:
        cell.source = f"**Model answer**\n\n{cell.source}"
    return [cell]


def _for_grader(cell, kind, exercise) -> list[NotebookNode]:
    cell.metadata = NotebookNode(tags=cell.metadata.get("tags", []))
    if kind == "rubric":  # stands in the answer's cell, which nbgrader empties for students
        return []
    if kind == "hint":
        cell.source = _folded("Hint", cell.source)
    elif kind == "check":
        _mark(cell, f"{exercise.id}-check", grade=True, locked=True, points=exercise.points)
    elif kind == "solution" and exercise.auto:
        _mark(cell, exercise.id, solution=True)
    elif kind == "solution":
        rubric = plain_links(exercise.proof)
        cell.source = f"{cell.source}\n\n**Rubric, {exercise.points} points**\n\n{rubric}"
        _mark(cell, exercise.id, grade=True, solution=True, points=exercise.points)
    return [cell]


def _mark(cell, name, grade=False, solution=False, locked=False, points=None) -> None:
    cell.metadata["nbgrader"] = {
        "schema_version": 3, "grade_id": name, "cell_type": cell.cell_type, "grade": grade,
        "solution": solution, "locked": locked, "task": False,
    } | ({"points": points} if grade else {})  # fmt: skip


def _lock(cells) -> None:
    """The chapter's own code comes back at grading, whatever a student made of it."""
    for place, cell in enumerate(cells):
        if cell.cell_type == "code" and "nbgrader" not in cell.metadata:
            _mark(cell, f"chapter-{place}", locked=True)
