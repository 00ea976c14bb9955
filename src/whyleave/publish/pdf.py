"""The whole book as one PDF: the site's articles on one page, printed by Chromium."""

import html
import shutil
from pathlib import Path

from whyleave import paths
from whyleave.publish.addresses import addresses
from whyleave.publish.editions import (
    STYLE,
    Article,
    EditionError,
    about,
    articles,
    code_style,
    pictures,
    redirect,
)

CHROMIUM = ("chromium", "chromium-browser", "google-chrome")
LEFT_OUT = ("book/values.html", "book/data.html", "book/sources.html", "book/bench.html",
            "book/hosting.html")  # fmt: skip
FLAGS = ["--no-sandbox", "--disable-gpu", "--allow-file-access-from-files"]


def chromium() -> str:
    """The browser's command. Raises EditionError where there is none."""
    found = next(filter(None, map(shutil.which, CHROMIUM)), None)
    if not found:
        raise EditionError(
            f"The PDF is printed by Chromium, and none of {', '.join(CHROMIUM)} is installed. "
            "On Debian: apt-get install chromium"
        )
    return found


def write(site: Path, path: Path) -> None:
    """Print the book of a finished site to a PDF."""
    print_pages(one_page(site, articles(site)), path)


def one_page(site: Path, pages: list[Article]) -> str:
    """All articles as one HTML page, to lie in ``_build``."""
    omitted = [page for page in pages if page.page in LEFT_OUT]
    book = [page for page in pages if page.page not in LEFT_OUT]
    for article in book:
        for details in article.body.select(".verdict details"):
            details["open"] = ""
        for card in article.body.select("details.figure-card"):
            card.ul["class"] = "figure-sources"
            card.replace_with(card.ul)
        for folded in article.body.select("details:not([open])"):
            folded.decompose()  # paper cannot unfold
        for code in article.body.select(".cell_input"):
            if code.get_text(strip=True).startswith("verdict("):
                code.decompose()  # the box below says it
    redirect(book, lambda page, anchor: f"#{_id(page, anchor)}")
    pictures(book, lambda path: (site / path).as_uri())
    for article in book:
        article.body["id"] = _id(article.page)
        for tag in article.body.find_all(id=True):
            tag["id"] = _id(article.page, tag["id"])
    styles = [site / "_static" / "book.css", STYLE, STYLE.with_name("print.css")]
    links = "".join(f'<link rel="stylesheet" href="{style.as_uri()}">' for style in styles)
    return (
        f'<!DOCTYPE html><html lang="en"><head><meta charset="utf-8">'
        f"<title>{html.escape(about()['title'])}</title>{links}<style>{code_style()}</style></head>"
        f"<body>{_title_page(omitted)}{_contents(book)}{''.join(map(_article, book))}</body></html>"
    )


def print_pages(text: str, path: Path) -> None:
    """Print an HTML page to a tagged PDF with an outline.

    Raises EditionError without a browser, or if the PDF lacks figures: printed before the page has
    been read to its end, it breaks off without a word.
    """
    browser_path = chromium()
    try:
        from playwright.sync_api import sync_playwright
    except ImportError:
        raise EditionError("The PDF needs playwright, which the lock installs: make book") from None
    page_file = paths.BUILD / "print.html"
    page_file.parent.mkdir(exist_ok=True)
    page_file.write_text(text, "utf-8")
    try:
        with sync_playwright() as playwright:
            browser = playwright.chromium.launch(executable_path=browser_path, args=FLAGS)
            page = browser.new_page(java_script_enabled=False)
            page.set_default_timeout(300_000)
            page.goto(page_file.as_uri(), wait_until="load")
            page.pdf(path=path, prefer_css_page_size=True, print_background=True, outline=True,
                     tagged=True)  # fmt: skip
    finally:
        page_file.unlink()
    found, wanted = drawn(path.read_bytes()), text.count("<figure")
    if found != wanted:
        raise EditionError(f"The PDF has {found} of {wanted} figures; print it again.")


def drawn(data: bytes) -> int:
    """Tagged figures of a PDF: Chromium tags a figure and the picture in it."""
    return data.count(b"/S /Figure") // 2


def _id(page: str, anchor: str = "") -> str:
    """An anchor that is unique in the one page."""
    name = page.removesuffix(".html").replace("/", "-")
    return f"{name}--{anchor}" if anchor else name


def _article(article: Article) -> str:
    name = f'<p class="part-name">{html.escape(article.part)}</p>' if article.part else ""
    return str(article.body).replace("<h1>", f"{name}<h1>", 1)


def _title_page(omitted: list[Article]) -> str:
    facts = {key: html.escape(value) for key, value in about().items()}
    where = addresses().page("book/index.html")
    online = f'the site, <a href="{where}">{where}</a>' if where else "the site"
    left_out = "; ".join(html.escape(article.title) for article in omitted)
    note = (
        f"Left out here, to be read on {online}: {left_out}. So are folded code and the data file "
        "of each figure."
    )
    return (
        f'<div class="title-page"><p class="title">{facts["title"]}</p>'
        f'<p class="subtitle">{facts["subtitle"]}</p><p>{facts["author"]}</p>'
        f'<div class="imprint"><p>Version of {facts["day"]}. Code under the MIT licence, text and '
        f"figures under CC BY 4.0; sources keep their own terms.</p><p>{note}</p></div></div>"
    )


def _contents(book: list[Article]) -> str:
    rows, part = [], ""
    for article in book:
        if article.part != part:
            part = article.part
            rows.append(f'<li class="part">{html.escape(part)}</li>')
        rows.append(f'<li><a href="#{_id(article.page)}">{html.escape(article.title)}</a></li>')
    return f'<nav class="contents"><h1>Contents</h1><ol>{"".join(rows)}</ol></nav>'
