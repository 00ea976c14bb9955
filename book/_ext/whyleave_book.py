"""Feeds Sphinx what the data make: executed notebooks, and parts of pages.

A page asks for a part with a fenced block ```` ```{generated} ledger ````; the parts are functions
in ``whyleave.publish.pages``.
"""

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
        path = NOTEBOOKS / f"{docname.removeprefix('notebooks/')}.ipynb"
        content[0] = nbformat.writes(chapter(executed(path), rerun(path.stem)))
    else:
        content[0] = PART.sub(lambda part: GENERATED[part[1]](), content[0])


def setup(app):
    app.connect("source-read", read)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
