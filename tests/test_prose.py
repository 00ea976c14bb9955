"""Numbers in the text."""

import pandas as pd
import pytest

from whyleave import load
from whyleave.publish import prose, results
from whyleave.sources import sources

VALUES = {
    "wide": {"value": 13.6244},
    "fall": {"value": -4.96},
    "rank": {"value": 7.0},
    "many": {"value": 1752.0},
}


@pytest.mark.parametrize(
    "shown, value, right",
    [
        ("13.6", 13.6244, True), ("13.62", 13.6244, True), ("14", 13.6244, True),
        ("13.7", 13.6244, False), ("13", 13.6244, False), ("7th", 7, True), ("seventh", 7, True),
        ("-0.8", -0.8, True), ("−0.8", -0.8, True), ("0.8", -0.8, False), ("1,752", 1752, True),
        ("38%", 38.2, True), ("about 38", 38.2, False), ("", 0, False), ("0.5", 0.45, True),
    ],
)  # fmt: skip
def test_a_number_as_printed_is_its_value_rounded(shown, value, right):
    assert prose.agrees(shown, value) is right


@pytest.mark.parametrize(
    "text, problems",
    [
        ("It was [13.6](val:wide) trillion.", 0),
        ("It was [13.9](val:wide) trillion.", 1),
        ("It was [13.6](val:wode) trillion.", 1),
        ("It was 13.6 trillion.", 1),
        ("Ranked [7th](val:rank) of 35.", 1),
        ("On 2 December 2025, claim B13c, the G7, 2021–2023 and `load(3)`.", 0),
        (":::{grid} 1 1 3\n:gutter: 3\ntext\n:::", 0),
        ("See [the page](https://example.org/2024-13).", 0),
        ("| a | b |\n|---|---|\n| 5 | x |", 1),
    ],
)
def test_lint(text, problems):
    assert len(prose.check(text, VALUES, {}, "here")) == problems


def test_the_book_has_no_problem():
    results.check_text()


def test_every_quoted_value_is_used():
    """A value that no sentence quotes is noise on the page of values."""
    from whyleave.publish.execute import executed, notebooks

    texts = [c.source for p in notebooks() for c in executed(p).cells if c.cell_type == "markdown"]
    texts += [p.read_text("utf-8") for p in results.PAGES.glob("*.md")]
    used = {key for text in texts for _, key in prose.pieces(text)[0]}
    quoted = {k for k, v in results.values().items() if v["chapter"] != "ledger"}
    assert quoted - used == set()


def test_every_glossary_term_is_linked_from_a_text():
    import re

    from whyleave import load
    from whyleave.publish.execute import notebooks

    texts = "".join(path.read_text("utf-8") for path in notebooks())
    linked = set(re.findall(r"\]\(term:([a-z0-9-]+)\)", texts))
    assert linked == set(load("glossary")["term"])


@pytest.mark.parametrize(
    "text, bare",
    [
        ("Korea has more firms than Japan.", 1),
        ("Korea has [3](val:rank) more firms than Japan.", 0),
        ("Korea has [more firms](fact:more-firms) than Japan.", 0),
        ("Are there more firms in Korea?", 0),
        ("The order no longer stands.", 0),
        ("## Exercises\n\nFind the largest value.", 0),
        ("The first. The second is larger.", 2),
    ],
)
def test_a_sentence_that_compares_rests_on_something(text, bare):
    rows = pd.DataFrame(columns=["place", "begins", "basis", "detail"])
    assert len(prose.uncovered([("notebooks/x.ipynb, cell 1", text)], rows)) == bare


def test_a_listed_sentence_is_covered_and_a_row_without_one_is_refused():
    rows = pd.DataFrame({"place": ["x"], "begins": ["Korea has"], "basis": "", "detail": ""})
    assert not prose.uncovered([("notebooks/x.ipynb", "Korea has more firms.")], rows)
    assert prose.uncovered([("notebooks/x.ipynb", "Japan has fewer firms.")], rows)[-1:]


def test_what_sentences_rest_on_exists():
    rows = load("sentences").set_index("basis")["detail"]
    known = {
        "figure": set(results.figures()["id"]),
        "verdict": set(load("claims")["claim"]),
        "source": set(sources().index),
    }
    for basis, keys in known.items():
        assert set(rows[rows.index == basis]) <= keys


def test_a_false_statement_stops_the_cell():
    from whyleave import state
    from whyleave.quotes import StatementError

    with pytest.raises(StatementError, match="falls"):
        state({"rises": True, "falls": False}, "essay-a")
