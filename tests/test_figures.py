"""Every figure: true headline, sources, alternative text, honest axes, readable colours."""

import warnings
from itertools import combinations

import numpy as np
import pandas as pd
import pytest
from colorspacious import cspace_convert, deltaE
from matplotlib.colors import to_rgb

from whyleave import Chart, load
from whyleave.figures import HeadlineError, forms, style
from whyleave.figures.chart import HEADLINE_WORDS, LayoutError
from whyleave.publish import results
from whyleave.sources import sources

FIGURES = {record["figure"]: record for _, record, _ in results.outputs(results.FIGURE)}
DATA = pd.DataFrame(
    {"entity": ["KOR", "KOR", "JPN", "JPN"], "year": [2020, 2021, 2020, 2021],
     "value": [3.0, 5.0, 2.0, 1.0], "source": "oecd-vc-2026", "grade": "official"}
)  # fmt: skip


def test_every_figure_in_the_table_is_drawn_once():
    drawn = [record["figure"] for _, record, _ in results.outputs(results.FIGURE)]
    assert sorted(drawn) == sorted(load("figures")["figure"])


@pytest.mark.parametrize("key", sorted(FIGURES))
def test_figure_carries_what_a_reader_needs(key):
    record = FIGURES[key]
    assert len(record["headline"].split()) <= HEADLINE_WORDS
    assert record["subtitle"] and record["method"]
    assert record["sources"] and set(record["sources"]) <= set(sources().index)
    assert record["headline"] in record["alt"]
    assert any(c.isdigit() for c in record["alt"]), "the alternative text tells no figure"
    assert len(record["alt"]) > 120
    assert record["csv"].count("\n") > 1


def test_headline_that_is_not_true_stops_the_chart():
    chart = Chart("vc-share-of-gdp").lines(DATA, strong=["KOR", "JPN"], unit="percent")
    with pytest.raises(HeadlineError, match="not true of the data"):
        chart.show(DATA, finding=False)


def test_alternative_text_follows_the_data():
    def alt(data):
        return (
            Chart("vc-share-of-gdp")
            .lines(data, strong=["KOR"], unit="percent")
            .show(data, finding=True)
            .alt
        )

    assert "5 in 2021" in alt(DATA)
    assert alt(DATA) != alt(DATA.assign(value=DATA["value"] * 2))


def test_same_chart_gives_the_same_bytes():
    def svg():
        chart = Chart("vc-share-of-gdp").lines(DATA, strong=["KOR", "JPN"], unit="percent")
        return chart.show(DATA, finding=True)._repr_mimebundle_()["image/svg+xml"]

    assert svg() == svg()


def test_bars_start_at_zero():
    chart = Chart("deep-tech").bars(DATA.query("entity == 'KOR'"), x="year", unit="won")
    assert chart.axes[0].get_ylim()[0] <= 0


def test_lines_start_at_zero_unless_the_scale_is_a_ratio():
    low, _ = Chart("ai-venture").lines(DATA, strong=["KOR"], unit="won").axes[0].get_ylim()
    assert low <= 0


def test_text_that_does_not_fit_is_refused():
    chart = Chart("deep-tech").bars(DATA.query("entity == 'KOR'"), x="year", unit="won")
    chart.words["subtitle"] = "far too long " * 20
    with pytest.raises(LayoutError, match="does not fit"):
        chart.show(DATA, finding=True)


def luminance(colour):
    channels = np.array(to_rgb(colour))
    linear = np.where(channels <= 0.03928, channels / 12.92, ((channels + 0.055) / 1.055) ** 2.4)
    return linear @ [0.2126, 0.7152, 0.0722]


@pytest.mark.parametrize("colour", [*style.SERIES, style.CONTEXT, style.INK, style.QUIET])
def test_contrast_with_the_paper(colour):
    assert (1.05) / (luminance(colour) + 0.05) >= 3


@pytest.mark.parametrize("kind", ["deuteranomaly", "protanomaly", "tritanomaly"])
def test_series_stay_apart_for_colour_blind_readers(kind):
    space = {"name": "sRGB1+CVD", "cvd_type": kind, "severity": 100}
    seen = {c: cspace_convert(np.array(to_rgb(c)), space, "sRGB1") for c in style.SERIES}
    for one, other in combinations(style.SERIES, 2):
        assert (
            deltaE(np.clip(seen[one], 0, 1), np.clip(seen[other], 0, 1), input_space="sRGB1") > 14
        )


@pytest.mark.parametrize("column", ["en", "ko"])
def test_every_word_of_the_charts_has_its_glyphs(column):
    from matplotlib.backends.backend_agg import FigureCanvasAgg
    from matplotlib.figure import Figure

    style.use_style()
    words = [*load("labels")[column]]
    for part in ("headline", "subtitle"):
        words += [*load("figures")[f"{part}_{column}"]]
    figure = Figure()
    figure.text(0, 0, "\n".join(words))
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        FigureCanvasAgg(figure).draw()


@pytest.mark.parametrize(
    "value, text", [(0.1398, "0.14"), (11.945, "11.9"), (15937.1, "15,937"), (7, "7")]
)
def test_numbers_have_the_digits_they_need(value, text):
    assert forms.number(value) == text
