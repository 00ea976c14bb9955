"""The class pack: runs from its folder, gives nothing away, is the same every time."""

import base64
import os
import re
import shutil
import subprocess
import sys

import nbformat
import pytest
from test_exercises import READY, read, secrets, words

from whyleave import load, paths
from whyleave.publish.execute import notebooks, run
from whyleave.publish.teach import exercises as ex
from whyleave.publish.teach import handouts, pack, slides


@pytest.fixture(scope="module")
def made(tmp_path_factory):
    folder = tmp_path_factory.mktemp("class")
    pack.make(folder, print_pdf=False)
    return folder


def files(folder):
    return {str(f.relative_to(folder)): f.read_bytes() for f in folder.rglob("*") if f.is_file()}


def test_students_get_no_solution_no_hidden_test_no_rubric(made):
    """Line by line in the chapter's own files; elsewhere lines long enough to be no accident."""
    hidden = {path.stem: secrets(read(path)) for path in READY}
    assert all(hidden.values())
    for place in ("student", "slides", "handouts"):
        for name, content in files(made / place).items():
            if not name.endswith((".ipynb", ".html", ".md", ".txt", ".py")):
                continue
            text = content.decode("utf-8")
            if name.endswith(".ipynb"):
                text = "".join(c.source for c in nbformat.reads(text, as_version=4).cells)
            text = words(text)
            for chapter, lines in hidden.items():
                own = name.split("/")[-1].startswith(f"{chapter}.")
                told = [line for line in lines if (own or len(line) > 60) and line in text]
                assert told == [], f"{place}/{name}"


def test_the_pack_is_the_same_every_time(made, tmp_path):
    pack.make(tmp_path, print_pdf=False)
    assert files(made) == files(tmp_path)


def test_making_it_again_leaves_handed_in_work_alone(made):
    work = made / "nbgrader" / "submitted" / "kim" / "regulation" / "regulation.ipynb"
    work.parent.mkdir(parents=True)
    work.write_text("mine", "utf-8")
    pack.make(made, print_pdf=False)
    assert work.read_text("utf-8") == "mine"
    shutil.rmtree(made / "nbgrader" / "submitted")


def test_a_students_notebook_runs_from_its_folder_with_nothing_else(made):
    """The package comes from the folder, though another copy is installed here; no host is asked."""
    code = (
        "import json, socket, sys\n"
        "def refuse(*_, **__): raise OSError('no network')\n"
        "socket.socket.connect = socket.getaddrinfo = refuse\n"
        "import matplotlib; matplotlib.use('agg')\n"
        f"cells = json.load(open('{READY[0].name}'))['cells']\n"
        "code = [''.join(c['source']) for c in cells if c['cell_type'] == 'code']\n"
        "names = {}\n"
        "for cell in code:\n"
        "    if 'YOUR CODE HERE' in cell: break\n"
        "    exec(cell, names)\n"
        "import whyleave; print(whyleave.__file__)"
    )
    environment = {k: v for k, v in os.environ.items() if k not in ("PYTHONPATH", "WHYLEAVE_ROOT")}
    folder = made / "student" / "notebooks"
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=folder, env=environment, capture_output=True, text=True
    )
    assert done.returncode == 0, done.stderr[-2000:]
    assert done.stdout.splitlines()[-1].startswith(str(made / "student" / "src"))


def test_requirements_name_versions_that_the_lock_has(made):
    pins = (made / "student" / "constraints.txt").read_text("utf-8")
    assert not re.search("hash|://", pins)
    for line in (made / "student" / "requirements.txt").read_text("utf-8").splitlines()[1:]:
        assert re.search(rf"^{re.split('==', line)[0]}==", pins, re.MULTILINE | re.IGNORECASE), line


def test_decks_ask_no_host_and_describe_every_picture(made):
    for file in sorted((made / "slides").glob("*.html")) + sorted(
        (made / "handouts").glob("*.html")
    ):
        text = file.read_text("utf-8")
        assert not re.search(r'(src|href)="(?!data:)', text), file.name
        assert "](" not in text.split("<nav")[0], file.name
        for alt in re.findall(r'<img[^>]* alt="([^"]*)"', text):
            assert len(alt) > 60
        for data in re.findall(r"base64,([^\"]*)", text):
            assert b"http://" not in re.sub(rb'xmlns(:\w+)?="[^"]*"', b"", base64.b64decode(data))


def test_each_chapter_has_a_deck_a_handout_notes_and_a_plan_of_one_lesson(made):
    plans = load("lesson-plans").groupby("chapter")["minutes"].sum()
    for path in notebooks():
        assert plans[path.stem] == 50
        for place in ("slides", "handouts"):
            assert (made / place / f"{path.stem}.html").exists()
        assert (
            "| Minutes | Activity |" in (made / "teacher" / "notes" / f"{path.stem}.md").read_text()
        )


def test_a_deck_has_title_claims_figures_verdicts_points_and_a_question(made):
    for path in READY:
        text = (made / "slides" / f"{path.stem}.html").read_text("utf-8")
        for part in ("What the essays say", "The verdicts", "Key points", "To discuss", "<aside>"):
            assert part in text
        assert text.count("<img") == len(re.findall(r"chart\.show\(|\.show\(", _code(path)))


def _code(path):
    return "\n".join(c.source for c in read(path).cells if c.cell_type == "code" and not ex.part(c))


@pytest.mark.skipif(handouts.CHROMIUM is None, reason="no Chromium on this machine")
def test_a_handout_prints_on_one_page_and_keys_move_the_slides(made, tmp_path):
    from playwright.sync_api import sync_playwright

    page = made / "handouts" / "regulation.html"
    (tmp_path / page.name).write_text(page.read_text("utf-8"), "utf-8")
    assert handouts.print_all(tmp_path)
    assert handouts.pages((tmp_path / "regulation.pdf").read_bytes()) == 1
    with sync_playwright() as play:
        browser = play.chromium.launch(executable_path=handouts.CHROMIUM, args=["--no-sandbox"])
        tab = browser.new_page()
        tab.goto((made / "slides" / "regulation.html").as_uri())
        assert tab.locator("section:visible").count() == 1
        assert tab.locator("#place").inner_text().startswith("1 of")
        tab.keyboard.press("ArrowRight")
        assert tab.locator("#place").inner_text().startswith("2 of")
        assert not tab.locator("section.on aside").is_visible()
        tab.keyboard.press("n")
        assert tab.locator("section.on aside").is_visible()
        with tab.expect_popup() as opened:
            tab.keyboard.press("s")
        opened.value.locator("section.on aside").wait_for()
        opened.value.keyboard.press("End")
        tab.locator("section.on h2:has-text('To discuss')").wait_for()
        browser.close()


def test_the_template_of_a_project_runs():
    run(paths.ROOT / "templates" / "own-country.ipynb")


def test_words_of_a_deck_are_escaped():
    assert "<script" not in slides.line("<script>alert(1)</script>")
