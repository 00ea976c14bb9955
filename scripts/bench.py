"""Measure how long the book takes and how heavy it is; write ``book/bench.md``.

Works on a copy of the checkout in a temporary folder, so that nothing here is touched.
"""

import datetime
import gzip
import os
import platform
import resource
import shutil
import statistics
import subprocess
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
PAGE = ROOT / "book" / "bench.md"
SKIP = shutil.ignore_patterns("_build", ".venv", ".git", "*.egg-info", "__pycache__", ".*_cache")


def timed(command: list[str], folder: Path) -> tuple[float, str]:
    """Seconds of wall time and what the command printed. Raises when it fails."""
    start = time.perf_counter()
    done = subprocess.run(command, cwd=folder, capture_output=True, text=True)
    if done.returncode:
        raise SystemExit(f"{' '.join(command)} failed:\n{done.stdout}{done.stderr}")
    return time.perf_counter() - start, done.stdout


def weights(site: Path) -> dict[str, str]:
    """Kilobytes of the pages and of a first visit to the landing page."""
    pages = [p for folder in ("book", "notebooks") for p in (site / folder).glob("*.html")]
    kilobytes = [page.stat().st_size / 1024 for page in pages]
    total = sum(f.stat().st_size for f in site.rglob("*") if f.is_file()) / 2**20
    landing = gzip.compress((site / "book" / "index.html").read_bytes())
    return {
        "Page, HTML alone, median": f"{statistics.median(kilobytes):.0f} KB",
        "Page, HTML alone, heaviest": f"{max(kilobytes):.0f} KB",
        "Landing page, HTML, gzipped": f"{len(landing) / 1024:.0f} KB",
        "Whole site": f"{total:.1f} MB",
    }


def main() -> None:
    rows = {}
    with tempfile.TemporaryDirectory() as temporary:
        copy = Path(temporary) / "book"
        shutil.copytree(ROOT, copy, ignore=SKIP)
        rows["Install from the lock, nothing there"] = timed(["make", ".venv/ready"], copy)[0]
        rows["First book once installed: run and build"] = timed(["make", "book"], copy)[0]
        rows["Book again, nothing changed"] = timed(["make", "book"], copy)[0]
        table = copy / "data" / "korean-venture-investment.csv"
        table.write_text(table.read_text("utf-8").replace("13624.4", "13624.3"), "utf-8")
        rows["Book again, one data file changed"] = timed(["make", "book"], copy)[0]
        table.write_text(table.read_text("utf-8").replace("13624.3", "13624.4"), "utf-8")
        rows["All tests"] = timed(["make", "test"], copy)[0]
        sizes = weights(copy / "_build" / "html")
    peak = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 2**20
    lines = [f"| {what} | {seconds:.1f} s |" for what, seconds in rows.items()]
    lines += [f"| {what} | {size} |" for what, size in sizes.items()]
    lines.append(f"| Peak memory of one process | {peak:.1f} GB |")
    machine = (
        f"{os.cpu_count()} processors, {platform.system()}, Python {platform.python_version()}"
    )
    PAGE.write_text(
        f"# Measured times\n\n`make bench` measured this table on {datetime.date.today():%-d %B %Y} "
        f"({machine.replace('.', '.')}).\n\n| What | Measured |\n|---|---|\n"
        + "\n".join(lines)
        + "\n\nThe aims on two processors: a first book from nothing in under three minutes, under one "
        "minute once installed, under six seconds when nothing has changed.\n",
        "utf-8",
    )
    print(PAGE.read_text("utf-8"))


if __name__ == "__main__":
    main()
