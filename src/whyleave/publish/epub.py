"""The whole book as one EPUB 3: the site's articles as XHTML, the same bytes for the same book."""

import io
import mimetypes
import posixpath
import re
import uuid
import zipfile
from html import escape
from pathlib import Path

from whyleave.figures.style import VERDICTS
from whyleave.publish.editions import (
    STYLE,
    Article,
    about,
    articles,
    code_style,
    inline_styles,
    pictures,
    redirect,
)
from whyleave.publish.freshness import build_day
from whyleave.publish.manifest import DATE

IDENTIFIER = uuid.uuid5(uuid.NAMESPACE_URL, "why-innovation-leaves").urn
OBSOLETE = ("border", "align", "valign", "cellpadding", "cellspacing")
PAGE = """<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE html>
<html xmlns="http://www.w3.org/1999/xhtml" xmlns:epub="http://www.idpf.org/2007/ops" lang="en" xml:lang="en">
<head><meta charset="utf-8"/><title>{title}</title><link rel="stylesheet" href="{style}"/></head>
<body>{body}</body>
</html>
"""
CONTAINER = """<?xml version="1.0" encoding="utf-8"?>
<container version="1.0" xmlns="urn:oasis:names:tc:opendocument:xmlns:container"><rootfiles>
<rootfile full-path="content.opf" media-type="application/oebps-package+xml"/>
</rootfiles></container>
"""
PACKAGE = """<?xml version="1.0" encoding="utf-8"?>
<package xmlns="http://www.idpf.org/2007/opf" version="3.0" unique-identifier="id" xml:lang="en">
<metadata xmlns:dc="http://purl.org/dc/elements/1.1/">
<dc:identifier id="id">{identifier}</dc:identifier>
<dc:title>{title}: {subtitle}</dc:title>
<dc:creator>{author}</dc:creator>
<dc:language>en</dc:language>
<dc:date>{date}</dc:date>
<dc:rights>Text and figures CC BY 4.0, code MIT; sources keep their own terms</dc:rights>
<meta property="dcterms:modified">{date}T00:00:00Z</meta>
<meta property="schema:accessMode">textual</meta>
<meta property="schema:accessMode">visual</meta>
<meta property="schema:accessModeSufficient">textual</meta>
<meta property="schema:accessibilityFeature">alternativeText</meta>
<meta property="schema:accessibilityFeature">tableOfContents</meta>
<meta property="schema:accessibilityHazard">none</meta>
<meta property="schema:accessibilitySummary">All figures have alternative texts.</meta>
<meta name="cover" content="cover-image"/>
</metadata>
<manifest>
{manifest}
</manifest>
<spine>
{spine}
</spine>
</package>
"""


def write(site: Path, path: Path) -> None:
    """Write the book of a finished site as an EPUB."""
    files = contents(site)
    with zipfile.ZipFile(path, "w") as book:
        _add(book, "mimetype", b"application/epub+zip", zipfile.ZIP_STORED)
        for name, data in sorted(files.items()):
            _add(book, name, data, zipfile.ZIP_DEFLATED)


def contents(site: Path) -> dict[str, bytes]:
    """Every file of the EPUB by its name, but for ``mimetype``."""
    book = articles(site)
    redirect(book, lambda page, anchor: f"/{_name(page)}" + (f"#{anchor}" if anchor else ""))
    images = pictures(book, lambda path: f"/{path}")
    files = {_name(article.page): _xhtml(article).encode() for article in book}
    files |= {path: _picture((site / path).read_bytes()) for path in images}
    style = "\n".join([STYLE.read_text("utf-8"), code_style(), inline_styles(site)])
    files["style.css"] = style.encode()
    files["cover.png"] = cover()
    image = f'<p><img src="cover.png" alt="{escape(about()["title"])}: the cover"/></p>'
    files["cover.xhtml"] = PAGE.format(title="Cover", style="style.css", body=image).encode()
    files["nav.xhtml"] = _nav(book).encode()
    spine = ["cover.xhtml", "nav.xhtml", *(_name(article.page) for article in book)]
    files["content.opf"] = _package(files, spine).encode()
    files["META-INF/container.xml"] = CONTAINER.encode()
    return files


def cover() -> bytes:
    """A plain cover: title, author, and the colours of the verdicts."""
    import matplotlib

    matplotlib.use("Agg")
    from matplotlib.figure import Figure

    from whyleave.figures.style import RC, use_style

    facts, picture = about(), io.BytesIO()
    with matplotlib.rc_context(RC):
        use_style()
        page = Figure(figsize=(8, 12), facecolor="white")
        for place, (_, colour, _) in enumerate(VERDICTS.values()):
            bar = matplotlib.patches.Rectangle(
                (0.1 + 0.16 * place, 0.86), 0.14, 0.015, color=colour
            )
            page.add_artist(bar)
        words = "\n".join(facts["title"].split())
        page.text(0.1, 0.8, words, size=54, weight="bold", va="top", linespacing=1.15)
        page.text(0.1, 0.47, facts["subtitle"], size=20, va="top")
        page.text(0.1, 0.08, facts["author"], size=15)
        page.savefig(picture, dpi=150, format="png", metadata={"Software": None})
    return picture.getvalue()


def _add(book: zipfile.ZipFile, name: str, data: bytes, how: int) -> None:
    entry = zipfile.ZipInfo(name, DATE)
    entry.compress_type, entry.external_attr = how, 0o644 << 16
    book.writestr(entry, data, compresslevel=9)


def _name(page: str) -> str:
    return f"{page.removesuffix('.html')}.xhtml"


def _xhtml(article: Article) -> str:
    """An article as XHTML; addresses from the top of the book become relative to its page."""
    folder = posixpath.dirname(article.page)
    for tag in article.body.find_all(True):
        for name in OBSOLETE:
            del tag[name]
        for name in ("href", "src"):
            if tag.get(name, "").startswith("/"):
                path, mark, anchor = tag[name].partition("#")
                tag[name] = posixpath.relpath(path, f"/{folder}") + mark + anchor
    return PAGE.format(
        title=escape(article.title),
        style=posixpath.relpath("style.css", folder),
        body=article.body.decode(formatter="minimal"),
    )


def _picture(data: bytes) -> bytes:
    """Matplotlib draws a space as a path without steps; SVG 1.1 wants one."""
    return re.sub(rb"<path (?![^>]*\bd=)", b'<path d="M0 0" ', data)


def _nav(book: list[Article]) -> str:
    """The contents: parts, and the pages in them."""
    rows, part = [], ""
    for article in book:
        if article.part != part:
            rows.append(
                f"{'</ol></li>' if part else ''}<li><span>{escape(article.part)}</span><ol>"
            )
            part = article.part
        rows.append(f'<li><a href="{_name(article.page)}">{escape(article.title)}</a></li>')
    end = "</ol></li>" if part else ""
    nav = f'<nav epub:type="toc"><h1>Contents</h1><ol>{"".join(rows)}{end}</ol></nav>'
    return PAGE.format(title="Contents", style="style.css", body=nav)


def _package(files: dict[str, bytes], spine: list[str]) -> str:
    extra = {"nav.xhtml": ' properties="nav"', "cover.png": ' properties="cover-image"'}
    ids = {name: "cover-image" if name == "cover.png" else f"item-{number}"
           for number, name in enumerate(sorted(files))}  # fmt: skip
    kinds = {".xhtml": "application/xhtml+xml", ".svg": "image/svg+xml", ".css": "text/css"}
    items = [
        f'<item id="{ids[name]}" href="{name}" '
        f'media-type="{kinds.get(Path(name).suffix) or mimetypes.guess_type(name)[0]}"'
        f"{extra.get(name, '')}/>"
        for name in sorted(files)
    ]
    facts = {key: escape(value) for key, value in about().items()}
    return PACKAGE.format(
        identifier=IDENTIFIER,
        date=build_day(),
        manifest="\n".join(items),
        spine="\n".join(f'<itemref idref="{ids[name]}"/>' for name in spine),
        **{key: facts[key] for key in ("title", "subtitle", "author")},
    )
