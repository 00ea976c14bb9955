"""The claims layer: verdicts follow from data, and only from what was known."""

import numpy as np
import pandas as pd
import pytest

from whyleave.claims import Sign, claims, evaluate, ledger, registered, verdict
from whyleave.claims.testing import (
    FAILS,
    HOLDS,
    NO_FACT,
    OPEN,
    PARTLY,
    all_or_part,
    cause,
    needs_data,
    of_parts,
)  # fmt: skip
from whyleave.data import load

yes, no, missing = Sign("y", 2, 1), Sign("n", 0, 1), Sign("m", float("nan"), 1)


@pytest.mark.parametrize(
    "signs, fact, as_cause",
    [
        ([yes, yes], HOLDS, PARTLY),
        ([yes, no], PARTLY, OPEN),
        ([no, no], FAILS, FAILS),
        ([yes, missing], HOLDS, PARTLY),
        ([missing], OPEN, OPEN),
    ],
)
def test_rules(signs, fact, as_cause):
    assert all_or_part(signs) == fact
    assert cause(signs) == as_cause


@pytest.mark.parametrize(
    "signs, found",
    [
        ([yes, Sign("n", 2, 1)], HOLDS),
        ([yes, no], PARTLY),
        ([Sign("y", 0, 1), no], FAILS),
        ([yes, missing], PARTLY),  # a part without data keeps the claim from holding
        ([missing], OPEN),
        ([yes, no, Sign("n2", 2, 1)], PARTLY),  # half of a part is not enough
        ([yes, no, Sign("n2", 2, 1), Sign("n3", 2, 1)], HOLDS),
    ],
)
def test_rule_of_a_claim_that_says_several_things(signs, found):
    rule = of_parts({"y": "one", "m": "other", "n": "other", "n2": "other", "n3": "other"})
    assert rule(signs) == found


@pytest.mark.parametrize(
    "signs, found",
    [
        ([yes, Sign("gist", 2, 1)], HOLDS),
        ([yes, Sign("gist", 0, 1)], PARTLY),
        ([yes, Sign("gist", np.nan, 1)], PARTLY),
        ([yes], PARTLY),
        ([no, Sign("gist", np.nan, 1)], FAILS),
        ([missing, Sign("gist", np.nan, 1)], OPEN),
    ],
)
def test_rule_that_needs_data_on_the_gist(signs, found):
    assert needs_data("gist")(signs) == found
    assert needs_data("gist", rule=cause)(signs) == cause(signs)


def test_signs_at_most_and_at_least():
    assert Sign("x", 1, 1).seen and Sign("x", 1, 1, at_most=True).seen
    assert not Sign("x", 0.9, 1).seen and Sign("x", 0.9, 1, at_most=True).seen
    assert Sign("x", -20, -10, at_most=True).margin > 0


def test_all_claims_stand_in_the_ledger():
    table = ledger()
    assert len(table) == 46 and table["id"].is_unique
    assert list(table.columns) == [
        "id", "essay", "kind", "chapter", "verdict_at_essay", "verdict_today", "strength",
        "robust_share", "flips_on", "seen_at_essay", "seen_today", "seen_low", "seen_high",
    ]  # fmt: skip
    allowed = {HOLDS, PARTLY, FAILS, OPEN, NO_FACT}
    assert set(table["verdict_today"]) | set(table["verdict_at_essay"]) <= allowed


def test_every_written_claim_has_a_test_and_words():
    written = claims().query("written == 'yes'")
    signs = load("claim-signs")
    for claim, row in written.iterrows():
        if row["kind"] in ("recommendation", "question"):
            continue
        assert claim in registered()
        assert row["change_en"] and row["change_ko"]
        keys = [sign.key for sign in evaluate(claim).signs]
        assert sorted(keys) == sorted(signs.query("claim == @claim")["sign"])


@pytest.mark.parametrize("claim", sorted(registered()))
def test_the_early_verdict_only_sees_what_was_known(claim):
    """Spoiling every later row leaves the verdict at the essay's date as it was."""
    date = claims().loc[claim, "essay_date"]

    def spoilt(name):
        frame = load(name)
        if "known_from" not in frame or "value" not in frame:
            return frame
        return frame.assign(value=frame["value"].where(frame["known_from"] <= date, -1e9))

    honest = [(s.key, s.seen) for s in evaluate(claim, date).signs]
    assert [(s.key, s.seen) for s in evaluate(claim, date, spoilt).signs] == honest


@pytest.mark.parametrize("claim", sorted(registered()))
def test_grid_has_choices_and_no_test_is_blind(claim):
    finding = evaluate(claim)
    assert len(finding.choices) >= 2
    assert 0 < finding.robust_share <= 1
    assert finding.strength in ("strong", "moderate", "weak")
    if finding.flips_on:
        assert finding.robust_share < 1


def altered(change):
    """A loader whose measured values are changed."""

    def loader(name):
        frame = load(name)
        if "value" not in frame or "known_from" not in frame:
            return frame
        return frame.assign(value=change(frame["value"]))

    return loader


def mirrored(name):
    """A loader that turns time around: each series is read backwards."""
    frame = load(name)
    if "value" not in frame or "known_from" not in frame or "period" not in frame:
        return frame
    keys = [c for c in ("entity", "indicator", "measure", "age", "unit") if c in frame]
    return frame.assign(value=frame.groupby(keys)["value"].transform(lambda v: v.to_numpy()[::-1]))


@pytest.mark.parametrize("claim", sorted(registered()))
def test_no_verdict_is_deaf_to_its_data(claim):
    """Scaling, shrinking or turning the data around changes the signs of every claim."""
    honest = [s.seen for s in evaluate(claim).signs]
    changed = []
    for load_other in (
        altered(lambda v: v * 1000), altered(lambda v: v / 1000), altered(lambda v: -v), mirrored,
    ):  # fmt: skip
        with np.errstate(all="ignore"):
            changed.append([s.seen for s in evaluate(claim, load=load_other).signs])
    assert any(other != honest for other in changed)


def test_wrong_printed_figure_would_be_found():
    def loader(name):
        frame = load(name)
        return frame.assign(value=frame["value"] * 1.2) if name == "essay-figures" else frame

    assert evaluate("B18").verdict == HOLDS
    assert evaluate("B18", load=loader).verdict == PARTLY


def test_a_full_recovery_would_turn_the_table_row():
    def loader(name):
        frame = load(name)
        if name == "korean-venture-investment":
            last = (frame["measure"] == "wide") & (frame["period"] == "2025")
            frame.loc[last, "value"] = 16000.0
        return frame

    falls = {s.key: s.seen for s in evaluate("B13c", load=loader).signs}["korean_vc_falls"]
    assert evaluate("B13c").signs[0].seen and not falls


@pytest.mark.parametrize("claim", sorted(registered()))
def test_causes_are_held_to_the_stricter_rule(claim):
    stricter = claims().loc[claim, "kind"] in ("cause", "forecast")
    assert stricter == (registered()[claim].rule is cause)


def test_box_says_what_it_rests_on():
    box = verdict("A07")._repr_mimebundle_()
    assert "signs seen" in box["text/plain"] and "combinations" in box["text/plain"]
    assert 'id="verdict-A07"' in box["text/html"]
    with pytest.raises(KeyError, match="no test"):
        verdict("A16")


def test_selection_that_is_not_exact_is_refused():
    from whyleave.claims.testing import only

    with pytest.raises(ValueError, match="not exact"):
        only(pd.DataFrame({"value": [1.0, 2.0]}))


@pytest.mark.parametrize("row", load("firmness").to_dict("records"), ids=lambda row: row["claim"])
def test_false_data_turn_every_verdict(row):
    """The recipe kept for each claim, such as a series read backwards, gives another verdict."""
    from whyleave.claims.attack import distorted

    honest = evaluate(row["claim"]).verdict
    assert row["verdict"] == honest
    assert evaluate(row["claim"], load=distorted(row["turned_by"])).verdict != honest


def test_attacks_are_of_this_state_of_data_and_tests():
    from whyleave.publish.firmness import is_current

    assert is_current(), "run 'make firmness': data or claim tests have changed since"


def test_a_lost_source_and_a_moved_figure_are_found():
    from whyleave.claims.attack import moved, without

    table = load("funding-rounds")
    source = table["source"].iloc[0]
    assert source not in set(without(source)("funding-rounds")["source"])
    higher = moved("funding-rounds", table.index[:1], 0.1)("funding-rounds")["value"]
    assert higher.iloc[0] == pytest.approx(1.1 * table["value"].iloc[0])
    assert (higher.iloc[1:] == table["value"].iloc[1:]).all()
