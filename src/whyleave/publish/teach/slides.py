"""One deck a chapter: a single HTML file, for a browser that is offline.

A deck of our own and not reveal.js: reveal weighs megabytes, needs npm to vendor and asks other
hosts as it comes. This one has what a lesson uses: arrow keys, speaker notes in a second window
or under the slide, and a print form with a slide and its notes on each page.
"""

import base64
import html

from markdown_it import MarkdownIt

from whyleave.publish.svg import slim
from whyleave.publish.teach.summary import Picture, Summary

STYLE = """
:root { --ink: #1a1a1a; --quiet: #595959; --first: #b8122f; --rule: #d9d9d9; }
* { box-sizing: border-box; }
body { margin: 0; font: 1.6rem/1.4 "Noto Sans KR", "Noto Sans", system-ui, sans-serif;
  color: var(--ink); background: #fff; }
section { display: none; min-height: 100vh; padding: 4vh 6vw; flex-direction: column;
  justify-content: center; gap: 1.2rem; }
section.on { display: flex; }
h1 { font-size: 3.2rem; line-height: 1.15; margin: 0; border-left: 0.6rem solid var(--first);
  padding-left: 1.4rem; }
h2 { font-size: 2.1rem; line-height: 1.2; margin: 0; }
p, ul, ol { margin: 0; max-width: 62ch; }
li { margin-bottom: 0.6rem; }
img { max-width: 100%; max-height: 80vh; align-self: center; }
img.wide { width: 78vh; }
table { border-collapse: collapse; font-size: 1.25rem; }
th, td { text-align: left; vertical-align: top; padding: 0.4rem 0.9rem 0.4rem 0;
  border-top: 1px solid var(--rule); }
.section { color: var(--quiet); font-size: 1.1rem; }
aside { display: none; color: var(--ink); background: #f3f3f3; border-top: 4px solid var(--quiet);
  padding: 1rem; font-size: 1.1rem; }
body.notes section.on aside { display: block; }
body.speaker section.on { min-height: 0; }
body.speaker img { max-height: 30vh; }
nav { position: fixed; bottom: 0.6rem; right: 1rem; font-size: 1rem; color: var(--quiet); }
nav button { font: inherit; color: inherit; background: #fff; border: 1px solid var(--quiet);
  border-radius: 4px; padding: 0.1rem 0.6rem; }
button:focus-visible { outline: 3px solid #0b5fa5; }
@page { size: A4 landscape; margin: 12mm; }
@media print { section { display: flex; min-height: 0; break-after: page; padding: 0; font-size: 1rem; }
  section aside { display: block; font-size: 0.8rem; } nav { display: none; }
  img { max-height: 105mm; } h1 { font-size: 2rem; } h2 { font-size: 1.4rem; } table { font-size: 0.9rem; } }
@media (scripting: none) { section { display: flex; } section aside { display: block; }
  nav { display: none; } }
"""

SCRIPT = """
const slides = [...document.querySelectorAll("section")];
const speaker = location.hash === "#speaker";
let at = 0, other = speaker ? window.opener : null;
function show(to, tell = true) {
  at = Math.max(0, Math.min(slides.length - 1, to));
  slides.forEach((slide, i) => slide.classList.toggle("on", i === at));
  document.getElementById("place").textContent = `${at + 1} of ${slides.length}`;
  window.scrollTo(0, 0);
  if (tell && other && !other.closed) other.postMessage({ slide: at }, "*");
}
const actions = {
  next: () => show(at + 1), back: () => show(at - 1), first: () => show(0),
  last: () => show(slides.length - 1), notes: () => document.body.classList.toggle("notes"),
  window: () => { other = window.open(location.pathname + "#speaker", "speaker", "width=900,height=800"); },
  print: () => window.print(),
};
const keys = { ArrowRight: "next", PageDown: "next", " ": "next", ArrowLeft: "back", PageUp: "back",
  Home: "first", End: "last", n: "notes", s: "window", p: "print" };
addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey || !keys[event.key]) return;
  if (event.key === " " && event.target.tagName === "BUTTON") return;
  event.preventDefault();
  actions[keys[event.key]]();
});
document.querySelectorAll("button").forEach((button) =>
  button.addEventListener("click", () => actions[button.dataset.act]()));
addEventListener("message", (event) => {
  if (event.source !== other && speaker === false) other = event.source;
  if (typeof event.data.slide === "number") show(event.data.slide, false);
});
if (speaker) document.body.classList.add("notes", "speaker");
show(0, false);
"""

NAV = (
    '<nav aria-label="Slides"><button data-act="back" aria-label="Back">←</button> '
    '<span id="place" aria-live="polite"></span> '
    '<button data-act="next" aria-label="Next">→</button> '
    '<button data-act="notes" title="n">Notes</button> '
    '<button data-act="window" title="s">Speaker window</button> '
    '<button data-act="print" title="p">Print</button></nav>'
)


def markdown(text: str) -> str:
    return MarkdownIt("commonmark", {"html": False}).enable("table").render(text)


def line(text: str) -> str:
    return MarkdownIt("commonmark", {"html": False}).renderInline(text)


def picture(drawn: Picture) -> str:
    data = base64.b64encode(slim(drawn.svg).encode()).decode()
    alt = html.escape(drawn.alt, quote=True)
    return f'<img class="wide" src="data:image/svg+xml;base64,{data}" alt="{alt}">'


def deck(chapter: Summary) -> str:
    """The whole file of a chapter's deck."""
    slides = [
        (f"<h1>{html.escape(chapter.title)}</h1><p>Why Innovation Leaves</p>", chapter.answer),
        (f"<h2>What the essays say</h2>{verdicts(chapter, judged=False)}", chapter.strongest),
    ]
    for drawn in chapter.pictures:
        slides.append(
            (f'<p class="section">{html.escape(drawn.section)}</p>{picture(drawn)}',
             f"{drawn.said}\n\n**Seen:** {drawn.alt}")
        )  # fmt: skip
    points = "".join(f"<li>{line(point)}</li>" for point in chapter.points)
    slides += [
        (f"<h2>The verdicts</h2>{verdicts(chapter)}", chapter.unknown),
        (f"<h2>Key points</h2><ul>{points}</ul>", "Let the class say them first."),
    ]
    if chapter.question:
        misread = next(
            (s["misreading"] for s in chapter.plan if s["question"] == chapter.question), ""
        )
        slides.append(
            (f"<h2>To discuss</h2><p>{line(chapter.question)}</p>", f"Common misreading: {misread}")
        )
    body = "".join(
        f"<section>{front}<aside><strong>Notes.</strong> {markdown(notes)}</aside></section>\n"
        for front, notes in slides
    )
    return (
        f'<!DOCTYPE html>\n<html lang="en"><head><meta charset="utf-8">'
        f'<meta name="viewport" content="width=device-width, initial-scale=1">'
        f"<title>{html.escape(chapter.title)}: slides</title><style>{STYLE}</style></head>\n"
        f"<body>\n{body}{NAV}<script>{SCRIPT}</script></body></html>\n"
    )


def verdicts(chapter: Summary, judged: bool = True) -> str:
    """The chapter's claims, with their two verdicts if they are to be told."""
    head = "<th>At the essay's date</th><th>Today</th>" if judged else ""
    rows = "".join(
        f"<tr><td>{c['id']}</td><td>{html.escape(c['claim'])}</td>"
        + (f"<td>{c['then']}</td><td>{c['today']}</td>" if judged else "")
        + "</tr>"
        for c in chapter.claims
    )
    head = f"<tr><th>Claim</th><th>What it says</th>{head}</tr>"
    return f"<table><thead>{head}</thead><tbody>{rows}</tbody></table>"
