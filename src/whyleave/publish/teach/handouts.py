"""One page of A4 a chapter, as HTML and, where there is a Chromium, as PDF."""

import html
import re
import shutil
from pathlib import Path

from whyleave.publish.teach.slides import line, picture, verdicts
from whyleave.publish.teach.summary import Summary

CHROMIUM = next(
    filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None
)
STYLE = """
@page { size: A4; margin: 12mm 14mm; }
body { font: 9.5pt/1.35 "Noto Sans KR", "Noto Sans", system-ui, sans-serif; color: #1a1a1a;
  max-width: 182mm; margin: 0 auto; }
h1 { font-size: 15pt; margin: 0 0 2mm; } h2 { font-size: 10.5pt; margin: 3mm 0 1mm; }
p, ul, ol { margin: 0 0 1.5mm; } ul, ol { padding-left: 5mm; } li { margin-bottom: 0.6mm; }
table { border-collapse: collapse; width: 100%; font-size: 8.5pt; }
th, td { text-align: left; vertical-align: top; padding: 0.5mm 2mm 0.5mm 0; border-top: 1px solid #ccc; }
img { width: auto; height: 88mm; max-width: 100%; display: block; margin: 1mm auto; }
footer { color: #595959; font-size: 7.5pt; margin-top: 2mm; }
"""


def handout(chapter: Summary) -> str:
    """The page: question, answer, claims and verdicts, a figure, key points, what to do."""
    points = "".join(f"<li>{line(p)}</li>" for p in chapter.points)
    tasks = "".join(
        f"<li><strong>{html.escape(e.title)}</strong>, {e.minutes} minutes: {html.escape(e.goal)}.</li>"
        for e in chapter.exercises
    )
    drawn = picture(chapter.pictures[0]) if chapter.pictures else ""
    ask = f"<h2>To discuss</h2><p>{line(chapter.question)}</p>" if chapter.question else ""
    work = f"<h2>Exercises</h2><ol>{tasks}</ol>" if tasks else ""
    return (
        f'<!DOCTYPE html>\n<html lang="en"><head><meta charset="utf-8">'
        f"<title>{html.escape(chapter.title)}: handout</title><style>{STYLE}</style></head><body>"
        f"<h1>{html.escape(chapter.title)}</h1><p>{line(chapter.answer)}</p>{drawn}"
        f"<h2>What the essays say, and what we found</h2>{verdicts(chapter)}"
        f"<h2>Key points</h2><ul>{points}</ul>{ask}{work}"
        f"<footer>From Why Innovation Leaves, CC BY 4.0. Sources and data stand in the book, chapter "
        f"{chapter.stem}.</footer></body></html>\n"
    )


def print_all(folder: Path) -> bool:
    """A PDF beside each HTML file, scaled down until it is one page; False without a Chromium."""
    if CHROMIUM is None:
        return False
    from playwright.sync_api import sync_playwright

    with sync_playwright() as play:
        browser = play.chromium.launch(
            executable_path=CHROMIUM, args=["--no-sandbox", "--disable-gpu"]
        )
        page = browser.new_page()
        for file in sorted(folder.glob("*.html")):
            page.goto(file.resolve().as_uri())
            for percent in range(100, 45, -5):
                pdf = page.pdf(
                    scale=percent / 100, prefer_css_page_size=True, print_background=True
                )
                if pages(pdf) == 1:
                    break
            pdf = re.sub(rb"\(D:\d{14}[^)]*\)", b"(D:20260101000000+00'00')", pdf)
            file.with_suffix(".pdf").write_bytes(pdf)
        browser.close()
    return True


def pages(pdf: bytes) -> int:
    """How many pages a PDF has."""
    return len(re.findall(rb"/Type\s*/Page\b", pdf))
