"""What a reader can change: controls, filters, downloads; and that it stays accessible."""

import random
import re

import pytest
from axe_playwright_python.sync_playwright import Axe

from whyleave.claims import evaluate
from whyleave.claims.chapters.japan_incentives import example_firm
from whyleave.data import load
from whyleave.models.corporate_tax import japanese_tax, korean_tax
from whyleave.models.option_law import schemes
from whyleave.models.tax_law import japanese_law, korean_law
from whyleave.publish import explore
from whyleave.publish.chapters import KEY_FIGURES
from whyleave.publish.results import figures
from whyleave.publish.verdicts import grids

RULES = [
    "wcag2a",
    "wcag2aa",
    "wcag21a",
    "wcag21aa",
    "wcag22aa",
]  # tags of axe: all rules of WCAG 2.2 AA
# long tables and code repeat themselves: axe gets the first rows and blocks of a page
FEWER = """document.querySelectorAll("tbody tr:nth-child(n+9)").forEach((row) => row.remove());
[...document.querySelectorAll(".cell_input")].slice(4).forEach((cell) => cell.remove());
[...document.querySelectorAll("section section:has(> .pst-scrollable-table-container)")].slice(6)
  .forEach((table) => table.remove());"""
LOOKS = ["color-contrast", "target-size"]  # the rules that hang on theme and width


@pytest.fixture
def page(browser):
    page = browser.new_page(viewport={"width": 1280, "height": 900})
    noise = []
    page.on("console", lambda m: noise.append(m.text) if m.type == "error" else None)
    page.on("pageerror", lambda error: noise.append(str(error)))
    yield page
    page.close()
    assert noise == []


def set_all(page, section, values):
    """Put the controls of a section, by their labels, to values of their lists."""
    for (label, known, _), value in values:
        index = list(known.values()).index(value)
        control = page.locator(f"#try-{section}").get_by_label(label, exact=False).first
        if control.evaluate("e => e.tagName") == "SELECT":
            control.select_option(index=index)
        else:
            control.fill(str(index))


def shown(page, section):
    """The numbers of a section's table, by row."""
    rows = page.locator(f"#try-{section} .explore-table tbody tr").all()
    cells = [row.locator("th, td").all_text_contents() for row in rows]
    return {name: float(value.replace(",", "").replace("−", "-")) for name, value in cells}


def test_tax_is_that_of_the_models(address, page):
    page.goto(f"{address}/book/explore.html")
    law = load("tax-parameters")
    rates = load("exchange-rates").query("period == '2025-03'").set_index("entity")["value"]
    draw = random.Random(1)
    controls = [explore.SIZE, explore.YEAR, explore.CLASS, explore.REACH, explore.LICENCES,
                explore.RESEARCH, explore.MARGIN]  # fmt: skip
    before = page.locator("#try-tax svg").inner_html()
    for _ in range(12):
        values = [draw.choice(list(known.values())) for _, known, _ in controls]
        small, year, kind, reach, licences, research, margin = values
        if year == 2024 and kind == "strategic":
            continue
        set_all(page, "tax", zip(controls, values, strict=True))
        korea = example_firm(small, licences, research, margin=margin)
        japan = example_firm(small, licences, research, rates["KOR"] / rates["JPN"], margin)
        found = shown(page, "tax")
        here = 100 * korean_tax(korea, korean_law(law, year, kind)).rate
        there = 100 * japanese_tax(japan, japanese_law(law, year, reach)).rate
        assert found["Korea: Tax paid"] == pytest.approx(here, abs=0.051)
        assert found["Japan: Tax paid"] == pytest.approx(there, abs=0.051)
    assert page.locator("#try-tax svg").inner_html() != before


def test_options_are_those_of_the_model(address, page):
    page.goto(f"{address}/book/explore.html")
    outcomes = schemes(load("option-parameters"), load("stock-option-rules"))
    draw = random.Random(2)
    controls = [explore.TIMES, explore.PRICE, explore.LATER, explore.SHOWN]
    for _ in range(8):
        *values, what = (draw.choice(list(known.values())) for _, known, _ in controls)
        set_all(page, "options", zip(controls, [*values, what], strict=True))
        wanted = [100 * getattr(one, what) for one in outcomes(*values).values()]
        assert list(shown(page, "options").values()) == pytest.approx(wanted, abs=0.051)


def test_the_starting_case_is_that_of_the_chapters(site):
    from whyleave.publish.results import values

    quoted = {key: record["value"] for key, record in values().items()}
    outcomes = schemes(load("option-parameters"), load("stock-option-rules"))()
    for scheme in ("kor_none", "kor_2018", "kor_2023", "kor_2025", "jpn_2024", "usa_iso"):
        kept = 100 * outcomes[f"opt_{scheme}"].net_share
        if f"ref-{scheme.replace('_', '-')}" in quoted:
            assert kept == pytest.approx(quoted[f"ref-{scheme.replace('_', '-')}"])
    text = (site / "book" / "explore.html").read_text("utf-8")
    assert f'"Gap a year</th><td>{quoted["ref-gap-usa"]:.0f}' in text.replace(
        '<th scope="row">', '"'
    )


def test_a_verdict_changes_with_its_choices(address, page):
    page.goto(f"{address}/book/robustness.html#A08")
    runs = evaluate("A08").choices
    grid = grids()["A08"]
    assert list(runs["verdict"]) == grid["verdicts"]
    selects = page.locator(
        "#try-verdicts .controls:nth-of-type(2) select, #try-verdicts div.controls select"
    )
    sizes = [len(control["values"]) for control in grid["controls"]]
    for at in (0, 3, len(runs) - 1):
        rest = at
        for place in reversed(range(len(sizes))):
            selects.nth(place).select_option(index=rest % sizes[place])
            rest //= sizes[place]
        assert grid["verdicts"][at] in page.locator(".explore-said .badge").inner_text()
        words = page.locator(".signs strong").all_text_contents()
        assert words == [sign["found"][sign["at"][at]][0] for sign in grid["signs"]]
    assert page.url.endswith(f"#A08:{','.join(str(size - 1) for size in sizes)}")
    page.reload()
    assert grid["verdicts"][-1] in page.locator(".explore-said .badge").inner_text()


def test_countries_can_be_picked_by_keyboard(address, page):
    page.goto(f"{address}/book/explore.html")
    page.get_by_label("Add a country").focus()
    page.keyboard.type("Germany")
    page.keyboard.press("Enter")
    assert page.locator("#try-countries .chart-name").all_text_contents().count("Germany") == 1
    page.get_by_role("button", name="Take out Israel").focus()
    page.keyboard.press("Enter")
    assert "Israel" not in page.locator("#try-countries .chart").inner_text()
    assert page.url.endswith("show=KOR,JPN,USA,DEU")
    page.get_by_label("Measure").select_option("models")
    assert "Notable AI models" in page.locator("#try-countries svg").get_attribute("aria-label")


@pytest.mark.parametrize("where", ["index", "ledger"])
def test_claims_are_filtered_and_the_view_can_be_linked(address, page, where):
    page.goto(f"{address}/book/{where}.html")
    if where == "index":
        page.click(".listing-controls summary")
    page.get_by_label("Verdict today").select_option("holds")
    page.get_by_label("Essay").select_option("B")
    expected = [c for c, g in grids().items() if c[0] == "B" and g["verdicts"][0] == "holds"]
    items = page.locator("[data-item]:visible")
    assert items.count() == len(expected)
    assert page.get_by_role("status").inner_text() == f"{len(expected)} of 46 shown"
    page.goto("about:blank")
    page.goto(f"{address}/book/{where}.html#essay=B&verdict=holds")
    assert items.count() == len(expected)


def test_a_table_is_sorted_by_keyboard(address, page):
    page.goto(f"{address}/book/ledger.html")
    head = page.get_by_role("columnheader", name="Stands under")
    head.get_by_role("button").focus()
    shares = []
    for order in ("ascending", "descending"):
        page.keyboard.press("Enter")
        assert head.get_attribute("aria-sort") == order
        cells = page.locator("tbody tr td:last-child").all_text_contents()
        shares.append([int(cell.rstrip("%")) for cell in cells if cell])
    assert shares[0] == sorted(shares[0]) and shares[1] == sorted(shares[0], reverse=True)


@pytest.mark.parametrize("name", ["moves", "values", "sources", "find", "robustness"])
def test_long_tables_can_be_searched(address, page, name):
    page.goto(f"{address}/book/{name}.html")
    listing = page.locator(".listing").first
    total = listing.locator("[data-item]").count()
    word = listing.locator("[data-item] td").first.inner_text().split()[0]
    listing.get_by_label("Words").fill(word)
    assert 1 <= listing.locator("[data-item]:visible").count() < total


def test_a_figure_can_be_downloaded_and_cited(address, page):
    page.goto(f"{address}/notebooks/talent.html")
    card = page.locator(".figure-card").first
    card.locator("summary").click()
    with page.expect_download() as got:
        card.get_by_text("picture (PNG)").click()
    assert got.value.suggested_filename.endswith(".png")
    assert got.value.path().read_bytes()[:8] == b"\x89PNG\r\n\x1a\n"
    for link in ("Data (CSV)", "picture (SVG)", "the notebook that draws it"):
        with page.expect_download() as got:
            card.get_by_text(link).click()
        assert got.value.path().stat().st_size > 100
    cited = card.locator(".cite-text").first.inner_text()
    assert f"{address}/notebooks/talent.html#fig-" in cited
    card.locator(".cite button").first.click()
    card.get_by_role("button", name=re.compile("^(Copied|Selected)$")).wait_for()


def test_every_chapter_opens_with_its_claims(address, page):
    keys = set(figures()["id"])
    assert set(KEY_FIGURES.values()) <= keys
    for chapter, figure in KEY_FIGURES.items():
        page.goto(f"{address}/notebooks/{chapter}.html")
        strip = page.locator(".chapter-strip")
        assert strip.locator(".claim-chip").count() >= 1
        assert strip.locator(f"a[href='#fig-{figure}']").count() == 1


def test_without_scripts_the_starting_case_is_a_table(address, browser):
    page = browser.new_context(java_script_enabled=False).new_page()
    page.goto(f"{address}/book/explore.html")
    assert page.locator(".explore-table:visible").count() == 4
    assert page.locator(".controls").count() == 0


@pytest.mark.parametrize(
    ("width", "theme", "rules"),
    [
        (375, "light", RULES),
        (1280, "dark", RULES),
        (375, "dark", LOOKS),
        (1280, "light", LOOKS),
    ],
)
def test_pages_are_accessible(site, address, browser, width, theme, rules):
    context = browser.new_context(
        viewport={"width": width, "height": 900}, color_scheme=theme, bypass_csp=True,
        reduced_motion="reduce",
    )  # fmt: skip
    page = context.new_page()
    options = {"runOnly": rules, "resultTypes": ["violations"]}
    problems = []
    for folder in ("book", "notebooks"):
        for file in sorted((site / folder).glob("*.html")):
            page.goto(f"{address}/{folder}/{file.name}", wait_until="load")
            page.evaluate(FEWER)
            for found in Axe().run(page, options=options).response["violations"]:
                problems.append(f"{file.name}: {found['id']}: {found['nodes'][0]['html'][:160]}")
    context.close()
    assert problems == []
