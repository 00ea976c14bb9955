"""Feeds Sphinx what the data make: executed notebooks, and parts of pages.

A page asks for a part with a fenced block ```` ```{generated} ledger ````; the parts are functions
in ``whyleave.publish.pages``.
"""

import html
import re

import nbformat

from whyleave.paths import NOTEBOOKS
from whyleave.publish.addresses import rerun
from whyleave.publish.chapters import chapter
from whyleave.publish.execute import executed
from whyleave.publish.pages import GENERATED

PART = re.compile(r"^```\{generated\} ([\w-]+)\n```$", re.MULTILINE)


def read(app, docname, content):
    if docname.startswith("notebooks/"):
        key = docname.removeprefix("notebooks/")
        run = executed(NOTEBOOKS / f"{key}.ipynb")
        content[0] = nbformat.writes(chapter(run, key, rerun(key)))
    else:
        content[0] = PART.sub(lambda part: GENERATED[part[1]](), content[0])


def preview_tags(app, pagename, templatename, context, doctree):
    """What a site that links here shows of the page: its title and one picture for the book.

    With ``html_baseurl`` set, addresses are absolute, as most such sites want them."""
    base = app.config.html_baseurl or context["pathto"]("", resource=True)
    title = re.sub("<.*?>", "", context.get("title", ""))
    tags = {
        "og:title": title,
        "og:site_name": app.config.project or app.config.html_title,
        "og:type": "article" if pagename.startswith("notebooks/") else "website",
        "og:description": "46 claims on why Korean innovation leaves, each put to a stated test.",
        "og:image": f"{base}results/preview.png",
        "og:image:alt": "The verdicts on all claims of the book as coloured tiles",
        "twitter:card": "summary_large_image",
    }
    context["metatags"] = context.get("metatags", "") + "".join(
        f'\n<meta property="{key}" content="{html.escape(words)}" />' for key, words in tags.items()
    )


def setup(app):
    app.connect("source-read", read)
    app.connect("html-page-context", preview_tags)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
