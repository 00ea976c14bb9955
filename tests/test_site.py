"""The published site: light, strict, complete in one zip, the same again."""

import gzip
import json
import subprocess
import sys
import zipfile

import pytest

from whyleave.publish import build, manifest
from whyleave.publish.site import POLICY, needs
from whyleave.publish.svg import slim

PAGES = ("book/index.html", "notebooks/talent.html", "notebooks/culture-and-market.html")


@pytest.mark.parametrize("page", PAGES)
def test_a_first_visit_is_light(site, page):
    weight = sum(len(gzip.compress(file.read_bytes())) for file in needs(site / page))
    assert weight < 600_000


def test_every_page_has_the_policy_and_nothing_that_it_forbids(site):
    for page in site.rglob("*.html"):
        text = page.read_text("utf-8")
        assert f'content="{POLICY}"' in text, page.name
        assert "<style" not in text and ' style="' not in text and "onclick" not in text, page.name
    assert "unsafe" not in POLICY


def test_nothing_is_published_that_nobody_reads(site):
    unread = {".map", ".ttf", ".po", ".mo", ".doctree", ".pickle"}
    assert [f.name for f in site.rglob("*") if f.suffix in unread or f.name == ".buildinfo"] == []
    assert "sourceMappingURL" not in (site / "_static/scripts/bootstrap.js").read_text("utf-8")


def test_downloaded_notebooks_have_the_code_and_no_outputs(site):
    for path in sorted((site / "_sources" / "notebooks").glob("*.ipynb")):
        cells = [
            c for c in json.loads(path.read_text("utf-8"))["cells"] if c["cell_type"] == "code"
        ]
        assert cells and not any(cell["outputs"] for cell in cells)


def test_a_slim_picture_keeps_its_lines():
    path = (
        '<path d="M 10 20 \nL 13.456 20 \nL 13.456 5 \nQ 1 1.5 2 2 \nC 1 1 2 2 3 1 \nz\n" id="m1"/>'
    )
    picture = f'<?xml version="1.0"?>\n<svg><!-- a -->\n <g id="line2d_3">{path}</g>\n</svg>'
    assert slim(picture) == (
        '<svg><g><path d="m10 20h3.46v-15q-12.46-3.5-11.46-3c-1-1 0 0 1-1z" id="m1"/></g></svg>'
    )


@pytest.fixture
def copy(tmp_path):
    site = tmp_path / "site"
    (site / "book").mkdir(parents=True)
    (site / "book" / "a.html").write_text("a", "utf-8")
    (site / "b.svg").write_text("b", "utf-8")
    manifest.write(site)
    return site


def check(site):
    return subprocess.run([sys.executable, manifest.__file__, site], capture_output=True, text=True)


def test_a_copy_is_checked(copy):
    assert check(copy).returncode == 0
    (copy / "book" / "a.html").write_text("A", "utf-8")
    (copy / "b.svg").unlink()
    (copy / "c.txt").touch()
    done = check(copy)
    assert done.returncode == 1
    assert done.stdout.splitlines() == ["differs: book/a.html", "missing: b.svg", "extra: c.txt"]


def test_a_folder_that_is_no_copy_is_said_to_be_none(tmp_path):
    assert check(tmp_path).returncode == 2


def test_the_archive_holds_all_but_itself_and_is_the_same_again(copy):
    first = (copy / manifest.ARCHIVE).read_bytes()
    (copy / "b.svg").touch()
    manifest.write(copy)
    assert (copy / manifest.ARCHIVE).read_bytes() == first
    with zipfile.ZipFile(copy / manifest.ARCHIVE) as archive:
        names = {name.split("/", 1)[1] for name in archive.namelist()}
    assert names == {"book/a.html", "b.svg", manifest.SUMS}


def test_the_site_is_as_its_digests_say(site):
    assert manifest.differences(site) == []


def test_built_again_elsewhere_the_pages_are_the_same(site, tmp_path):
    assert manifest.digests(build.pages(tmp_path / "work")) == manifest.digests(site)
