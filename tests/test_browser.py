"""The site in a real browser. Skipped, with the reason, where there is none."""

import pytest


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("width", [375, 1280])
def test_pages_are_quiet_and_fit(site, address, browser, width, theme):
    page = browser.new_context(
        viewport={"width": width, "height": 900}, color_scheme=theme
    ).new_page()
    noise = []
    page.on(
        "console", lambda message: noise.append(message.text) if message.type == "error" else None
    )
    page.on("pageerror", lambda error: noise.append(str(error)))
    page.on(
        "request",
        lambda r: noise.append(r.url) if not r.url.startswith((address, "data:")) else None,
    )
    for folder in ("book", "book/teach", "notebooks"):
        for file in sorted((site / folder).glob("*.html")):
            page.goto(f"{address}/{folder}/{file.name}", wait_until="networkidle")
            wider = page.evaluate("document.documentElement.scrollWidth - window.innerWidth")
            assert wider <= 0, f"{file.name} is {wider} pixels too wide at {width}"
    assert noise == []


def test_a_checked_number_leads_to_its_value(address, browser):
    page = browser.new_page()
    page.goto(f"{address}/notebooks/venture-capital.html")
    page.click("a[href$='values.html#gdp-kor']")
    page.wait_for_url("**/book/values.html#gdp-kor")
    assert "percent of GDP" in page.locator("#gdp-kor").inner_text()


def test_a_tile_leads_to_its_verdict(address, browser):
    page = browser.new_page()
    page.goto(f"{address}/book/index.html")
    page.click(".tiles a:has-text('A07')")
    page.locator("#verdict-A07").wait_for(state="visible")


def test_pages_work_from_disk(site, browser):
    page = browser.new_page()
    noise = []
    page.on("console", lambda m: noise.append(m.text) if m.type in ("error", "warning") else None)
    page.on("pageerror", lambda error: noise.append(str(error)))
    page.on(
        "request",
        lambda r: noise.append(r.url) if not r.url.startswith((site.as_uri(), "data:")) else None,
    )
    for file in sorted(site.rglob("*.html")):
        page.goto(file.as_uri(), wait_until="load")
        page.locator("main").wait_for()
    assert noise == []


@pytest.mark.parametrize("source", ["web", "disk"])
@pytest.mark.parametrize(
    ("words", "found"),
    [
        ("규제", "book/glossary.html"),
        ("인재", "book/glossary.html"),
        ("일본", "book/glossary.html"),
        ("규제를", "notebooks/regulation.html"),
        ("sandbox", "notebooks/regulation.html"),
    ],
)
def test_search_finds_korean_and_english_words(site, address, browser, words, found, source):
    page = browser.new_page(viewport={"width": 1280, "height": 900})
    errors = []
    page.on("console", lambda m: errors.append(m.text) if m.type == "error" else None)
    page.on("pageerror", lambda error: errors.append(str(error)))
    page.goto(f"{address if source == 'web' else site.as_uri()}/book/method.html")
    page.click(".search-button-field")
    page.keyboard.type(words)
    page.keyboard.press("Enter")
    page.locator(f"#search-results a[href^='{found}']").first.wait_for()
    assert errors == []
    page.close()


def test_the_buttons_of_a_page_work(address, browser):
    page = browser.new_page(viewport={"width": 1280, "height": 900})
    errors = []
    page.on("console", lambda m: errors.append(m.text) if m.type == "error" else None)
    page.goto(f"{address}/notebooks/talent.html")
    page.evaluate("window.print = () => { document.title = 'printed' }")
    page.click(".theme-switch-button")
    assert page.evaluate("document.documentElement.dataset.mode") == "dark"
    assert page.locator(".theme-switch-button svg:visible").count() == 1
    page.click("[aria-label='Download this page']")
    page.locator(".btn-download-source-button").wait_for()
    page.click("[data-act='print']")
    assert page.title() == "printed"
    page.click(".primary-toggle")
    page.locator("#pst-primary-sidebar").wait_for(state="hidden")
    page.click("[data-act='fullscreen']")
    page.wait_for_function("document.fullscreenElement !== null")
    assert errors == []
    page.close()
