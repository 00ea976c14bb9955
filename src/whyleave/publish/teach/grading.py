"""Release a chapter, and mark what was handed in: ``python -m whyleave.publish.teach.grading``.

nbgrader does the marking. Around it stands what a room of thirty needs: each student in a process
of its own, the kernel confined (see ``confined``), a watch over time, memory and disk, and an answer
for every student: a mark, or words that say why there is none. Runs in the class environment.
"""

import argparse
import csv
import ctypes
import hashlib
import json
import os
import re
import shutil
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path

import nbformat
import psutil

from whyleave.publish.teach import confined

MOST_NOTEBOOK = 10 * 2**20  # bytes of a notebook handed in
MOST_MEMORY = 6 * 2**30  # bytes of a student's processes together
MOST_DISK = 200 * 2**20  # bytes that they may write
COLUMNS = ["student", "chapter", "mark", "of", "to_mark_by_hand", "hours_late", "status"]
NO_KERNEL = (
    "Student code is not run: this machine cannot confine it (Landlock, Linux 6.2 or newer, is "
    "needed). Mark on such a machine, or in a throw-away virtual machine with --unconfined."
)


@dataclass(frozen=True)
class Limits:
    cell: int = 60  # seconds for a cell
    student: int = 300  # seconds for a student
    unconfined: bool = False


def release(course: Path, chapter: str) -> Path:
    """Write the students' version of a chapter; return where. Raises CalledProcessError."""
    _find_programs()
    _nbgrader(course, "generate_assignment", chapter, "--force", check=True)
    return course / "release" / chapter


def grade(course: Path, chapter: str, limits: Limits | None = None) -> list[dict]:
    """Mark all work handed in on a chapter, write feedback and ``marks.csv``; return its rows.

    Work as handed in is only read. Raises OSError where code cannot be confined.
    """
    limits = limits or Limits()
    if not limits.unconfined and confined.landlock_version() < confined.OLDEST:
        raise OSError(NO_KERNEL)
    _find_programs()
    _adopt_orphans()
    _write_kernel(course, limits.unconfined)
    handed_in = sorted(p for p in (course / "submitted").glob(f"*/{chapter}") if p.is_dir())
    status = {}
    for number, folder in enumerate(handed_in, start=1):
        student, start = folder.parent.name, time.perf_counter()
        before = digest(folder)
        status[student] = _refused(folder, chapter) or _mark(course, chapter, student, limits)
        if digest(folder) != before:
            status[student] = "the work handed in was changed while it was marked: look into it"
        took = time.perf_counter() - start
        print(
            f"  [{number}/{len(handed_in)}] {student}: {status[student]} ({took:.0f} s)", flush=True
        )
    marked = [student for student, said in status.items() if said == "marked"]
    for student in marked:
        _nbgrader(course, "generate_feedback", chapter, "--student", student, "--force")
    return _table(course, chapter, status)


def digest(folder: Path) -> str:
    """A digest of all files below a folder, with their names."""
    whole = hashlib.sha256()
    for file in sorted(f for f in folder.rglob("*") if f.is_file() and not f.is_symlink()):
        whole.update(str(file.relative_to(folder)).encode() + file.read_bytes())
    return whole.hexdigest()


def _refused(folder: Path, chapter: str) -> str | None:
    """Why work is not even opened, in words; None if it can be."""
    file = folder / f"{chapter}.ipynb"
    if any(f.is_symlink() for f in folder.rglob("*")):
        return "not marked: the folder has a link to another place"
    if not file.is_file():
        return f"not marked: there is no {file.name}"
    if sum(f.stat().st_size for f in folder.rglob("*") if f.is_file()) > MOST_NOTEBOOK:
        return f"not marked: more than {MOST_NOTEBOOK // 2**20} MB were handed in"
    try:
        nbformat.validate(nbformat.read(file, as_version=4))
    except Exception as error:  # whatever a student may call a notebook
        words = str(error).strip().split("\n")[0][:80]
        return f"not marked: {file.name} is not a notebook ({words})"
    return None


def _mark(course: Path, chapter: str, student: str, limits: Limits) -> str:
    """Run nbgrader on one student's work under watch; what became of it, in words."""
    with (
        tempfile.TemporaryDirectory(prefix="grade-") as work,
        open(Path(work) / "log", "w+") as log,
    ):
        command = [
            sys.executable, "-m", "nbgrader", "autograde", chapter, "--student", student, "--force",
            f"--Execute.timeout={limits.cell}",
        ]  # fmt: skip
        process = subprocess.Popen(
            command, cwd=course, env=_environment(course, work), stdout=log, stderr=log,
            stdin=subprocess.DEVNULL, start_new_session=True,
        )  # fmt: skip
        stopped = _watch(process, Path(work), limits.student)
        _end_all()
        log.seek(0)
        said = log.read()
    if stopped is None and process.returncode == 0:
        return "marked"
    autograded = course / "autograded" / student / chapter
    shutil.rmtree(autograded, ignore_errors=True)
    if stopped:
        return f"stopped: {stopped}"
    if re.search("DeadKernel|Kernel died|kernel became unresponsive", said):
        return "stopped: the code ended the kernel, or could not be interrupted"
    (course / "errors").mkdir(exist_ok=True)
    (course / "errors" / f"{student}-{chapter}.log").write_text(said, "utf-8")
    return f"not marked: nbgrader failed, see errors/{student}-{chapter}.log"


def _watch(process: subprocess.Popen, work: Path, seconds: int) -> str | None:
    """Wait for a process; end all it started when it takes too much, and say of what."""
    start, reason = time.monotonic(), None
    while process.poll() is None and reason is None:
        time.sleep(0.3)
        if time.monotonic() - start > seconds:
            reason = f"longer than {seconds} seconds"
        elif _memory() > MOST_MEMORY:
            reason = f"more than {MOST_MEMORY // 2**30} GB of memory"
        elif _size(work) > MOST_DISK:
            reason = f"more than {MOST_DISK // 2**20} MB of disk"
    if reason:
        _end_all()
    process.wait()
    return reason


def _memory() -> int:
    total = 0
    for child in psutil.Process().children(recursive=True):
        try:
            total += child.memory_info().rss
        except psutil.Error:
            continue
    return total


def _size(folder: Path) -> int:
    total = 0
    for parent, _, files in os.walk(folder):
        for file in files:
            try:
                total += os.lstat(os.path.join(parent, file)).st_blocks * 512
            except OSError:
                continue
    return total


def _find_programs() -> None:
    """nbgrader calls alembic by its name: it lies beside this Python."""
    here = str(Path(sys.executable).parent)
    if here not in os.environ.get("PATH", "").split(os.pathsep):
        os.environ["PATH"] = os.pathsep.join([here, os.environ.get("PATH", "")])


def _adopt_orphans() -> None:
    """What a student's code leaves behind becomes a child of this process (Linux)."""
    if sys.platform.startswith("linux"):
        ctypes.CDLL(None).prctl(36, 1, 0, 0, 0)


def _end_all() -> None:
    """End every process that was started for a student."""
    while children := psutil.Process().children(recursive=True):
        for child in children:
            try:
                child.kill()
            except psutil.Error:
                continue
        psutil.wait_procs(children, timeout=5)


def _write_kernel(course: Path, unconfined: bool) -> None:
    folder = course / "kernels" / "whyleave-confined"
    folder.mkdir(parents=True, exist_ok=True)
    start = [sys.executable, "-P", str(Path(confined.__file__).resolve()), "{connection_file}"]
    if unconfined:
        start = [sys.executable, "-m", "ipykernel_launcher", "-f", "{connection_file}"]
    spec = {"argv": start, "display_name": "Marking", "language": "python"}
    (folder / "kernel.json").write_text(json.dumps(spec, indent=1) + "\n", "utf-8")


def _environment(course: Path, work: str) -> dict[str, str]:
    return os.environ | {
        "JUPYTER_PATH": str(course.resolve()), "WHYLEAVE_WORK": work, "TMPDIR": work,
        "OPENBLAS_NUM_THREADS": "1",
    }  # fmt: skip


def _nbgrader(course: Path, *arguments: str, check: bool = False) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "nbgrader", *arguments], cwd=course, capture_output=True, text=True
    )
    if check and done.returncode:
        raise SystemExit(f"nbgrader {' '.join(arguments)} failed:\n{done.stderr[-3000:]}")


def _table(course: Path, chapter: str, status: dict[str, str]) -> list[dict]:
    """The marks of a chapter; ``marks.csv`` keeps those of other chapters."""
    from nbgrader.api import Gradebook, MissingEntry

    rows = []
    with Gradebook(f"sqlite:///{(course / 'gradebook.db').resolve()}") as book:
        for student, said in status.items():
            row = dict.fromkeys(COLUMNS, "") | {
                "student": student,
                "chapter": chapter,
                "status": said,
            }
            if said == "marked":
                try:
                    found = book.find_submission(chapter, student)
                except MissingEntry:
                    continue
                row |= {
                    "mark": found.score, "of": found.max_score,
                    "to_mark_by_hand": "yes" if found.needs_manual_grade else "no",
                    "hours_late": round(found.total_seconds_late / 3600, 1),
                }  # fmt: skip
            rows.append(row)
    file = course / "marks.csv"
    kept = []
    if file.exists():
        with open(file, newline="", encoding="utf-8") as old:
            kept = [row for row in csv.DictReader(old) if row["chapter"] != chapter]
    with open(file, "w", newline="", encoding="utf-8") as new:
        writer = csv.DictWriter(new, COLUMNS, lineterminator="\n")
        writer.writeheader()
        writer.writerows(sorted(kept + rows, key=lambda row: (row["chapter"], row["student"])))
    return rows


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("what", choices=["release", "grade"])
    parser.add_argument("course", type=Path)
    parser.add_argument("chapter")
    parser.add_argument("--cell", type=int, default=60, help="seconds for a cell")
    parser.add_argument("--student", type=int, default=300, help="seconds for a student")
    parser.add_argument("--unconfined", action="store_true", help="only in a throw-away machine")
    wanted = parser.parse_args()
    if not (wanted.course / "source" / wanted.chapter).is_dir():
        print(
            f"{wanted.course} has no chapter '{wanted.chapter}'. Run 'make class'.", file=sys.stderr
        )
        return 1
    if wanted.what == "release":
        print(f"released: {release(wanted.course, wanted.chapter)}")
        return 0
    try:
        rows = grade(
            wanted.course, wanted.chapter, Limits(wanted.cell, wanted.student, wanted.unconfined)
        )
    except OSError as error:
        print(error, file=sys.stderr)
        return 1
    marked = sum(row["status"] == "marked" for row in rows)
    print(f"{marked} of {len(rows)} marked; marks in {wanted.course / 'marks.csv'}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
