"""Build the site so that a failure never costs the last good one."""

import shutil
import subprocess
import sys
import time
from pathlib import Path

from whyleave import paths
from whyleave.publish import editions, manifest, results, site
from whyleave.publish.execute import NotebookError, execute

SITE = paths.BUILD / "html"
STAMP = paths.BUILD / "html.inputs"


class BuildError(RuntimeError):
    """Sphinx refused the book."""


def is_built() -> bool:
    """Whether the site was made from the present inputs, whatever files lie beside it."""
    return SITE.exists() and STAMP.exists() and STAMP.read_text().split()[0] == editions.inputs()


def build(everything: bool = False) -> None:
    """Run what changed, check the text, build the pages, publish the results, swap the site in.

    Raises NotebookError, TextError or BuildError; the site of the last good build then stays.
    """
    start, now = time.perf_counter(), f"{editions.inputs()} {editions.state()}"
    if not everything and SITE.exists() and STAMP.exists() and STAMP.read_text() == now:
        print("book: nothing has changed")
    else:
        STAMP.unlink(missing_ok=True)
        execute(everything)
        results.check_text()
        print("book: building pages", flush=True)
        _swap(pages(paths.BUILD / "work"))
        STAMP.write_text(now)
        print(f"book: done in {time.perf_counter() - start:.1f} s")
    print(f"\nOpen {SITE.relative_to(paths.ROOT)}/index.html, or run: make serve")


def pages(work: Path) -> Path:
    """Build the site in a work folder from the kept runs, and return where it lies."""
    fresh = _sphinx(work)
    results.write(fresh / "results")
    site.finish(fresh)
    manifest.write(fresh)
    editions.publish(fresh)
    return fresh


def _sphinx(work: Path) -> Path:
    shutil.rmtree(work, ignore_errors=True)
    command = [
        str(Path(sys.executable).with_name("jupyter-book")), "build", str(paths.ROOT), "--all",
        "-W", "-n", "--keep-going", "-q", "--path-output", str(work),
    ]  # fmt: skip
    done = subprocess.run(command, cwd=paths.ROOT, capture_output=True, text=True)
    made = work / "_build" / "html"
    if done.returncode or not (made / "index.html").exists():
        raise BuildError((done.stdout + done.stderr).strip()[-6000:])
    return made


def _swap(fresh) -> None:
    old = paths.BUILD / "html.old"
    shutil.rmtree(old, ignore_errors=True)
    if SITE.exists():
        SITE.rename(old)
    fresh.rename(SITE)
    shutil.rmtree(old, ignore_errors=True)


FAILURES = (NotebookError, results.TextError, BuildError, site.SiteError, editions.EditionError)
