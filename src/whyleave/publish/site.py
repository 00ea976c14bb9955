"""From what Sphinx writes to what is published: light pages under a strict security policy.

The theme sends a script with two thousand icons, inline scripts, source maps and translations.
Here each page gets the icons it shows, scripts come from files only, and files that nothing asks
for are left out.
"""

import hashlib
import html
import json
import re
import shutil
from functools import partial
from pathlib import Path
from urllib.parse import unquote, urlsplit

import nbformat
from fontTools.subset import Options, Subsetter
from fontTools.ttLib import TTFont

from whyleave.publish.svg import slim

# "file:" is for copies on disk, where not every browser takes 'self' to mean the same folder
OWN = "'self' file:"
POLICY = (
    f"default-src 'none'; script-src {OWN}; style-src {OWN}; img-src {OWN} data:; font-src {OWN}; "
    f"connect-src {OWN}; form-action {OWN}; base-uri 'none'"
)
START = """<!DOCTYPE html>
<html lang="en"><head><meta charset="utf-8" />
<title>Why Innovation Leaves</title><link rel="icon" href="_static/favicon.svg" />
<meta http-equiv="refresh" content="0; url=book/index.html" /></head>
<body><p><a href="book/index.html">Why Innovation Leaves</a></p></body></html>
"""

SCRIPT = re.compile(r"[ \t]*<script([^>]*)>(.*?)</script>\n?", re.DOTALL)
INLINE = (  # the theme's inline scripts: needless here, or in book/assets/book.js
    "dataset.mode = localStorage", "DOCUMENTATION_OPTIONS.", "Activate the search field",
)  # fmt: skip
ACTS = {"window.print()": "print", "toggleFullScreen()": "fullscreen"}
ONLY_WITH = {  # a script, and the text of a page that has a use for it
    "scripts/fontawesome.js": "\0",  # none
    "searchtools.js": 'id="search-results"',
    "language_data.js": 'id="search-results"',
    "searchindex.js": 'id="search-results"',
    "clipboard.min.js": '<div class="highlight',
    "copybutton.js": '<div class="highlight',
    "design-tabs.js": "sd-tab-set",
    "listing.js": "data-facets",
    "explore.js": "data-explore",
    "figures.js": "figure-card",
}
ICON = re.compile(r'<(i|span) class="([^"]*\bfa-[^"]*)"([^>]*)></\1>')
DRAWN = re.compile(  # name, width, height, path; the solid set is the last in the script
    r'[{,]"?([\w-]+)"?:\[(\d+),(\d+),\[[^\]]*\],"\w+","([^"]+)"\]'
)
ICON_RULE = re.compile(
    r'(?:\.fa-[\w-]+:before,?)+\{content:"[^"]*"\}'
    r"|@font-face\{[^}]*(?:fa-regular-400|fa-brands-400)[^}]*\}"
)
FETCHED = re.compile(r'<(?:script|img|link)\b[^>]*? (?:src|href)="([^"#?]+)')
IMPORTED = re.compile(r'(?:url\(|@import )["\']?([^"\')?#]+)')
STYLED = re.compile(r'<(\w+)([^<>]*?) style="([^"]*)"([^<>]*)>')


class SiteError(RuntimeError):
    """A page has something that the security policy forbids."""


def finish(site: Path) -> None:
    """Turn Sphinx's output into the published site, in place. Figures lie in ``results/``."""
    static = site / "_static"
    same = _figures_once(site)
    for picture in [*site.glob("_images/*.svg"), *site.glob("results/figures/*.svg")]:
        picture.write_text(slim(picture.read_text("utf-8")), "utf-8")
    (site / "index.html").write_text(START, "utf-8")
    script = (static / "scripts" / "fontawesome.js").read_text("utf-8")
    library = {f"fa-{name}": drawn for name, *drawn in DRAWN.findall(script)}
    library["fa-home"] = library["fa-house"]  # the breadcrumbs say its older name
    styles: dict[str, str] = {}
    for path in _pages(site):
        text = path.read_text("utf-8")
        for old, new in same.items():
            text = text.replace(f'"../{old}"', f'"../{new}"')
        text = _scripts(text, path.name)
        text = ICON.sub(lambda icon: _icon(icon, library), text)
        text = re.sub(r"<style scoped>.*?</style>|<noscript>\s*<style>.*?</style>\s*</noscript>",
                      "", text, flags=re.DOTALL)  # fmt: skip
        text = STYLED.sub(lambda tag: _classed(tag, styles), text)
        text = re.sub(r'<img [^>]*?src="([^"]+\.svg)"', partial(_sized, folder=path.parent), text)
        path.write_text(_policy(_accessible(text)), "utf-8")
    with open(static / "book.css", "a", encoding="utf-8") as css:
        css.writelines(f".{name} {{ {rule} }}\n" for name, rule in sorted(styles.items()))
    _icon_font(static)
    for notebook in site.glob("_sources/notebooks/*.ipynb"):
        _without_outputs(notebook)
    _only_what_is_asked_for(site)


def _pages(site: Path) -> list[Path]:
    return sorted(p for p in site.rglob("*.html") if "_static" not in p.parts)


def _figures_once(site: Path) -> dict[str, str]:
    """Remove pictures that ``results/`` has too; return their addresses, old and new."""
    known = {f.read_bytes().strip(): f for f in sorted(site.glob("results/figures/*.svg"))}
    same = {}
    for picture in sorted(site.glob("_images/*.svg")):
        if figure := known.get(picture.read_bytes().strip()):
            same[f"_images/{picture.name}"] = figure.relative_to(site).as_posix()
            picture.unlink()
    return same


def _scripts(text: str, name: str) -> str:
    """Only scripts from files, and those a page needs; the book's own comes first."""
    own = re.search(r'<script src="[^"]*book\.js[^"]*"></script>', text)

    def keep(script):
        attributes, code = script.groups()
        if 'type="application/json"' in attributes:
            return script[0]  # data; it does not run
        if code.strip():
            if not any(known in code for known in INLINE):
                raise SiteError(f"{name} has an inline script: {code.strip()[:80]}")
            return ""
        if own and own[0] in script[0]:
            return ""
        return (
            ""
            if any(f in attributes and n not in text for f, n in ONLY_WITH.items())
            else script[0]
        )

    text = SCRIPT.sub(keep, text)
    for code, act in ACTS.items():
        text = text.replace(f'onclick="{code}"', f'data-act="{act}"')
    if stray := re.search(r'<[^<>]* on\w+="[^"]*"', text):
        raise SiteError(f"{name} has an inline event handler: {stray[0][-80:]}")
    return text.replace("</title>", f"</title>\n{own[0]}", 1) if own else text


def _icon(icon, library: dict[str, tuple[str, str, str]]) -> str:
    """The same element that Font Awesome's script would draw."""
    classes, rest = icon[2].split(), re.sub(r' *title="[^"]*"', "", icon[3])
    for name in classes:
        if name in library:
            width, height, path = library[name]
            return (
                f'<svg class="svg-inline--fa {" ".join(classes)}"{rest} '
                f'viewBox="0 0 {width} {height}" aria-hidden="true">'
                f'<path fill="currentColor" d="{path}"/></svg>'
            )
    raise SiteError(f"Font Awesome's free set has no icon for {' '.join(classes)}")


def _classed(tag, styles: dict[str, str]) -> str:
    """A tag with a class in place of its inline style."""
    rule = html.unescape(tag[3])
    name = f"style-{hashlib.sha256(rule.encode()).hexdigest()[:8]}"
    styles[name] = rule
    rest = tag[2] + tag[4]
    rest = (
        rest.replace('class="', f'class="{name} ', 1)
        if 'class="' in rest
        else f' class="{name}"{rest}'
    )
    return f"<{tag[1]}{rest}>"


def _sized(image, folder: Path) -> str:
    """A picture that is fetched when it comes near, in a place of the right size."""
    head = (folder / unquote(image[1])).read_text("utf-8")[:400]
    box = re.search(r'viewBox="0 0 ([\d.]+) ([\d.]+)"', head)
    if not box or "width=" in image[0]:
        return image[0]
    width, height = (round(float(side) * 4 / 3) for side in box.groups())  # points to pixels
    return f'{image[0]} width="{width}" height="{height}" loading="lazy"'


def _accessible(text: str) -> str:
    """Landmark, label and table head as WCAG wants them, where the theme forgets."""
    return (
        text.replace('<div id="pst-primary-sidebar"',
                     '<div id="pst-primary-sidebar" role="region" aria-label="Book"')
        .replace('search-button__button pst-js-only" title="Search" aria-label="Search"',
                 'search-button__button pst-js-only" title="Search"')
        .replace('<summary aria-label="Toggle hidden content">', "<summary>")
        .replace("<th></th>", "<td></td>")
    )  # fmt: skip


def _policy(text: str) -> str:
    meta = f'<meta http-equiv="Content-Security-Policy" content="{POLICY}" />'
    text, count = re.subn(r'(<meta charset="utf-8" ?/?>)', rf"\1\n    {meta}", text, count=1)
    if not count:
        raise SiteError("a page has no <meta charset> to put the security policy after")
    return text


def _icon_font(static: Path) -> None:
    """Font Awesome's font with the few signs that the style sheets show, and no more."""
    sheets = sorted(static.rglob("*.css"))
    theme = static / "styles" / "pydata-sphinx-theme.css"
    css = ICON_RULE.sub("", theme.read_text("utf-8"))
    css = re.sub(r"src:url\([^)]*fa-solid-900[^;}]*", 'src:url(icons.woff) format("woff")', css)
    theme.write_text(css, "utf-8")
    text = "".join(sheet.read_text("utf-8") for sheet in sheets)
    shown = set(re.findall("[\ue000-\uf8ff]", text))
    shown |= {chr(int(code, 16)) for code in re.findall(r'"\\([ef]\w{3})"', text)}
    options = Options()
    options.flavor = "woff"
    font = TTFont(static / "vendor/fontawesome/webfonts/fa-solid-900.ttf", recalcTimestamp=False)
    subsetter = Subsetter(options)
    subsetter.populate(text="".join(sorted(shown)))
    subsetter.subset(font)
    font.flavor = "woff"
    font.save(static / "styles" / "icons.woff")


def _without_outputs(path: Path) -> None:
    """The notebook to download, ready to run: its outputs are on the page already."""
    notebook = nbformat.read(path, as_version=4)
    for cell in notebook.cells:
        if cell.cell_type == "code":
            cell.outputs, cell.execution_count = [], None
    path.write_text(json.dumps(notebook, indent=1, ensure_ascii=False) + "\n", "utf-8")


def needs(page: Path) -> set[Path]:
    """The files that a browser fetches to show a page: itself, styles, scripts, pictures, fonts."""
    found, left = set(), [page.resolve()]
    while left:
        file = left.pop()
        if file in found or not file.is_file():
            continue
        found.add(file)
        pattern = {".html": FETCHED, ".css": IMPORTED}.get(file.suffix)
        for address in pattern.findall(file.read_text("utf-8")) if pattern else []:
            if not urlsplit(address).scheme and not address.endswith(".html"):
                left.append((file.parent / unquote(address)).resolve())
    return found


def _only_what_is_asked_for(site: Path) -> None:
    """Remove files of the theme that no page, style sheet or script names, and source maps."""
    wanted = set().union(*map(needs, _pages(site)))
    for folder in ("_static", "_images"):
        for file in (site / folder).rglob("*"):
            if file.is_file() and file.resolve() not in wanted and not file.match("*.LICENSE.txt"):
                file.unlink()
    for file in (site / "_static").rglob("*"):
        if file.suffix in (".css", ".js"):
            text = file.read_text("utf-8")
            file.write_text(re.sub(r"\n?/[/*]# sourceMappingURL=\S+(?: \*/)?", "", text), "utf-8")
    (site / ".buildinfo").unlink(missing_ok=True)
    for folder in sorted((f for f in site.rglob("*") if f.is_dir()), reverse=True):
        if not any(folder.iterdir()):
            shutil.rmtree(folder)
