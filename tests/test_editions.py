"""The book as one file, and the addresses that run a chapter elsewhere."""

import posixpath
import re
import shutil
import subprocess
import zipfile
from urllib.parse import unquote, urlsplit
from xml.etree import ElementTree

import pytest

from whyleave import paths
from whyleave.publish import editions, epub, manifest, pdf, results
from whyleave.publish.addresses import Addresses, rerun
from whyleave.publish.execute import notebooks

XHTML = "{http://www.w3.org/1999/xhtml}"


@pytest.fixture(scope="module")
def book(site, tmp_path_factory):
    path = tmp_path_factory.mktemp("epub") / "book.epub"
    epub.write(site, path)
    return path


@pytest.fixture(scope="module")
def files(book):
    with zipfile.ZipFile(book) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def test_the_epub_begins_with_its_type(book):
    with zipfile.ZipFile(book) as archive:
        first = archive.infolist()[0]
        assert (first.filename, first.compress_type) == ("mimetype", zipfile.ZIP_STORED)
        assert archive.read(first) == b"application/epub+zip"


def test_every_page_of_the_epub_is_xml_and_links_stay_inside(files):
    pages = {n: ElementTree.fromstring(d) for n, d in files.items() if n.endswith(".xhtml")}
    assert len(pages) == len(editions.contents()) + 2  # cover and contents
    ids = {name: {tag.get("id") for tag in page.iter()} for name, page in pages.items()}
    lost = []
    for name, page in pages.items():
        for tag in page.iter():
            address = (
                tag.get("href") if tag.tag in (f"{XHTML}a", f"{XHTML}link") else tag.get("src")
            )
            target = urlsplit(address or "")
            if not address or target.scheme in ("http", "https", "mailto"):
                continue
            path = posixpath.join(posixpath.dirname(name), unquote(target.path))
            file = posixpath.normpath(path) if target.path else name
            if file not in files or target.fragment and target.fragment not in ids[file]:
                lost.append(f"{name}: {address}")
    assert lost == []


def test_the_epub_has_every_figure_and_all_it_lists(files):
    pictures = {f"results/figures/{key}.svg" for key in results.figures()["id"]}
    assert pictures <= set(files)
    package = ElementTree.fromstring(files["content.opf"])
    listed = {item.get("href") for item in package.iter("{http://www.idpf.org/2007/opf}item")}
    assert listed == set(files) - {"mimetype", "content.opf", "META-INF/container.xml"}


def test_the_epub_is_the_same_again(site, tmp_path, monkeypatch):
    some = [page for page in editions.contents() if "a" in page[1].split("/")[1]][:3]
    monkeypatch.setattr(editions, "contents", lambda: some)
    made = [tmp_path / "one.epub", tmp_path / "two.epub"]
    for path in made:
        epub.write(site, path)
    assert made[0].read_bytes() == made[1].read_bytes()


@pytest.mark.skipif(
    not shutil.which("epubcheck") or not shutil.which("java"), reason="no epubcheck on this machine"
)
def test_epubcheck_finds_nothing(book):
    done = subprocess.run(
        ["java", "-jar", shutil.which("epubcheck"), book], capture_output=True, text=True
    )
    assert done.returncode == 0, (done.stdout + done.stderr)[-3000:]


@pytest.mark.skipif(not any(map(shutil.which, pdf.CHROMIUM)), reason="no Chromium on this machine")
def test_a_printed_chapter_has_outline_tags_and_its_figures(site, tmp_path):
    pages = editions.articles(site)
    chapter = [page for page in pages if page.page == "notebooks/talent.html"]
    figures = len(chapter[0].body.select("figure"))
    pdf.print_pages(pdf.one_page(site, chapter), tmp_path / "chapter.pdf")
    data = (tmp_path / "chapter.pdf").read_bytes()
    assert b"/Outlines" in data and b"/StructTreeRoot" in data
    assert pdf.drawn(data) == figures > 5


def test_the_whole_pdf_has_as_many_figures_as_the_book():
    file = editions.current().get("pdf")
    if not file:
        pytest.skip("no PDF of the present book: make pdf")
    assert pdf.drawn(file.read_bytes()) == len(results.figures())


def test_without_chromium_the_error_says_what_to_install(monkeypatch):
    monkeypatch.setattr(shutil, "which", lambda _: None)
    with pytest.raises(editions.EditionError, match="apt-get install chromium"):
        pdf.chromium()


def test_only_current_files_are_published_and_listed(monkeypatch, tmp_path):
    monkeypatch.setattr(paths, "BUILD", tmp_path)
    site = tmp_path / "site"
    site.mkdir()
    assert "make pdf" in editions.downloads() and "make epub" in editions.downloads()
    editions.make("epub", lambda _, path: path.write_bytes(b"x" * 2**20), site)
    assert "1.0 MB" in editions.downloads() and "make epub" not in editions.downloads()
    editions.publish(site)
    assert [f.name for f in site.iterdir()] == [manifest.EDITIONS["epub"]]
    assert manifest.digests(site) == {}
    monkeypatch.setattr(editions, "inputs", lambda: "others")
    assert editions.current() == {}


def test_a_named_repository_gives_addresses():
    where = Addresses(repository="https://github.com/o/why.git", hub="https://hub.example.org/")
    assert where.services("talent") == {
        "Binder": "https://mybinder.org/v2/gh/o/why/main?labpath=notebooks%2Ftalent.ipynb",
        "Colab": "https://colab.research.google.com/github/o/why/blob/main/notebooks/talent.ipynb",
        "JupyterHub": "https://hub.example.org/hub/user-redirect/git-pull?"
        "repo=https%3A%2F%2Fgithub.com%2Fo%2Fwhy.git&branch=main"
        "&urlpath=lab%2Ftree%2Fwhy%2Fnotebooks%2Ftalent.ipynb",
    }
    assert "--editable ./why" in rerun("talent", where)
    elsewhere = Addresses(repository="https://git.example.org/o/why").services("talent")
    assert list(elsewhere) == ["Binder"] and "/v2/git/https%3A%2F%2F" in elsewhere["Binder"]
    assert Addresses().services("talent") == {}


def test_every_chapter_offers_its_notebook(site):
    for path in notebooks():
        text = (site / "notebooks" / f"{path.stem}.html").read_text("utf-8")
        assert f'href="../_sources/notebooks/{path.name}" download' in text
        assert (site / "_sources" / "notebooks" / path.name).exists()


def test_environments_come_from_the_lock_and_actions_are_pinned():
    assert "--require-hashes -r requirements.lock" in (
        paths.ROOT / ".binder" / "postBuild"
    ).read_text("utf-8")
    assert "make .venv/ready" in (paths.ROOT / ".devcontainer/devcontainer.json").read_text("utf-8")
    for workflow in (paths.ROOT / ".github" / "workflows").glob("*.yml"):
        uses = re.findall(r"uses: (\S+)", workflow.read_text("utf-8"))
        assert uses and all(re.search(r"@[0-9a-f]{40}$", action) for action in uses)
