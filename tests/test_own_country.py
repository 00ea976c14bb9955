"""A chapter's figures for another country: drawn where there are data, refused in words where not."""

import pytest

from whyleave import paths
from whyleave.publish.teach import own_country


@pytest.fixture(scope="module")
def germany():
    return own_country.redraw(paths.NOTEBOOKS / "regulation.ipynb", "DEU")


def test_figures_with_data_are_drawn_without_a_finding(germany):
    drawn = {key: alt for key, svg, alt in germany if svg}
    assert "market-rules" in drawn
    for alt in drawn.values():
        assert alt.startswith("Germany in place of Korea. ")


def test_figures_about_korea_alone_are_listed_with_the_reason(germany):
    missing = {key: why for key, svg, why in germany if not svg}
    assert "Germany" in missing["who-said-no"]
    assert set(missing) >= {"barred-models", "sandbox-count", "ai-in-finance"}


def test_every_figure_of_the_chapter_is_accounted_for(germany):
    assert len(germany) == len({key for key, *_ in germany}) == 7


def test_no_such_country_or_chapter_is_said(tmp_path):
    with pytest.raises(KeyError, match="not the ISO"):
        own_country.write("regulation", "XYZ", tmp_path)
    with pytest.raises(KeyError, match="There are: companies"):
        own_country.write("regulations", "DEU", tmp_path)


def test_korea_in_the_book_is_not_touched_by_it():
    from whyleave import Chart

    assert Chart.show.__qualname__ == "Chart.show"
