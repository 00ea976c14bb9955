"""The book as one file: its articles, taken from the finished site, and which files are current.

``pdf`` and ``epub`` write these files into ``_build``; the next build of the site publishes those
that were made from the present inputs.
"""

import hashlib
import posixpath
import re
import shutil
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import unquote, urlsplit

import yaml
from bs4 import BeautifulSoup, SoupStrainer, Tag

from whyleave import paths
from whyleave.publish.addresses import addresses
from whyleave.publish.freshness import build_day
from whyleave.publish.manifest import EDITIONS

INPUTS = [
    "_config.yml", "_toc.yml", "pyproject.toml", "requirements.lock", "book", "notebooks", "data",
    "src",
]  # fmt: skip
WORDS = {"pdf": "PDF, for paper", "epub": "EPUB, for reading devices"}
STYLE = paths.ROOT / "book" / "assets" / "portable.css"
NEEDLESS = ("a.headerlink, .online-only, .rerun, script, style, noscript, template, button, form, input, "
            "select, svg, .toctree-wrapper")  # fmt: skip


class EditionError(RuntimeError):
    """The file cannot be made here; the message says what is missing."""


@dataclass
class Article:
    """A page of the book without what surrounds it on the web."""

    page: str  # its path in the site, "notebooks/talent.html"
    part: str  # the caption above it in the contents
    title: str
    body: Tag


def inputs() -> str:
    """A digest of every file the book is made from, and of the day it states."""
    digest = hashlib.sha256(f"{sys.version} {build_day()}".encode())
    for name in INPUTS:
        root = paths.ROOT / name
        files = sorted(root.rglob("*")) if root.is_dir() else [root]
        for file in files:
            if file.is_file() and "__pycache__" not in file.parts and ".egg-info" not in str(file):
                digest.update(f"{file.relative_to(paths.ROOT)}".encode())
                digest.update(file.read_bytes())
    return digest.hexdigest()


def edition(kind: str) -> Path:
    return paths.BUILD / EDITIONS[kind]


def current() -> dict[str, Path]:
    """The files of the whole book that were made from the present inputs."""
    made = {kind: edition(kind) for kind in EDITIONS if _stamp(kind).exists()}
    if not made:
        return {}
    now = inputs()
    return {k: f for k, f in made.items() if f.exists() and _stamp(k).read_text() == now}


def make(kind: str, write: Callable[[Path, Path], None], site: Path) -> Path:
    """Write a file of the whole book; the old one stays when that fails."""
    fresh = edition(kind).with_suffix(f".new.{kind}")
    write(site, fresh)
    fresh.rename(edition(kind))
    _stamp(kind).write_text(inputs())
    return edition(kind)


def publish(site: Path) -> None:
    """Put the current files beside the site's archive."""
    for file in current().values():
        shutil.copy(file, site / file.name)


def state() -> str:
    """Tells the published files apart, for the build to know when they have changed."""
    digests = (hashlib.sha256(f.read_bytes()).hexdigest() for f in current().values())
    return " ".join(digests)


def downloads() -> str:
    """A list of the files with their sizes, and how to make those that are not there."""
    files = current()
    rows = [
        f'<li><a href="../{file.name}" download>{WORDS[kind]}</a>, {size(file)}</li>'
        for kind, file in files.items()
    ]
    missing = [f"<code>make {kind}</code>" for kind in EDITIONS if kind not in files]
    advice = (
        f"<p>In a clone, {' and '.join(missing)} write{'s' * (len(missing) == 1)} the whole book "
        "as one file; the next <code>make book</code> puts it here.</p>"
        if missing else ""
    )  # fmt: skip
    listed = f"<ul>{''.join(rows)}</ul>" if rows else ""
    return f'<div class="online-only">{listed}{advice}</div>'


def _stamp(kind: str) -> Path:
    """Where it is kept what a file was made from."""
    return edition(kind).with_suffix(f".{kind}.inputs")


def size(file: Path) -> str:
    return f"{file.stat().st_size / 2**20:.1f} MB"


def about() -> dict[str, str]:
    """Title, subtitle, author and day of the book."""
    config = yaml.safe_load((paths.ROOT / "_config.yml").read_text("utf-8"))
    day = build_day()
    return {
        "title": config["title"],
        "subtitle": "Korea, Japan and the second OpenAI",
        "author": config["author"],
        "day": f"{day.day} {day:%B %Y}",
    }


def contents() -> list[tuple[str, str]]:
    """(caption of the part, page) of all pages in the order of ``_toc.yml``."""
    toc = yaml.safe_load((paths.ROOT / "_toc.yml").read_text("utf-8"))

    def files(entries: list[dict]) -> Iterator[str]:
        for entry in entries:
            if "file" in entry:
                yield entry["file"]
            yield from files(entry.get("sections", []))

    pages = [("", toc["root"])]
    pages += [(p.get("caption", ""), f) for p in toc["parts"] for f in files(p["chapters"])]
    return [(caption, f"{Path(page).with_suffix('') if page.endswith(('.md', '.ipynb')) else page}.html")
            for caption, page in pages]  # fmt: skip


def articles(site: Path) -> list[Article]:
    """The book's pages in order, with what only makes sense in a browser taken away."""
    found = []
    for part, page in contents():
        text = (site / page).read_text("utf-8")
        body = BeautifulSoup(text, "html.parser", parse_only=SoupStrainer("article")).article
        for needless in body.select(NEEDLESS):
            needless.decompose()
        for summary in body.select("summary"):
            words = summary.get_text(" ", strip=True)
            summary.string = "Code" if words.startswith("Show code cell") else words
        found.append(Article(page, part, body.h1.get_text(strip=True), body))
    return found


def anchors(article: Article) -> set[str]:
    return {tag["id"] for tag in article.body.find_all(id=True)}


def redirect(book: list[Article], address: Callable[[str, str], str]) -> None:
    """Make every link lead inside the book, to the web, or be plain text.

    ``address`` tells where a page and an anchor in it ("" for its top) lie in the file.
    """
    ids = {article.page: anchors(article) for article in book}
    for article in book:
        for link in article.body.find_all("a", href=True):
            target = urlsplit(link["href"])
            if target.scheme in ("http", "https", "mailto"):
                continue
            page = article.page
            if target.path:
                page = posixpath.normpath(
                    posixpath.join(posixpath.dirname(page), unquote(target.path))
                )
            if page in ids:
                link["href"] = address(
                    page, target.fragment if target.fragment in ids[page] else ""
                )
            elif outside := addresses().page(page):
                link["href"] = outside + (f"#{target.fragment}" if target.fragment else "")
            else:
                link.unwrap()
            del link["download"]


def pictures(book: list[Article], address: Callable[[str], str]) -> list[str]:
    """Point every picture to its place in the file; return their paths in the site."""
    found = {}
    for article in book:
        for image in article.body.find_all("img"):
            path = posixpath.join(posixpath.dirname(article.page), unquote(image["src"]))
            path = posixpath.normpath(path)
            found[path] = None
            image["src"] = address(path)
            del image["loading"]
    return list(found)


def code_style() -> str:
    """Colours of code."""
    from pygments.formatters import HtmlFormatter

    return HtmlFormatter(style="friendly", nobackground=True).get_style_defs(".highlight")


def inline_styles(site: Path) -> str:
    """The rules that ``site.finish`` wrote for what stood in the tags."""
    rules = re.findall(
        r"^\.style-\w{8} \{.*\}$", (site / "_static/book.css").read_text("utf-8"), re.M
    )
    return "\n".join(rules)
