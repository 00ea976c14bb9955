"""The built pages: links lead somewhere, figures are complete, no other host is asked."""

import csv
import json
from urllib.parse import unquote, urlsplit

import pytest
from bs4 import BeautifulSoup

from whyleave.claims import claims, registered
from whyleave.publish import results


@pytest.fixture(scope="module")
def pages(site):
    found = [p for p in site.rglob("*.html") if "_static" not in p.parts]
    return {page: BeautifulSoup(page.read_text("utf-8"), "html.parser") for page in found}


def anchors(soup):
    return {tag["id"] for tag in soup.find_all(id=True)} | {
        tag["name"] for tag in soup.find_all("a", attrs={"name": True})
    }


def test_links_lead_somewhere(pages):
    ids = {page.resolve(): anchors(soup) for page, soup in pages.items()}
    broken = []
    for page, soup in pages.items():
        for tag in soup.find_all("a", href=True):
            target = urlsplit(tag["href"])
            if target.scheme or target.netloc or tag["href"] in ("#", ""):
                continue
            file = (page.parent / unquote(target.path)).resolve() if target.path else page.resolve()
            if (
                not file.exists()
                or target.fragment
                and file in ids
                and unquote(target.fragment) not in ids[file]
            ):
                broken.append(f"{page.name}: {tag['href']}")
    assert broken == []


def test_no_other_host_is_asked(pages):
    asked = []
    for page, soup in pages.items():
        for tag in soup.find_all(["script", "img", "link", "iframe", "source"]):
            address = tag.get("src") or (tag.get("href") if tag.name == "link" else None) or ""
            if urlsplit(address).netloc and "canonical" not in (tag.get("rel") or []):
                asked.append(f"{page.name}: {address}")
    assert asked == []


def test_every_picture_is_described(pages):
    for page, soup in pages.items():
        for picture in soup.select("main img"):
            alt = picture.get("alt", "")
            assert len(alt) > 60 and not alt.endswith((".svg", ".png")), f"{page.name}: {alt!r}"


def test_every_figure_is_numbered_captioned_and_has_its_card(site, pages):
    for row in results.figures().itertuples():
        soup = pages[site / "notebooks" / f"{row.chapter}.html"]
        figure = soup.find(id=f"fig-{row.id}")
        assert figure is not None, row.id
        assert row.headline.replace("'", "’") in figure.figcaption.get_text().replace("'", "’")
        assert figure.select_one(".caption-number")
        for kind in ("csv", "svg"):
            assert soup.find("a", href=f"../results/figures/{row.id}.{kind}")
            assert (site / "results" / "figures" / f"{row.id}.{kind}").stat().st_size > 100


def test_every_verdict_has_its_box(site, pages):
    for claim in registered():
        chapter = claims().loc[claim, "chapter"]
        assert pages[site / "notebooks" / f"{chapter}.html"].find(id=f"verdict-{claim}")


def test_ledger_lists_all_claims_plainly(site, pages):
    text = pages[site / "book" / "ledger.html"].get_text()
    assert all(claim in text for claim in claims().index)
    assert len(pages[site / "book" / "index.html"].select(".tiles a")) == 46


def test_machine_readable_results(site):
    with open(site / "results" / "ledger.csv", encoding="utf-8") as file:
        assert len(list(csv.DictReader(file))) == 46
    values = json.loads((site / "results" / "values.json").read_text("utf-8"))
    assert all({"value", "unit", "sources"} <= set(record) for record in values.values())
    with open(site / "results" / "figures.csv", encoding="utf-8") as file:
        assert {row["id"] for row in csv.DictReader(file)} == set(results.figures()["id"])


def test_no_path_of_a_machine_is_published(site):
    from whyleave import paths

    root = str(paths.ROOT).encode()
    leaks = [
        f.name
        for f in site.rglob("*")
        if f.suffix in {".html", ".js", ".json"} and root in f.read_bytes()
    ]
    assert leaks == []
