"""Thirty submissions of seven kinds on a real chapter: are the marks what they must be?

``python scripts/thirty.py [chapter]`` makes a course in ``_build/thirty``, hands in, marks and
compares. Takes some ten minutes. Needs the class environment (``make class-env``).
"""

import csv
import os
import shutil
import subprocess
import sys
import time

import nbformat

from whyleave import paths
from whyleave.publish.teach import exercises as ex
from whyleave.publish.teach import pack

PYTHON = os.environ.get("WHYLEAVE_CLASS_PYTHON", str(paths.ROOT / ".venv-class/bin/python"))
COURSE = paths.BUILD / "thirty"
KINDS = ["good", "wrong", "empty", "late", "crashing", "endless", "hostile"]
HOSTILE = """
import pathlib
for file in pathlib.Path("{root}").rglob("*.ipynb"):
    try:
        file.write_text("mine")
    except OSError:
        pass
for file in pathlib.Path("{course}").rglob("*"):
    try:
        file.unlink()
    except OSError:
        pass
raise SystemExit
"""


def answers(kind: str, found: list[ex.Exercise]) -> dict[str, str]:
    """The text of each answer cell by the exercise's id; those left out stay as released."""
    right = {
        e.id: ex.without(ex.SOLUTION, e.solution, e.answer) if e.auto else "My words."
        for e in found
    }
    first = next(e.id for e in found if e.auto)
    spoilt = {
        "crashing": "import os\n\nos._exit(1)",
        "endless": "while True:\n    pass",
        "hostile": HOSTILE.format(root=paths.ROOT, course=COURSE),
    }
    if kind == "empty":
        return {}
    if kind == "wrong":
        return {e.id: "pass" if e.auto else "My words." for e in found}
    return right | ({first: spoilt[kind]} if kind in spoilt else {})


def expected(kind: str, found: list[ex.Exercise]) -> float | None:
    """The mark by machine: None where there is none to give."""
    points = [e.points for e in found if e.auto]
    return {
        "good": sum(points), "late": sum(points), "wrong": 0, "empty": 0, "crashing": None,
        "endless": sum(points[1:]), "hostile": sum(points[1:]),
    }[kind]  # fmt: skip


def grading(*arguments: str) -> None:
    command = [PYTHON, "-m", "whyleave.publish.teach.grading", *arguments]
    subprocess.run(command, check=True, env=os.environ | {"PYTHONPATH": str(paths.ROOT / "src")})


def main() -> int:
    chapter = sys.argv[1] if len(sys.argv) > 1 else "regulation"
    shutil.rmtree(COURSE, ignore_errors=True)
    pack.course(COURSE)
    grading("release", str(COURSE), chapter)
    found = ex.exercises(nbformat.read(paths.NOTEBOOKS / f"{chapter}.ipynb", as_version=4))
    wanted = {}
    for number in range(30):
        kind = KINDS[number % len(KINDS)]
        student = f"s{number:02d}-{kind}"
        wanted[student] = expected(kind, found)
        folder = COURSE / "submitted" / student / chapter
        folder.mkdir(parents=True)
        notebook = nbformat.read(COURSE / "release" / chapter / f"{chapter}.ipynb", as_version=4)
        given = answers(kind, found)
        for cell in notebook.cells:
            name = cell.metadata.get("nbgrader", {}).get("grade_id")
            cell.source = given.get(name, cell.source)
        nbformat.write(notebook, folder / f"{chapter}.ipynb")
        day = "2030-01-03" if kind == "late" else "2030-01-01"
        (folder / "timestamp.txt").write_text(f"{day} 09:00:00 UTC\n", "utf-8")
    start = time.perf_counter()
    grading("grade", str(COURSE), chapter, "--cell", "20")
    took = time.perf_counter() - start
    with open(COURSE / "marks.csv", encoding="utf-8") as file:
        given = {row["student"]: row for row in csv.DictReader(file)}
    wrong = [
        f"{student}: {given[student]['mark']!r}, expected {mark}; {given[student]['status']}"
        for student, mark in wanted.items()
        if given[student]["mark"] != ("" if mark is None else f"{float(mark)}")
    ]
    print(*wrong, f"{30 - len(wrong)} of 30 as expected, {took:.0f} s", sep="\n")
    return len(wrong) > 0


if __name__ == "__main__":
    sys.exit(main())
