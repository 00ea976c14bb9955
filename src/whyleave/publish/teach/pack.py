"""``make class``: everything a teacher hands out or keeps, under ``_build/class``.

====================  ==========================================================================
student/              notebooks without solutions, hidden tests and rubrics; data and package too
teacher/              the same with everything, and notes: plan, answers and rubrics of a chapter
slides/, handouts/    one deck and one page for each chapter
nbgrader/             a course: ``source/`` and configuration. Whatever else lies there (released,
                      submitted and marked work, the gradebook) is never touched.
====================  ==========================================================================
"""

import json
import re
import shutil
import tomllib
from pathlib import Path

import nbformat

from whyleave import paths
from whyleave.publish.execute import notebooks
from whyleave.publish.teach import exercises as ex
from whyleave.publish.teach.handouts import handout, print_all
from whyleave.publish.teach.slides import deck
from whyleave.publish.teach.summary import Summary, summary

FOLDER = paths.BUILD / "class"
GRADER = Path(__file__).parent / "grader"
TEMPLATES = paths.ROOT / "templates"
README = """# {title}

1. `python -m venv .venv`, then activate it.
2. `python -m pip install -r requirements.txt` (once, needs a package index; nothing after it does).
3. `jupyter lab notebooks`, and open a chapter. Each runs from top to bottom; the exercises stand at
   its end.

The notebooks find the package in `src/` and the data in `data/` by themselves. To check an answer,
run the cell below it.

{more}
"""


def make(folder: Path = FOLDER, print_pdf: bool = True) -> str:
    """Write the class pack anew; return what was made, in a line."""
    folder.mkdir(parents=True, exist_ok=True)
    for name in ("student", "teacher", "slides", "handouts", "nbgrader/source"):
        shutil.rmtree(folder / name, ignore_errors=True)
    _edition(folder / "student", ex.student, "For students", "Ask your teacher where to hand in.")
    _edition(
        folder / "teacher", ex.teacher, "For teachers", "Plans, answers and rubrics: `notes/`."
    )
    if TEMPLATES.exists():
        for edition in ("student", "teacher"):
            for file in sorted(TEMPLATES.glob("*.ipynb")):
                shutil.copy(file, folder / edition / "notebooks" / file.name)
    summaries = [summary(path) for path in notebooks()]
    for name, write in {"slides": deck, "handouts": handout}.items():
        (folder / name).mkdir()
        for chapter in summaries:
            (folder / name / f"{chapter.stem}.html").write_text(write(chapter), "utf-8")
    (folder / "teacher" / "notes").mkdir()
    for chapter in summaries:
        (folder / "teacher" / "notes" / f"{chapter.stem}.md").write_text(notes(chapter), "utf-8")
    course(folder / "nbgrader")
    printed = print_pdf and print_all(folder / "handouts")
    return f"class: {len(summaries)} chapters in {folder}" + (
        "" if printed or not print_pdf else " (handouts as HTML only: no Chromium to print with)"
    )


def _edition(folder: Path, edition, title: str, more: str) -> None:
    (folder / "notebooks").mkdir(parents=True)
    for path in notebooks():
        _write(edition(nbformat.read(path, as_version=4)), folder / "notebooks" / path.name)
    shutil.copytree(paths.DATA, folder / "data")
    (folder / "book").mkdir()
    shutil.copy(paths.BIBLIOGRAPHY, folder / "book")
    package = paths.ROOT / "src" / "whyleave"
    leave = shutil.ignore_patterns("__pycache__", "publish")
    shutil.copytree(package, folder / "src" / "whyleave", ignore=leave)
    shutil.copy(paths.ROOT / "LICENSE", folder)
    (folder / "requirements.txt").write_text(requirements(), "utf-8")
    (folder / "constraints.txt").write_text(constraints(), "utf-8")
    (folder / "README.md").write_text(README.format(title=title, more=more), "utf-8")


def requirements() -> str:
    """What a notebook needs, at the versions of the lock."""
    project = tomllib.loads((paths.ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    needed = [*project["dependencies"], *project["optional-dependencies"]["lab"]]
    return "\n".join(["-c constraints.txt", *sorted(needed)]) + "\n"


def constraints() -> str:
    """Every package of the lock with its version, without hashes, which constraints cannot have."""
    lock = (paths.ROOT / "requirements.lock").read_text("utf-8")
    pins = re.findall(r"^([\w.-]+==[^\s;\\]+(?: *;[^\\\n]*)?)", lock, re.MULTILINE)
    return "\n".join(pin.strip() for pin in pins) + "\n"


def notes(chapter: Summary) -> str:
    """What a teacher holds in the hand: the plan, then each exercise with answer and rubric."""
    plan = "\n".join(
        f"| {s['minutes']} | {s['activity']} | {s['question']} | {s['misreading']} |"
        for s in chapter.plan
    )
    parts = [
        f"# {chapter.title}", chapter.answer,
        "## Fifty minutes",
        f"| Minutes | Activity | Ask | Common misreading |\n|---|---|---|---|\n{plan}",
        "## What we cannot know", chapter.unknown,
    ]  # fmt: skip
    for number, e in enumerate(chapter.exercises, start=1):
        answer = f"```python\n{e.answer}\n```" if e.auto else ex.plain_links(e.answer)
        marks = f"Hidden tests:\n\n```python\n{e.hidden}\n```" if e.auto else e.hidden
        parts += [
            f"## Exercise {number}. {e.title} ({e.minutes} minutes, {e.points} points)",
            f"*Goal: {e.goal}. Trains: {', '.join(e.skills)}.*",
            ex.plain_links(e.task), f"**Hint.** {ex.plain_links(e.hint)}", "**Answer**", answer, marks,
        ]  # fmt: skip
    return "\n\n".join(parts) + "\n"


def course(folder: Path) -> None:
    """The source of an nbgrader course: a folder for each chapter that has exercises."""
    (folder / "source").mkdir(parents=True)
    for path in notebooks():
        notebook = nbformat.read(path, as_version=4)
        if ex.exercises(notebook, path.stem):
            (folder / "source" / path.stem).mkdir()
            _write(ex.graded(notebook), folder / "source" / path.stem / path.name)
    for name in ("nbgrader_config.py", "README.md"):
        shutil.copy(GRADER / name, folder / name)


def _write(notebook: nbformat.NotebookNode, file: Path) -> None:
    nbformat.validate(notebook)
    file.write_text(
        json.dumps(notebook, indent=1, ensure_ascii=False, sort_keys=True) + "\n", "utf-8"
    )
