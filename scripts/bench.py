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
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread

from playwright.sync_api import sync_playwright

from whyleave.publish.manifest import ARCHIVE
from whyleave.publish.site import needs

ROOT = Path(__file__).resolve().parents[1]
TEXT = {".html", ".css", ".js", ".svg"}
PAGE = ROOT / "book" / "bench.md"
SKIP = shutil.ignore_patterns("_build", ".venv", ".git", "*.egg-info", "__pycache__", ".*_cache")


def timed(command: list[str], folder: Path) -> tuple[float, str]:
    """Seconds of wall time and what the command printed. Raises when it fails."""
    start = time.perf_counter()
    done = subprocess.run(command, cwd=folder, capture_output=True, text=True)
    if done.returncode:
        raise SystemExit(f"{' '.join(command)} failed:\n{done.stdout}{done.stderr}")
    return time.perf_counter() - start, done.stdout


class Gzipped(SimpleHTTPRequestHandler):
    """Serves a folder as web servers do: text compressed."""

    def do_GET(self):
        path = Path(self.translate_path(self.path))
        if not path.is_file():
            return self.send_error(404)
        self.send_response(200)
        self.send_header("Content-Type", self.guess_type(str(path)))
        body = path.read_bytes()
        if path.suffix in TEXT:
            body = gzip.compress(body, mtime=0)
            self.send_header("Content-Encoding", "gzip")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_):
        pass


def first_visit(site: Path, page: str) -> tuple[float, float]:
    """Kilobytes that an empty Chromium fetches for a page, and seconds to its first content."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), partial(Gzipped, directory=str(site)))
    Thread(target=server.serve_forever, daemon=True).start()
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=shutil.which("chromium"), args=["--no-sandbox", "--disable-gpu"]
        )
        view = browser.new_page(viewport={"width": 1280, "height": 900})
        view.goto(f"http://127.0.0.1:{server.server_port}/{page}", wait_until="networkidle")
        fetched, paint = view.evaluate(
            """() => [
                [...performance.getEntriesByType("navigation"),
                 ...performance.getEntriesByType("resource")]
                    .reduce((sum, entry) => sum + entry.encodedBodySize, 0),
                performance.getEntriesByName("first-contentful-paint")[0].startTime]"""
        )
    server.shutdown()
    server.server_close()
    return fetched / 1024, paint / 1000


def weights(site: Path) -> dict[str, str]:
    """Kilobytes of the pages, with and without what they fetch, and of the whole site."""
    pages = [p for folder in ("book", "notebooks") for p in (site / folder).glob("*.html")]
    html = [page.stat().st_size / 1024 for page in pages]
    own = [
        sum(len(gzip.compress(f.read_bytes())) for f in needs(p) if f.suffix in (".html", ".svg"))
        / 1024
        for p in pages
    ]
    total = sum(f.stat().st_size for f in site.rglob("*") if f.is_file()) / 2**20
    rows = {
        "Page, HTML alone, median": f"{statistics.median(html):.0f} KB",
        "Page, HTML alone, heaviest": f"{max(html):.0f} KB",
        "Page, HTML and all its pictures, gzipped, median": f"{statistics.median(own):.0f} KB",
        "Page, HTML and all its pictures, gzipped, heaviest": f"{max(own):.0f} KB",
        "Whole site": f"{total:.1f} MB",
        "Whole site as a zip": f"{(site / ARCHIVE).stat().st_size / 2**20:.1f} MB",
    }
    if shutil.which("chromium"):
        chapter = pages[own.index(max(own))]
        for name, page in (
            ("the landing page", "book/index.html"),
            (
                "the heaviest chapter",
                chapter.relative_to(site).as_posix(),
            ),
        ):
            fetched, paint = first_visit(site, page)
            rows[f"First visit to {name}, everything, gzipped"] = f"{fetched:.0f} KB"
            rows[f"First visit to {name}, first content painted"] = f"{paint:.1f} s"
    return rows


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
