"""The map of the argument: every claim stands in it, and nothing runs in a circle."""

import pandas as pd
import pytest

from whyleave.claims import argument, claims
from whyleave.claims.testing import FAILS, HOLDS, NO_FACT, PARTLY
from whyleave.data import load


def test_every_claim_has_its_place_and_its_links_stay_in_the_essay():
    steps, links = load("argument-steps"), load("argument-links")
    assert sorted(steps["claim"]) == sorted(claims().index)
    linked = set(links["claim"]) | set(links["leads_to"])
    assert linked == set(claims().index), "a claim without a link has no place in the argument"
    assert (links["claim"].str[0] == links["leads_to"].str[0]).all()


def test_links_run_from_left_to_right():
    order = {step: n for n, step in enumerate(["premise", "cause", "effect", "conclusion"])}
    at = load("argument-steps").set_index("claim")["step"].map(order)
    links = load("argument-links")
    assert (links["claim"].map(at) <= links["leads_to"].map(at)).all()


def test_a_circle_is_named(monkeypatch):
    circle = pd.DataFrame({"claim": ["A01", "A02"], "leads_to": ["A02", "A01"]})
    monkeypatch.setattr(argument, "load", lambda name: circle)
    with pytest.raises(ValueError, match="A01 -> A02 -> A01"):
        argument.reasons("A01")


def test_a_conclusion_is_as_strong_as_its_weakest_reason(monkeypatch):
    tables = {
        "argument-links": pd.DataFrame(
            {"claim": ["A01", "A02", "A15"], "leads_to": ["A02", "A18", "A18"]}
        ),
        "argument-steps": pd.DataFrame({"claim": ["A18"], "step": ["conclusion"]}),
    }
    monkeypatch.setattr(argument, "load", tables.__getitem__)
    ledger = pd.DataFrame(
        {"id": ["A01", "A02", "A15", "A18"], "verdict_today": [FAILS, HOLDS, NO_FACT, PARTLY]}
    )
    row = argument.conclusions(ledger).iloc[0]
    assert (row["weakest"], row["weakest_reasons"], row["reasons"]) == (FAILS, "A01", 2)
