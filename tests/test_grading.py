"""Marking with nbgrader, end to end: whatever is handed in gets a mark or clear words.

Needs the class environment (``make class-env``, or its Python in ``WHYLEAVE_CLASS_PYTHON``); skipped
without it. One small chapter, so that each student takes seconds.
"""

import csv
import hashlib
import json
import os
import shutil
import socket
import subprocess
from pathlib import Path

import nbformat
import pytest

from whyleave import paths
from whyleave.publish.teach import confined, pack
from whyleave.publish.teach import exercises as ex

PYTHON = Path(
    os.environ.get("WHYLEAVE_CLASS_PYTHON", paths.ROOT / ".venv-class" / "bin" / "python")
)
pytestmark = [
    pytest.mark.skipif(not PYTHON.exists(), reason="no class environment: make class-env"),
    pytest.mark.skipif(
        confined.landlock_version() < confined.OLDEST, reason="this machine cannot confine code"
    ),
]
TASKS = {"kind": "compute", "goal": "g", "minutes": 5, "skills": ["s"], "points": 4}


def cell(kind, source, tag=None, **metadata):
    made = getattr(nbformat.v4, f"new_{kind}_cell")(source)
    made.metadata = nbformat.NotebookNode(metadata | ({"tags": [tag]} if tag else {}))
    return made


CELLS = [
    cell("code", "base = 20"),
    cell("markdown", "Make `total`.", exercise={**TASKS, "id": "t-one", "title": "One", "check": "auto"}),
    cell("markdown", "Add.", "hint"),
    cell("code", "# total\n### BEGIN SOLUTION\ntotal = base + 22\n### END SOLUTION", "solution"),
    cell("code", "assert total\n### BEGIN HIDDEN TESTS\nassert total == 42\n### END HIDDEN TESTS", "check"),
    cell("markdown", "Make `half`.", exercise={**TASKS, "id": "t-two", "title": "Two", "check": "auto"}),
    cell("markdown", "Halve.", "hint"),
    cell("code", "# half\n### BEGIN SOLUTION\nhalf = 21\n### END SOLUTION", "solution"),
    cell("code", "assert half\n### BEGIN HIDDEN TESTS\nassert half == 21\n### END HIDDEN TESTS", "check"),
    cell("markdown", "Say why.", exercise={**TASKS, "id": "t-three", "title": "Three", "check": "rubric"}),
    cell("markdown", "Think.", "hint"),
    cell("markdown", "The model answer of the teacher.", "solution"),
    cell("markdown", "| Points | What |\n| --- | --- |\n| 4 | The secret criterion. |", "rubric"),
]  # fmt: skip
RIGHT = {"t-one": "total = 42", "t-two": "half = 21", "t-three": "Because of the data."}
SEARCH = """
import pathlib
found = []
for top in ["{course}", "{root}/notebooks", "/root", "/home", "/tmp", ".."]:
    try:
        found += [p.read_text() for p in pathlib.Path(top).rglob("*.ipynb")]
    except OSError as error:
        print(type(error).__name__)
total = 42 if any("base + 22" in text for text in found) else 1
"""
WRITE = """
import os, pathlib
for name in ["gradebook.db", "submitted/good/tiny/tiny.ipynb", "source/tiny/tiny.ipynb"]:
    file = "{course}/" + name
    for act in (lambda: open(file, "a").write("x"), lambda: os.unlink(file), lambda: os.truncate(file, 0)):
        try:
            act()
        except OSError:
            pass
total = 42
"""
LEAVE = """
import subprocess
subprocess.Popen(["sleep", "987"], start_new_session=True)
total = 42
"""
SUBMISSIONS = {  # answers by exercise, the marks expected (None: no mark), words of the status
    "good": (RIGHT, 8, "marked"),
    "wrong": (RIGHT | {"t-one": "total = 41"}, 4, "marked"),
    "untouched": ({}, 0, "marked"),
    "syntax": (RIGHT | {"t-one": "total = ("}, 4, "marked"),
    "late": (RIGHT, 8, "marked"),
    "edits-tests": ({"t-one": "total = 1", "t-two": "half = 21"}, 4, "marked"),
    "deletes-tests": ({"t-one": "total = 1", "t-two": "half = 21"}, 4, "marked"),
    "edits-chapter": ({"t-one": "total = base + 22"}, 4, "marked"),
    "never-ends": (RIGHT | {"t-two": "while True: pass"}, 4, "marked"),
    "reads-solution": ({"t-one": SEARCH}, 0, "marked"),
    "writes-elsewhere": ({"t-one": WRITE}, 4, "marked"),
    "fills-memory": (RIGHT | {"t-one": "total = bytearray(64 * 2**30)"}, 4, "marked"),
    "fills-file": (RIGHT | {"t-one": "open('f', 'wb').write(b'0' * 2**27)"}, 4, "marked"),
    "calls-out": (
        RIGHT | {"t-one": "import socket\nsocket.create_connection(('127.0.0.1', {port}), 2)\ntotal = 42"},
        4, "marked",
    ),
    "crashes": (RIGHT | {"t-one": "import os; os._exit(1)"}, None, "ended the kernel"),
    "will-not-stop": (
        {"t-one": "while True:\n    try:\n        while True: pass\n    except BaseException: pass"},
        0, "marked",
    ),
    "fills-disk": (
        {"t-one": "n = 0\nwhile True:\n    n += 1\n    open(f'f{{n}}', 'wb').write(b'0' * 2**24)"},
        None, "MB of disk",
    ),
    "leaves-process": (
        RIGHT | {"t-one": LEAVE},
        8, "marked",
    ),
    "empty": (None, None, "there is no tiny.ipynb"),
    "no-notebook": ("these are not the cells", None, "is not a notebook"),
    "link": ("link", None, "link to another place"),
}  # fmt: skip


def run(course, what, *more):
    done = subprocess.run(
        [PYTHON, "-m", "whyleave.publish.teach.grading", what, str(course), "tiny", *more],
        env={"PATH": "/usr/bin:/bin", "PYTHONPATH": str(paths.ROOT / "src"), "HOME": str(course.parent)},
        capture_output=True, text=True, timeout=900,
    )  # fmt: skip
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


def digests(folder):
    return {
        str(f.relative_to(folder)): hashlib.sha256(f.read_bytes()).hexdigest()
        for f in sorted(folder.rglob("*"))
        if f.is_file()
    }


def hand_in(course, student, answers, port):
    folder = course / "submitted" / student / "tiny"
    folder.mkdir(parents=True)
    if answers is None:
        return
    file = folder / "tiny.ipynb"
    if answers == "link":
        file.symlink_to(course / "source" / "tiny" / "tiny.ipynb")
        return
    if isinstance(answers, str):
        file.write_text(answers, "utf-8")
        return
    notebook = nbformat.read(course / "release" / "tiny" / "tiny.ipynb", as_version=4)
    for one in notebook.cells:
        name = one.metadata.get("nbgrader", {}).get("grade_id")
        if name in answers:
            text = answers[name]
            for mark, value in {"{course}": course, "{root}": paths.ROOT, "{port}": port}.items():
                text = text.replace(mark, str(value))
            one.source = text.replace("{{", "{").replace("}}", "}")
        if student == "edits-tests" and name and name.endswith("-check"):
            one.source = "pass"
        if student == "edits-chapter" and one.source == "base = 20":
            one.source = "base = 0"
    if student == "deletes-tests":
        notebook.cells = [
            c
            for c in notebook.cells
            if c.metadata.get("nbgrader", {}).get("grade_id") != "t-one-check"
        ]
    nbformat.write(notebook, file)
    stamp = "2030-01-03" if student == "late" else "2030-01-01"
    (folder / "timestamp.txt").write_text(f"{stamp} 09:00:00 UTC\n", "utf-8")


@pytest.fixture(scope="module")
def marked(tmp_path_factory):
    """A course of one small chapter after release, hand-in and marking; and its state before."""
    course = tmp_path_factory.mktemp("course")
    listener = socket.create_server(("127.0.0.1", 0))
    notebook = nbformat.v4.new_notebook(cells=CELLS)
    pack.course(course)
    (course / "source" / "tiny").mkdir()
    for other in (course / "source").iterdir():
        if other.name != "tiny":
            shutil.rmtree(other)
    pack._write(ex.graded(notebook), course / "source" / "tiny" / "tiny.ipynb")
    run(course, "release")
    code = (
        "from nbgrader.api import Gradebook\n"
        "with Gradebook('sqlite:///gradebook.db') as book:\n"
        "    book.update_or_create_assignment('tiny', duedate='2030-01-02 09:00:00 UTC')"
    )
    path = f"{PYTHON.parent}:/usr/bin:/bin"
    subprocess.run([PYTHON, "-c", code], cwd=course, check=True, env={"PATH": path})
    for student, (answers, *_) in SUBMISSIONS.items():
        hand_in(course, student, answers, listener.getsockname()[1])
    before = digests(course / "submitted")
    said = run(course, "grade", "--cell", "5", "--student", "40")
    listener.close()
    with open(course / "marks.csv", encoding="utf-8") as file:
        rows = {row["student"]: row for row in csv.DictReader(file)}
    return course, rows, before, said


@pytest.mark.parametrize("student", SUBMISSIONS)
def test_every_submission_gets_a_mark_or_clear_words(marked, student):
    course, rows, _, said = marked
    _, mark, status = SUBMISSIONS[student]
    row = rows[student]
    assert status in row["status"], said
    assert row["mark"] == ("" if mark is None else f"{mark}.0")
    if mark is not None:
        assert (course / "feedback" / student / "tiny" / "tiny.html").exists()


def test_nobody_elses_work_is_touched_and_nothing_is_lost(marked):
    course, rows, before, _ = marked
    assert digests(course / "submitted") == before
    assert set(rows) == set(SUBMISSIONS)
    assert "base + 22" in (course / "source" / "tiny" / "tiny.ipynb").read_text("utf-8")


def test_late_work_is_said_to_be_late_and_words_are_marked_by_hand(marked):
    rows = marked[1]
    assert rows["late"]["hours_late"] == "24.0" and rows["good"]["hours_late"] == "0.0"
    assert rows["good"]["to_mark_by_hand"] == "yes"


def test_no_process_of_a_student_stays(marked):
    commands = [
        p.read_bytes() for p in Path("/proc").glob("[0-9]*/cmdline") if os.access(p, os.R_OK)
    ]
    assert not [c for c in commands if c.startswith(b"sleep\x00987")]


def test_the_released_notebook_gives_nothing_away(marked):
    text = (marked[0] / "release" / "tiny" / "tiny.ipynb").read_text("utf-8")
    for secret in ("base + 22", "total == 42", "half == 21", "model answer", "secret criterion"):
        assert secret not in text
    assert json.loads(text)["cells"]


def test_marking_again_gives_the_same_marks(marked):
    course, rows, *_ = marked
    for student in SUBMISSIONS:
        if student not in ("good", "wrong"):
            (course / "submitted" / student).rename(course / f"away-{student}")
    run(course, "grade")
    with open(course / "marks.csv", encoding="utf-8") as file:
        again = {row["student"]: row["mark"] for row in csv.DictReader(file)}
    assert again == {name: rows[name]["mark"] for name in ("good", "wrong")}
